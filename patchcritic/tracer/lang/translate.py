"""Everything that translates a kind of node, registered by being imported."""

from __future__ import annotations

from patchcritic.tracer.lang import (
    access,
    assertions,
    blocks,
    calls,
    classes,
    comprehensions,
    displays,
    functions,
    generators,
    handlers,
    imports,
    loops,
    names,
    operators,
    patterns,
    star_handlers,
    statements,
    withs,
)
from patchcritic.tracer.lang.translator import Lost, World

__all__ = ["Lost", "World"]

KINDS = (access, assertions, blocks, calls, classes, comprehensions, displays, functions,
         generators, handlers, imports, loops, names, operators, patterns, star_handlers,
         statements, withs)  # fmt: skip
