from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

LOAD = """
import gc, logging, os
from patchcritic.critics.calling.litellm_import import skip_bookkeeping, start_import
future = start_import()
assert start_import() is future
litellm = future.result()
assert litellm.suppress_debug_info and not litellm.telemetry
assert os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] == "True"
assert os.environ.get("PLANTED") is None, "a .env file was read"
logging.getLogger("LiteLLM").error("not shown")
assert gc.isenabled() and gc.get_freeze_count() > 100_000
skip_bookkeeping()
from litellm._internal_context import is_internal_call
assert is_internal_call.get()
assert litellm.response_cost_calculator(model="gpt-4o") is None
"""

INTERRUPTED = """
import asyncio, time
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.calls import Call
critic = load_critic("openai/x", CriticSettings())
async def run():
    async with asyncio.timeout(0.1):
        await critic._asker.ask(Call(messages=()))
try:
    asyncio.run(run())
except TimeoutError:
    print("left")
"""

BROKEN = """
import asyncio, sys
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.calls import Call
sys.modules["litellm"] = None
critic = load_critic("openai/x", CriticSettings())
try:
    asyncio.run(critic._asker.ask(Call(messages=())))
except Exception as error:
    print(type(error).__name__, error)
"""


def _run(code: str, folder: Path, *options: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return done.stdout, done.stderr


def test_litellm_is_loaded_in_silence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PLANTED=1\n", encoding="utf-8")
    assert _run(LOAD, tmp_path, "-W", "error") == ("", "")


def test_an_interrupted_run_does_not_wait_for_the_import(tmp_path: Path) -> None:
    started = time.perf_counter()
    assert _run(INTERRUPTED, tmp_path) == ("left\n", "")
    assert time.perf_counter() - started < 2.5


def test_a_broken_litellm_is_said_once(tmp_path: Path) -> None:
    output, errors = _run(BROKEN, tmp_path)
    assert output.startswith("ModelUnavailable litellm, which asks providers, is broken: ")
    assert errors == ""


def test_loading_a_critic_loads_nothing_heavy(tmp_path: Path) -> None:
    code = """
import sys
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.calls import Call
load_critic("openai/gpt-4o", CriticSettings())
print([n for n in ("litellm", "pydantic", "jinja2", "xllamacpp") if n in sys.modules])
"""
    assert _run(code, tmp_path) == ("[]\n", "")
