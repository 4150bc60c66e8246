"""A value that is not known: it may be stored and passed on, and nothing else."""

from __future__ import annotations

from typing import Any, NoReturn

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind

_DUNDERS = """
__bool__ __len__ __iter__ __next__ __reversed__ __contains__ __getitem__ __setitem__ __delitem__
__call__ __hash__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __repr__ __str__ __bytes__ __format__
__int__ __float__ __complex__ __index__ __round__ __trunc__ __floor__ __ceil__ __abs__ __neg__
__pos__ __invert__ __enter__ __exit__ __aenter__ __aexit__ __aiter__ __anext__ __await__ __set__
__delete__
__add__ __sub__ __mul__ __matmul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__ __lshift__
__rshift__ __and__ __xor__ __or__ __radd__ __rsub__ __rmul__ __rmatmul__ __rtruediv__ __rfloordiv__
__rmod__ __rdivmod__ __rpow__ __rlshift__ __rrshift__ __rand__ __rxor__ __ror__ __fspath__
__length_hint__ __reduce__ __reduce_ex__ __copy__ __deepcopy__ __instancecheck__ __subclasscheck__
__mro_entries__ __buffer__ __setattr__ __delattr__ __dir__ __sizeof__
"""


MARK = "<unknown>"
"""The class's name as the host writes it into messages about values of a wrong type."""


class Unknown:
    """Stands for a value that cannot be known. Whatever asks it anything ends the trace.

    Tell it with ``type(value) is Unknown``, never with isinstance.
    """

    __slots__ = ("_kind", "_reason", "_type")

    def __init__(self, kind: UndecidedKind, reason: str, known_type: type | None = None) -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_reason", reason)
        object.__setattr__(self, "_type", known_type)

    def __getattribute__(self, name: str) -> NoReturn:
        raise undecided_by(self)

    def __get__(self, instance: Any, owner: Any = None) -> Unknown:
        """In a class it may be any descriptor, which an instance's reading may make raise."""
        if instance is None or type_of(self) is not None:
            return self
        raise undecided_by(self)


def kind_of(unknown: Unknown) -> UndecidedKind:
    """Why it is not known, as a kind."""
    kind: UndecidedKind = object.__getattribute__(unknown, "_kind")
    return kind


def reason_of(unknown: Unknown) -> str:
    """Why it is not known, for a reader."""
    reason: str = object.__getattribute__(unknown, "_reason")
    return reason


def type_of(unknown: Unknown) -> type | None:
    """The type that its value has at any rate; None where even that is not known."""
    known: type | None = object.__getattribute__(unknown, "_type")
    return known


def undecided_by(unknown: Unknown) -> Undecided:
    """What to raise when the value is needed."""
    return Undecided(kind_of(unknown), reason_of(unknown))


def _refuse(self: Unknown, *args: Any, **kwargs: Any) -> NoReturn:
    raise undecided_by(self)


Unknown.__name__ = Unknown.__qualname__ = MARK
NAME = "<unknown>"
"""How host code names its type in messages: "expected str instance, <unknown> found"."""
Unknown.__name__ = NAME

for _name in _DUNDERS.split():
    setattr(Unknown, _name, _refuse)
