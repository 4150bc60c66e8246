"""``operator.attrgetter`` and ``methodcaller``, which read attributes through the guard."""

from __future__ import annotations

from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.host.guarding import Guarding


@exact
def _fail(message: str) -> None:
    raise TypeError(message)


def attribute_getters(guard: Guarding) -> dict[str, Any]:
    """Both classes, bound to a guard."""

    @offers("__call__ __class__ __name__ __qualname__ __module__ __doc__")
    class attrgetter:  # noqa: N801
        """attrgetter(attr, ...) --> attrgetter object"""

        __module__ = "operator"

        def __init__(self, attr: Any, /, *attrs: Any) -> None:
            names = (attr, *attrs)
            if not all(isinstance(name, str) for name in names):
                _fail("attribute name must be a string")
            self._names = tuple(str.__str__(name) for name in names)

        def __call__(self, obj: Any, /) -> Any:
            found = tuple(_walk(guard, obj, name) for name in self._names)
            return found[0] if len(found) == 1 else found

        def __repr__(self) -> str:
            return f"operator.attrgetter({', '.join(map(repr, self._names))})"

    @offers("__call__ __class__ __name__ __qualname__ __module__ __doc__")
    class methodcaller:  # noqa: N801
        """methodcaller(name, ...) --> methodcaller object"""

        __module__ = "operator"

        def __init__(self, name: Any, /, *args: Any, **kwargs: Any) -> None:
            if not isinstance(name, str):
                _fail("method name must be a string")
            self._name = str.__str__(name)
            self._args = args
            self._kwargs = kwargs

        def __call__(self, obj: Any, /) -> Any:
            return guard.call(guard.get_attr(obj, self._name), self._args, self._kwargs)

    for cls in (attrgetter, methodcaller):
        cls.__qualname__ = cls.__name__
    return {"attrgetter": attrgetter, "methodcaller": methodcaller}


def _walk(guard: Guarding, obj: Any, names: str) -> Any:
    for name in names.split("."):
        obj = guard.get_attr(obj, name)
    return obj
