"""Run the command under an audit hook and write down what it did: run by test_safety.py.

``audited_run.py REPOSITORY RECORD ARGUMENT...`` calls the console script's ``main`` and writes to
RECORD, as JSON, every event that a command which only reads must not cause:

- ``processes``: every program started, by whatever call;
- ``executed``: code objects run by ``exec`` (the import system's way to run a module, too) that
  come from a file of the repository, or from source handed to ``compile`` without a file name;
- ``compiled``: names under which source was compiled that lie in the repository. ``ast.parse``
  causes the same event, for it calls ``compile`` with PyCF_ONLY_AST, which makes no code object;
  without a file name it shows as ``<unknown>``. So ``<unknown>`` may be compiled, never executed;
- ``imported``: modules whose name is that of one in the repository;
- ``written``: files opened for writing, made, moved or removed inside the repository;
- ``connected``: network addresses.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = os.path.realpath(sys.argv[1])
RECORD = Path(sys.argv[2])
NAMES = {"openhours", *(path.stem for path in Path(REPOSITORY, "tests").glob("*.py"))} | {"setup"}

seen: dict[str, list[str]] = {
    key: [] for key in ("processes", "executed", "compiled", "imported", "written", "connected")
}

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr",
}  # fmt: skip
STARTS = {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"}


def is_inside(path: Any) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    real = os.path.realpath(os.fsdecode(path))
    return real == REPOSITORY or real.startswith(REPOSITORY + os.sep)


def on_process(event: str, args: tuple[Any, ...]) -> None:
    program = args[0] or args[1][0]
    seen["processes"].append(os.fsdecode(program))


def on_exec(event: str, args: tuple[Any, ...]) -> None:
    name = getattr(args[0], "co_filename", "")
    if name == "<unknown>" or is_inside(name):
        seen["executed"].append(name)


def on_compile(event: str, args: tuple[Any, ...]) -> None:
    name = args[1]
    if name is not None and not os.fsdecode(name).startswith("<") and is_inside(name):
        seen["compiled"].append(os.fsdecode(name))


def on_import(event: str, args: tuple[Any, ...]) -> None:
    if args[0].partition(".")[0] in NAMES:
        seen["imported"].append(args[0])


def on_open(event: str, args: tuple[Any, ...]) -> None:
    path, mode, flags = args
    is_writing = (flags or 0) & WRITE_FLAGS or any(letter in (mode or "") for letter in "wxa+")
    if is_writing and is_inside(path):
        seen["written"].append(os.fsdecode(path))


def on_change(event: str, args: tuple[Any, ...]) -> None:
    seen["written"].extend(os.fsdecode(path) for path in args[:2] if is_inside(path))


def on_connect(event: str, args: tuple[Any, ...]) -> None:
    seen["connected"].append(repr(args[1:]))


HANDLERS: dict[str, Callable[[str, tuple[Any, ...]], None]] = {
    "subprocess.Popen": on_process,
    **dict.fromkeys(STARTS, on_process),
    "exec": on_exec,
    "compile": on_compile,
    "import": on_import,
    "open": on_open,
    **dict.fromkeys(CHANGES, on_change),
    "socket.connect": on_connect,
    "socket.getaddrinfo": on_connect,
}


def hook(event: str, args: tuple[Any, ...]) -> None:
    handler = HANDLERS.get(event)
    if handler is not None:
        handler(event, args)


def main() -> None:
    from patchcritic.cli import main as run

    sys.argv = ["patchcritic", *sys.argv[3:]]
    sys.addaudithook(hook)
    try:
        run()
    finally:
        loaded = [str(getattr(module, "__file__", "")) for module in list(sys.modules.values())]
        seen["imported"] += [path for path in loaded if is_inside(path)]
        RECORD.write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main()
