"""``open`` on the virtual files, with CPython's own checks and messages."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.host.models.streams import Descriptors, VirtualFile

_BUFFER = io.DEFAULT_BUFFER_SIZE


def make_open(descriptors: Descriptors) -> tuple[Callable[..., Any], type[VirtualFile]]:
    """``open`` and ``FileIO`` of one world."""
    file_class = type("FileIO", (VirtualFile,), {"descriptors": descriptors, "__module__": "_io"})

    def open(
        file: Any,
        mode: Any = "r",
        buffering: Any = -1,
        encoding: Any = None,
        errors: Any = None,
        newline: Any = None,
        closefd: Any = True,
        opener: Any = None,
    ) -> Any:
        _check_types(file, mode, buffering, encoding, errors)
        kind = _check_mode(mode, encoding, errors, newline, buffering)
        raw = file_class(file, kind, closefd, opener)
        if buffering == 0:
            return raw
        size = _BUFFER if buffering < 2 else buffering
        if "+" in kind:
            buffer: Any = io.BufferedRandom(raw, size)
        elif kind.startswith("r"):
            buffer = io.BufferedReader(raw, size)
        else:
            buffer = io.BufferedWriter(raw, size)
        if "b" in mode:
            return buffer
        return _wrap(buffer, encoding, errors, newline, buffering == 1, mode)

    return open, file_class


@exact
def _wrap(
    buffer: Any, encoding: Any, errors: Any, newline: Any, is_by_line: bool, mode: str
) -> io.TextIOWrapper:
    text = io.TextIOWrapper(buffer, encoding or "UTF-8", errors, newline, is_by_line)
    text.mode = mode  # type: ignore[misc]
    return text


@exact
def _check_types(file: Any, mode: Any, buffering: Any, encoding: Any, errors: Any) -> None:
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    if not isinstance(buffering, int):
        raise TypeError(f"'{type(buffering).__name__}' object cannot be interpreted as an integer")
    if encoding is not None and not isinstance(encoding, str):
        kind = type(encoding).__name__
        raise TypeError(f"open() argument 'encoding' must be str or None, not {kind}")
    if errors is not None and not isinstance(errors, str):
        kind = type(errors).__name__
        raise TypeError(f"open() argument 'errors' must be str or None, not {kind}")


@exact
def _check_mode(mode: str, encoding: Any, errors: Any, newline: Any, buffering: int) -> str:
    modes = set(mode)
    if modes - set("axrwb+t") or len(mode) > len(modes):
        raise ValueError(f"invalid mode: {mode!r}")
    if "t" in modes and "b" in modes:
        raise ValueError("can't have text and binary mode at once")
    main = [each for each in mode if each in "axrw"]
    if len(main) != 1:
        raise ValueError(
            "must have exactly one of create/read/write/append mode"
            if len(main) > 1
            else "Must have exactly one of create/read/write/append mode and at most one plus"
        )
    if "b" in modes and encoding is not None:
        raise ValueError("binary mode doesn't take an encoding argument")
    if "b" in modes and errors is not None:
        raise ValueError("binary mode doesn't take an errors argument")
    if "b" in modes and newline is not None:
        raise ValueError("binary mode doesn't take a newline argument")
    if buffering == 0 and "b" not in modes:
        raise ValueError("can't have unbuffered text I/O")
    return main[0] + ("+" if "+" in modes else "")
