"""Secrets planted everywhere, and everything that is sent, kept or printed searched for them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.httpserver.openai_server import BEHAVIOURS, Behaviour, OpenAIServer, completion
from tests.redact.conftest import SHAPES, Forge

Cli = Callable[..., Any]

FORGE = Forge(11)
KEY = FORGE.pem(n_lines=6)
SECRETS = {
    "added": SHAPES["github-classic"](FORGE),
    "removed": SHAPES["gitlab"](FORGE),
    "context": SHAPES["stripe-live"](FORGE),
    "test": SHAPES["openai"](FORGE),
    "parameter": SHAPES["npm"](FORGE),
    "fixture": SHAPES["slack-bot"](FORGE),
    "helper": SHAPES["aws-access-key"](FORGE),
    "looked-up": SHAPES["hugging-face"](FORGE),
    "assigned": FORGE.draw(24),
    "reference": SHAPES["sendgrid"](FORGE),
    "provider": SHAPES["openai-project"](FORGE),
    "echoed": SHAPES["anthropic"](FORGE),
}
APP = f"""\
import hmac

from app_settings import STRIPE, URL

{{extra}}
OLD = "{SECRETS["removed"]}"
PEM = '''{KEY}'''
password = "{SECRETS["assigned"]}"


def sign(text):
    \"\"\"Sign with {SECRETS["context"]}.\"\"\"
    return hmac.new(PEM.encode(), (text + STRIPE).encode(), "sha256").hexdigest()


def login(token):
    return token == password or check(token)


def check(token):
    return token.startswith("{SECRETS["helper"]}")
"""
TESTS = f"""\
import pytest

from app import check, login, sign


def test_sign(api):
    assert sign(api) != "{SECRETS["test"]}"


@pytest.mark.parametrize("token", ["{SECRETS["parameter"]}", "short"])
def test_login(token):
    assert not login(token)


def test_password():
    assert login("{SECRETS["assigned"]}")


def test_check():
    assert check("{SECRETS["helper"]}/x")
"""
FILES = {
    "app.py": APP.format(extra=""),
    "app_settings.py": f'STRIPE = "{SECRETS["context"]}"\nURL = "x"\n',
    "tests/test_app.py": TESTS,
    "tests/conftest.py": (
        'import pytest\n\n\n@pytest.fixture\ndef api():\n    """Of the tests."""\n'
        f'    return "{SECRETS["fixture"]}"\n'
    ),
    "notes/deploy.py": f'HF = "{SECRETS["looked-up"]}"\n',
}
NEW = APP.format(extra=f'NEW = "{SECRETS["added"]}"').replace(
    f'OLD = "{SECRETS["removed"]}"\n', ""
).replace(
    "token == password", "bool(token == password)"
).replace("text + STRIPE", "STRIPE + text")  # fmt: skip
_BY_READING = {
    "id": "c1",
    "type": "function",
    "function": {
        "name": "read_symbol",
        "arguments": json.dumps({"path": "notes/deploy.py", "name": "<module>"}),
    },
}
_BY_SEARCH = {
    "id": "c2",
    "type": "function",
    "function": {"name": "grep", "arguments": json.dumps({"text": "HF =", "path_glob": "*"})},
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    monkeypatch.setitem(
        BEHAVIOURS,
        "look",
        Behaviour(
            body=completion(None, finish_reason="tool_calls", tool_calls=[_BY_READING, _BY_SEARCH])
        ),
    )
    said = f"Incorrect API key {SECRETS['provider']} in your request {SECRETS['echoed']}"
    body = json.dumps({"error": {"message": said, "type": "error", "code": "invalid"}}).encode()
    monkeypatch.setitem(BEHAVIOURS, "echo", Behaviour(400, body))
    monkeypatch.setenv("OPENAI_API_KEY", SECRETS["provider"])
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def leaky(tmp_path: Path, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository full of secrets, with a change staged that adds one and removes another."""
    monkeypatch.setenv("PATCHCRITIC_TRACER", "off")  # it would leave nothing to ask
    root = tmp_path / "leaky"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    (root / "app.py").write_text(NEW, encoding="utf-8")
    (tmp_path / "change.diff").write_text(git(root, "diff"), encoding="utf-8")
    git(root, "add", "-A")
    reference = (
        "--- a/app.py\n+++ b/app.py\n@@ -1,3 +1,4 @@\n import hmac\n+# "
        f'{SECRETS["reference"]}\n \n from app_settings import STRIPE, URL\n'
    )  # fmt: skip
    (tmp_path / "reference.diff").write_text(reference, encoding="utf-8")
    return root


def find_leaks(*texts: str) -> list[str]:
    """The names of the secrets whose last twelve characters stand in one of the texts."""
    ends = {name: secret[-12:] for name, secret in SECRETS.items()}
    ends |= {f"key line {n}": line[:12] for n, line in enumerate(KEY.splitlines()[1:-1])}
    return [name for name, end in ends.items() if any(end in text for text in texts)]


def read_folder(*folders: Path) -> list[str]:
    """Every byte below the folders, as text: databases, their logs, reports, the key file."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path.read_bytes().decode("latin-1") for path in files]


def test_nothing_that_a_judged_change_leaves_behind_holds_a_secret(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    server.plan("test_login[short]", "look", "good")
    server.plan("test_sign", "fail")
    server.plan("test_password", "echo")
    common = (
        "eval", "--repo", leaky, "--diff", tmp_path / "change.diff", "--base", "HEAD",
        "-m", "openai/gpt-test", "--api-base", server.url,
    )  # fmt: skip
    outputs = [part for end in ("json", "html", "txt") for part in ("-o", out / f"r.{end}")]

    results = [
        cli(*common, "--explore", "3", "--reference", tmp_path / "reference.diff", "-v", *outputs),
        *(cli(*common, "-f", name) for name in ("json", "console", "html")),
        cli(*common, "--dry-run"),
        cli(*common, "--dry-run", "-f", "json"),
        cli(*common, "--show-prompt", "tests/test_app.py::test_sign"),
        cli(*common, "--show-prompt", "tests/test_app.py::test_login"),
        cli("tests", "--repo", leaky, "--staged"),
        cli("tests", "--repo", leaky, "--staged", "-f", "json"),
    ]

    said = [text for one in results for text in (one.stdout, one.stderr)]
    sent = [json.dumps(body, ensure_ascii=False) for body in server.requests]
    assert len(sent) >= 4
    assert any("deploy.py" in text and "hf_REDACTED" in text for text in sent)
    assert find_leaks(*sent) == []
    assert find_leaks(*said) == []
    assert find_leaks(*read_folder(tmp_path / "cache", out)) == []
    assert "stands for a key or token that was taken out" in "".join(sent)
    report = results[1].report
    assert any("app.py" in text and "GitHub token" in text for text in report["warnings"])
    assert report["verdict"]["coverage"]["associated"] == 4


def test_what_the_tracer_decides_is_told_without_secrets(
    cli: Cli, leaky: Path, tmp_path: Path, script: Callable[[str], str]
) -> None:
    (leaky / "app.py").write_text(
        NEW.replace("return token.startswith", "return not token.startswith"), "utf-8"
    )
    subprocess.run(["git", "add", "-A"], cwd=leaky, check=True)
    common = ("eval", "--repo", leaky, "--staged", "--tracer", "on", "-m", script("all-pass"))

    results = [
        cli(*common, "-v"),
        cli(*common, "-f", "json"),
        cli(*common, "--show-prompt", "tests"),
    ]

    said = [text for one in results for text in (one.stdout, one.stderr)]
    assert results[0].code in (0, 1, 4)
    assert find_leaks(*said, *read_folder(tmp_path / "cache")) == []


def test_a_dry_run_tells_what_is_redacted_where(cli: Cli, leaky: Path, tmp_path: Path) -> None:
    common = ("eval", "--repo", leaky, "--staged", "-m", "openai/gpt-test", "--dry-run")

    shown = cli(*common).stdout
    document = json.loads(cli(*common, "-f", "json").stdout)

    places = {(one["path"], one["kind"]): one["line"] for one in document["redacted"]}
    assert document["is_redacted"] is True
    assert places["app.py", "GitHub token"] == 5
    assert places["tests/conftest.py", "Slack token"] == 7
    assert ("app.py", "private key") in places
    assert "app.py:5  GitHub token" in shown
    assert f"redacted: {len(document['redacted'])} secrets" in shown


def test_requests_for_a_batch_hold_no_secret(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path
) -> None:
    file = tmp_path / "requests.jsonl"
    result = cli(
        "eval", "--repo", leaky, "--staged", "-m", "openai/gpt-test", "--export-requests", file
    )
    lines = file.read_text(encoding="utf-8").splitlines()
    error = {"message": f"key {SECRETS['provider']} is wrong", "code": "bad"}
    answers = tmp_path / "answers.jsonl"
    answers.write_text(
        json.dumps({"custom_id": json.loads(lines[0])["custom_id"], "error": error}) + "\n",
        encoding="utf-8",
    )
    imported = cli("batch", "import", answers, "--requests", file)

    assert result.code == 0, result.stderr
    assert len(lines) >= 4
    assert find_leaks(*lines) == []
    assert find_leaks(result.stderr, imported.stdout, imported.stderr) == []
    assert find_leaks(*read_folder(tmp_path / "cache")) == []


def test_candidates_side_by_side_hold_no_secret(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path
) -> None:
    other = tmp_path / "other.diff"
    text = (tmp_path / "change.diff").read_text(encoding="utf-8")
    other.write_text(text.replace("bool(token == password)", "(token == password)"), "utf-8")
    result = cli(
        "rank", tmp_path / "change.diff", other, "--repo", leaky, "-m", "openai/gpt-test",
        "--api-base", server.url, "--compare", "-f", "json",
    )  # fmt: skip

    sent = [json.dumps(body, ensure_ascii=False) for body in server.requests]
    assert len(sent) >= 10
    assert find_leaks(*sent) == []
    assert find_leaks(result.stdout, result.stderr, *read_folder(tmp_path / "cache")) == []


def test_scripted_answers_are_kept_without_secrets(
    cli: Cli, leaky: Path, tmp_path: Path, script: Callable[[str], str]
) -> None:
    common = ("eval", "--repo", leaky, "--staged", "-m", script("all-pass"), "-f", "json")
    first, second = cli(*common), cli(*common)

    assert all(one["cached"] for one in second.report["tests"] if one["decided_by"] == "critic")
    assert find_leaks(first.stdout, second.stdout, *read_folder(tmp_path / "cache")) == []


def test_a_key_that_a_provider_echoes_is_not_shown(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path
) -> None:
    server.plan("", "echo")
    common = ("-m", "openai/gpt-test", "--api-base", server.url, "--no-cache")
    result = cli("eval", "--repo", leaky, "--staged", *common)
    checked = cli("doctor", *common[:4])

    assert "Incorrect API key" in result.stdout + result.stderr
    assert find_leaks(result.stdout, result.stderr, checked.stdout, checked.stderr) == []


def test_a_benchmark_run_holds_no_secret(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path, git: Callable[..., str]
) -> None:
    row = {
        "repo": "acme/leaky",
        "instance_id": "acme__leaky-1",
        "base_commit": git(leaky, "rev-parse", "HEAD").strip(),
        "patch": (tmp_path / "change.diff").read_text(encoding="utf-8"),
        "test_patch": "",
        "problem_statement": "",
        "FAIL_TO_PASS": "[]",
        "PASS_TO_PASS": "[]",
    }
    (tmp_path / "data.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "repos").mkdir()
    subprocess.run(
        ["git", "clone", "-q", "--bare", leaky, tmp_path / "repos" / "acme__leaky"], check=True
    )
    result = cli(
        "bench", "run", "--dataset", tmp_path / "data.jsonl", "--repos", tmp_path / "repos",
        "--predictions", "gold", "-o", tmp_path / "rows", "-m", "openai/gpt-test",
        "--api-base", server.url,
    )  # fmt: skip

    sent = [json.dumps(body, ensure_ascii=False) for body in server.requests]
    assert sent, result.stderr
    assert find_leaks(*sent) == []
    assert find_leaks(result.stdout, result.stderr, *read_folder(tmp_path / "cache")) == []
    # Rows name tests as the dataset's labels do, so a parameter stays; nothing else does.
    assert set(find_leaks(*read_folder(tmp_path / "rows"))) <= {"parameter"}


def test_no_redact_sends_them_and_says_so(
    cli: Cli, leaky: Path, server: OpenAIServer, tmp_path: Path
) -> None:
    common = ("eval", "--repo", leaky, "--staged", "-m", "openai/gpt-test", "--no-redact")
    result = cli(*common, "--api-base", server.url, "-f", "json")
    dry = cli(*common, "--dry-run")

    sent = [json.dumps(body, ensure_ascii=False) for body in server.requests]
    assert {"added", "test", "fixture"} <= set(find_leaks(*sent))
    shown = cli(*common, "--show-prompt", "tests/test_app.py::test_sign").stdout
    assert server.requests[0]["messages"][0]["content"].strip() in shown
    assert any("--no-redact" in text for text in result.report["warnings"])
    assert "redacted: nothing" in dry.stdout


def test_a_repository_cannot_switch_it_off(cli: Cli, leaky: Path) -> None:
    (leaky / "pyproject.toml").write_text("[tool.patchcritic]\nredact = false\n", encoding="utf-8")
    result = cli("eval", "--repo", leaky, "--staged", "--dry-run", "-m", "openai/gpt-test")
    assert result.code == 2
    assert "redact" in result.stderr
