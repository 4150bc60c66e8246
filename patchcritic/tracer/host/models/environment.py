"""``os.environ``: a name is looked up as in an empty one; how many there are is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind


def make_environ(plain: Any) -> Any:
    """A world's ``os.environ`` in place of the one that the private copy of ``os`` made.

    Every name that the code did not set itself counts as absent. Counting, comparing or listing
    them is undecided, unless the code cleared all of them first.
    """
    base: Any = type(plain)

    class _Environ(base):  # type: ignore[misc]
        def __init__(self, data: dict[Any, Any], is_whole: bool) -> None:
            super().__init__(
                data, plain.encodekey, plain.decodekey, plain.encodevalue, plain.decodevalue
            )
            self._is_whole = is_whole

        def __iter__(self) -> Iterator[Any]:
            self._check()
            return iter(super().__iter__())

        def __len__(self) -> int:
            self._check()
            return int(super().__len__())

        def __repr__(self) -> str:
            self._check()
            return str(super().__repr__())

        def copy(self) -> Any:
            """All of it: a plain dictionary where all is known."""
            return dict(self) if self._is_whole else _Environ(dict(self._data), is_whole=False)

        def clear(self) -> None:
            """Now there is nothing, for certain."""
            self._data.clear()
            self._is_whole = True

        def update(self, other: Any = (), /, **more: Any) -> None:
            """Set names; those of another environment with what is not known of it."""
            if type(other) is _Environ and not other._is_whole:  # noqa: SLF001 - its own kind
                self._data.update(other._data)  # noqa: SLF001
                self._is_whole = False
                other = ()
            super().update(other, **more)

        def _check(self) -> None:
            if not self._is_whole:
                raise Undecided(UndecidedKind.ENVIRONMENT, "which variables os.environ holds")

    _Environ.__module__ = "os"
    return _Environ(plain._data, is_whole=False)  # noqa: SLF001 - of the private copy
