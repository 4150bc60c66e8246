"""``monkeypatch``: changes that are undone when the test ends, made through the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.outcomes import throw
from patchcritic.tracer.testing.world import World

_NOTHING: Final = object()


@offers(
    "setattr delattr setitem delitem setenv delenv syspath_prepend chdir undo context",
    is_partial=True,
)
class MonkeyPatch:
    """``pytest.MonkeyPatch`` in one world."""

    world: World

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._undo_items: list[Callable[[], None]] = []
        self._cwd: str | None = None
        self._path: list[str] | None = None

    @classmethod
    @contextmanager
    def context(cls) -> Iterator[MonkeyPatch]:
        """A second one whose changes are undone at the end of the block."""
        inner = cls()
        try:
            yield inner
        finally:
            inner.undo()

    def setattr(self, target: Any, name: Any, value: Any = _NOTHING, raising: bool = True) -> None:
        """Set an attribute of an object, or of what a dotted path names."""
        if value is _NOTHING:
            if not isinstance(target, str):
                throw(
                    TypeError(
                        "use setattr(target, name, value) or setattr(target, value) "
                        "with target being a dotted import string"
                    )
                )
            value = name
            name, target = self._derive(target, raising)
        elif not isinstance(name, str):
            throw(TypeError("use setattr(target, name, value) with name being a string"))
        old = self._read(target, name)
        if raising and old is _NOTHING:
            throw(AttributeError(f"{target!r} has no attribute {name!r}"))
        old = _stored(target, name, old)
        self.world.guard.set_attr(target, name, value)
        self._undo.append(lambda: self._restore(target, name, old))

    def delattr(self, target: Any, name: Any = _NOTHING, raising: bool = True) -> None:
        """Delete an attribute."""
        if name is _NOTHING:
            if not isinstance(target, str):
                throw(TypeError("use delattr(target, name) or delattr(target)"))
            name, target = self._derive(target, raising)
        old = self._read(target, name)
        if old is _NOTHING:
            if raising:
                throw(AttributeError(name))
            return
        if isinstance(target, type):
            old = target.__dict__.get(name, _NOTHING)
        self.world.guard.del_attr(target, name)
        self._undo.append(lambda: self._restore(target, name, old))

    @exact
    def setitem(self, dic: Any, name: Any, value: Any) -> None:
        """Set an entry of a mapping."""
        old = dic.get(name, _NOTHING)
        dic[name] = value
        self._undo_items.append(lambda: _restore_item(dic, name, old))

    @exact
    def delitem(self, dic: Any, name: Any, raising: bool = True) -> None:
        """Delete an entry of a mapping."""
        if name not in dic:
            if raising:
                raise KeyError(name)
            return
        old = dic.get(name, _NOTHING)
        del dic[name]
        self._undo_items.append(lambda: _restore_item(dic, name, old))

    def setenv(self, name: str, value: Any, prepend: str | None = None) -> None:
        """Set a variable of the environment."""
        if not isinstance(value, str):
            value = str(value)
        environ = self.world.tool("os", "environ")
        if prepend and name in environ:
            value = value + prepend + environ[name]
        self.setitem(environ, name, value)

    def delenv(self, name: str, raising: bool = True) -> None:
        """Remove a variable of the environment."""
        self.delitem(self.world.tool("os", "environ"), name, raising=raising)

    def syspath_prepend(self, path: Any) -> None:
        """Put a folder at the head of ``sys.path``."""
        folders = self.world.tool("sys", "path")
        if self._path is None:
            self._path = list(folders)
        folders.insert(0, str(path))

    def chdir(self, path: Any) -> None:
        """Change the working directory."""
        if self._cwd is None:
            self._cwd = self.world.tool("os", "getcwd")()
        self.world.tool("os", "chdir")(path)

    def undo(self) -> None:
        """Undo all changes, the last first."""
        for changes in (self._undo, self._undo_items):
            while changes:
                changes.pop()()
        if self._path is not None:
            self.world.tool("sys", "path")[:] = self._path
            self._path = None
        if self._cwd is not None:
            self.world.tool("os", "chdir")(self._cwd)
            self._cwd = None

    def _derive(self, dotted: str, raising: bool) -> tuple[str, Any]:
        if "." not in dotted:
            throw(TypeError(f"must be absolute import path string, not {dotted!r}"))
        parent, _, name = dotted.rpartition(".")
        target = self._resolve(parent)
        if raising and self._read(target, name) is _NOTHING:
            throw(AttributeError(f"{target!r} has no attribute {name!r}"))
        return name, target

    def _resolve(self, dotted: str) -> Any:
        parts = dotted.split(".")
        used = parts.pop(0)
        found: Any = self.world.module(used)
        for part in parts:
            used += f".{part}"
            inner = self._read(found, part)
            if inner is _NOTHING:
                self.world.module(used)
                inner = self.world.guard.get_attr(found, part)
            found = inner
        return found

    def _read(self, target: Any, name: str) -> Any:
        if type(target) is Unknown:
            raise Undecided(UndecidedKind.THIRD_PARTY, f"monkeypatch of an unknown {name}")
        try:
            return self.world.guard.get_attr(target, name)
        except AttributeError:
            return _NOTHING

    def _restore(self, target: Any, name: str, old: Any) -> None:
        if old is _NOTHING:
            self.world.guard.del_attr(target, name)
        else:
            self.world.guard.set_attr(target, name, old)


def _stored(target: Any, name: str, old: Any) -> Any:
    """What ``undo`` puts back: what the object itself holds, not what it inherits."""
    if isinstance(target, type):
        return target.__dict__.get(name, _NOTHING)
    for cls in type(target).__mro__:
        if name in cls.__dict__:
            descriptor = type(cls.__dict__[name])
            if hasattr(descriptor, "__set__") or hasattr(descriptor, "__delete__"):
                return old
            break
    try:
        own = object.__getattribute__(target, "__dict__")
    except AttributeError:
        return old
    return own.get(name, _NOTHING)


def _restore_item(dic: Any, name: Any, old: Any) -> None:
    if old is not _NOTHING:
        dic[name] = old
        return
    try:
        del dic[name]
    except KeyError:
        return


def make_monkeypatch(world: World) -> type[MonkeyPatch]:
    """``pytest.MonkeyPatch`` of one world."""
    made = type(
        "MonkeyPatch", (MonkeyPatch,), {"world": world, "__module__": "_pytest.monkeypatch"}
    )
    offers("")(made)
    return made
