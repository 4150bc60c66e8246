"""``warnings``: the host's pure-Python version, whose frames are those of traced code."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from patchcritic.tracer.host.contained import contain

if TYPE_CHECKING:
    from patchcritic.tracer.host.guard import Guard


def contain_warnings(guard: Guard) -> ModuleType:
    """A private copy with its own filters, registries and frames.

    Its filters start as those of a Python without options; a warning nobody catches is printed to
    the world's ``sys.stderr``.
    """
    return contain(
        guard,
        "warnings",
        imports={"sys": guard.contained_sys(), "_warnings": None},
        is_guarded=False,
    )
