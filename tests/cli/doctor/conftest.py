"""A cache of its own, no keys, and a server to ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TESTS = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "300")
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


def load(name: str) -> ModuleType:
    """A helper module of the tests by its path below ``tests``."""
    spec = spec_from_file_location(Path(name).stem, TESTS / name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server() -> Iterator[Any]:
    """A server that knows what prime numbers are, and calls functions when told to."""
    module = load("httpserver/openai_server.py")
    token = {"token": "{", "logprob": -0.1, "bytes": None}
    logprobs = {"content": [{**token, "top_logprobs": [token]}], "refusal": None}
    call = {"id": "c", "type": "function", "function": {"name": "read_line", "arguments": "{}"}}
    made = {
        "prime": ('{"is_prime_number": true}', {}),
        "calls": (None, {"tool_calls": [call]}),
    }
    for name, (content, message) in made.items():
        body = module.completion(content, **message)
        module.BEHAVIOURS[name] = module.Behaviour(body=body)
    body = module.completion('{"is_prime_number": true}', logprobs=logprobs)
    module.BEHAVIOURS["prime-logprobs"] = module.Behaviour(body=body)
    with module.OpenAIServer().running() as running:
        yield running


@pytest.fixture
def tiny_weights(tmp_path: Path) -> Path:
    """A real model of 250 kB that always says one word."""
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    path: Path = load("critics/tiny_gguf.py").write_tiny_gguf(tmp_path / "yes.gguf", "yes")
    return path
