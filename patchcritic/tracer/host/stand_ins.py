"""Guarded callables that traced code gets in place of the host's own."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

from patchcritic.tracer.core.models import offers

_READABLE = "__name__ __qualname__ __module__ __doc__ __call__ __class__ __self__"


@offers(_READABLE)
class StandIn:
    """A builtin function as traced code holds it; like the real one it never binds."""

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        *,
        module: str | None = "builtins",
        owner: Any = None,
        doc: str | None = None,
    ) -> None:
        self._function = function
        self.__name__ = name
        self.__qualname__ = name if owner is None else f"{_name_of_owner(owner)}.{name}"
        self.__dict__["__module__"] = module
        self.__self__ = owner
        self.__doc__ = doc

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        if self.__self__ is None:
            return f"<built-in function {self.__name__}>"
        owner = self.__self__
        return (
            f"<built-in method {self.__name__} of {type(owner).__name__} object at {id(owner):#x}>"
        )

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return BuiltinFunctionType


def _name_of_owner(owner: Any) -> str:
    cls = owner if type(owner) is type else type(owner)
    return str(type.__dict__["__qualname__"].__get__(cls))


@offers(_READABLE + " __get__ __objclass__")
class MethodStandIn:
    """A method of a host class as traced code holds it; it binds like the real one."""

    def __init__(
        self, cls: type, name: str, function: Callable[..., Any], *, is_of_class: bool = False
    ) -> None:
        self._function = function
        self.is_of_class = is_of_class
        self.__name__ = name
        self.__qualname__ = f"{cls.__qualname__}.{name}"
        self.__objclass__ = cls
        self.__doc__ = None

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._function(*args, **kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else self.bind(instance)

    def bind(self, instance: Any) -> StandIn:
        """The method of one object; of its class for a class method."""
        if self.is_of_class and type not in type.__dict__["__mro__"].__get__(type(instance)):
            instance = type(instance)

        def bound(*args: Any, **kwargs: Any) -> Any:
            return self._function(instance, *args, **kwargs)

        return StandIn(self.__name__, bound, module=None, owner=instance)

    def __repr__(self) -> str:
        return f"<method {self.__name__!r} of {self.__objclass__.__name__!r} objects>"
