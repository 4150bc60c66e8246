"""Inputs to begin with: the examples in the tests, and files of a folder of one's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from fuzz.targets import SEPARATOR

ROOT = Path(__file__).parents[1]
_FOLDERS = {
    "diff": ("diff", "snapshot"),
    "json": ("critics",),
    "config": ("config",),
    "discovery": ("discovery",),
    "redact": ("redact", "security"),
}
_SUFFIXES = {
    "diff": (".diff", ".patch"),
    "json": (".json", ".jsonl"),
    "config": (".toml",),
    "discovery": (".py",),
    "redact": (".py", ".env", ".yml"),
}
_MAX_SIZE = 50_000


def write_seeds(target: str, folder: Path, own: Path | None) -> int:
    """Write a target's seeds to an empty folder; gives how many there are."""
    n_seeds = 0
    for n_seeds, seed in enumerate(_iter_seeds(target, own), start=1):
        (folder / f"seed-{n_seeds:06}").write_bytes(seed)
    return n_seeds


def _iter_seeds(target: str, own: Path | None) -> Iterator[bytes]:
    for name in _FOLDERS[target]:
        for path in sorted((ROOT / "tests" / name).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            yield from _iter_literals(source)
            if target == "discovery":
                yield SEPARATOR.join([source.encode(), b"", b"[tool.pytest.ini_options]\n"])
    for path in sorted(own.rglob("*")) if own else ():
        if path.is_file() and path.suffix in _SUFFIXES[target] and path.stat().st_size < _MAX_SIZE:
            yield path.read_bytes()


def _iter_literals(source: str) -> Iterator[bytes]:
    for node in ast.walk(ast.parse(source)):
        value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and len(value) > 8:
            yield value.encode("utf-8", "surrogatepass")
        elif isinstance(value, bytes) and len(value) > 8:
            yield value
