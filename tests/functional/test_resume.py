from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from git import Repo

ROOT = Path(__file__).resolve().parents[2]
N_TESTS = 20
CONCURRENCY = 2

SOURCE = "def double(number):\n    return number + number\n"
PATCH = """\
diff --git a/double.py b/double.py
--- a/double.py
+++ b/double.py
@@ -1,2 +1,2 @@
 def double(number):
-    return number + number
+    return 2 * number
"""
TESTS = "from double import double\n" + "".join(
    f"\n\ndef test_double_{number:02}():\n    assert double({number}) == {2 * number}\n"
    for number in range(N_TESTS)
)


@pytest.fixture
def small_repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "tests").mkdir(parents=True)
    (folder / "double.py").write_text(SOURCE, encoding="utf-8")
    (folder / "tests" / "test_double.py").write_text(TESTS, encoding="utf-8")
    with Repo.init(folder, initial_branch="main") as repo:
        repo.git.add(all=True)
        repo.git.execute(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first"]
        )
    (tmp_path / "change.patch").write_text(PATCH, encoding="utf-8")
    return folder


@pytest.fixture
def server() -> Iterator[Any]:
    path = ROOT / "tests" / "httpserver" / "openai_server.py"
    spec = spec_from_file_location("openai_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["openai_server"] = module
    spec.loader.exec_module(module)
    with module.OpenAIServer(latency_s=0.1).running() as running:
        yield running


def _start(repo: Path, server: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "patchcritic", "eval", "--repo", str(repo)]
    command += ["--diff", str(repo.parent / "change.patch"), "--format", "json"]
    command += ["--model", "openai/x", "--api-base", server.url, "--prompt", "plain"]
    command += ["--concurrency", str(CONCURRENCY)]
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    cache = str(repo.parent / "cache")
    return subprocess.Popen(
        command,
        cwd=repo,
        env={**kept, "PYTHONPATH": str(ROOT), "PATCHCRITIC_CACHE_DIR": cache},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _wait_for_questions(server: Any, process: subprocess.Popen[str], n_asked: int) -> None:
    deadline = time.monotonic() + 60
    while len(server.requests) < n_asked and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_after_kill_9_only_what_was_under_way_is_asked_again(small_repo: Path, server: Any) -> None:
    process = _start(small_repo, server)
    _wait_for_questions(server, process, 9)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    n_before = len(server.requests)
    assert N_TESTS > n_before >= 9

    process = _start(small_repo, server)
    stdout, _ = process.communicate(timeout=60)
    document = json.loads(stdout)

    asked = Counter(json.dumps(body["messages"]) for body in server.requests)
    again = [question for question, n_asked in asked.items() if n_asked > 1]
    assert len(again) <= CONCURRENCY
    assert len(server.requests) == len(asked) + len(again)
    assert process.returncode == 0
    assert len(document["tests"]) == N_TESTS
    assert document["verdict"]["label"] == "pass"
    assert not document["interrupted"]

    n_paid = len(server.requests)
    stdout, stderr = _start(small_repo, server).communicate(timeout=60)
    assert len(server.requests) == n_paid, stderr
    assert json.loads(stdout)["verdict"] == document["verdict"]


def test_ctrl_c_while_a_provider_is_asked_ends_with_what_was_answered(
    small_repo: Path, server: Any
) -> None:
    server.plan("test_double_12", "slow")
    server.plan("test_double_13", "slow")
    process = _start(small_repo, server)
    _wait_for_questions(server, process, 14)
    time.sleep(0.3)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)

    assert time.monotonic() - started < 2
    assert (process.returncode, stderr) == (130, "")
    document = json.loads(stdout)
    assert document["interrupted"]
    assert len(document["tests"]) == 12
    assert len(document["left_out"]) == N_TESTS - 12
