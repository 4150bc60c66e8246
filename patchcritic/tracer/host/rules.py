"""What traced code may do with the attributes of one host class: the form of a table's row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Method = Callable[..., Any]
Maker = Callable[[Any, Any], Method]
"""Makes the guarded method of a class: given the guard and the host's own method."""

_DENIED_NAMES = """
__subclasses__ __globals__ __code__ __closure__ __builtins__ __reduce__ __reduce_ex__ __setstate__
__loader__ __spec__
"""
DENIED = frozenset(_DENIED_NAMES.split())
"""Never read where a host class provides them: they lead out of the traced world."""
_DENIED_PREFIXES = ("gi_", "cr_", "ag_", "f_", "tb_", "co_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One host class: every name is open but those that are refused or replaced."""

    refused: frozenset[str] = frozenset()
    replaced: Mapping[str, Maker] = field(default_factory=dict)
    is_writable: bool = True
    """Whether instances may get attributes, where the host lets them."""

    def allows(self, name: str) -> bool:
        """Whether the attribute may be read as it is."""
        if name in DENIED or name in self.refused:
            return False
        return not name.startswith(_DENIED_PREFIXES)


OPEN = Rule()
"""Any name but those that are denied everywhere."""
