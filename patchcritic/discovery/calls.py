"""Calls that the evaluator may answer: pure builtins, string methods, pytest's own helpers."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from patchcritic.discovery.operations import MAX_SIZE, items_of
from patchcritic.discovery.stdlib import is_counted
from patchcritic.discovery.values import (
    UNKNOWN,
    FixtureMark,
    Instance,
    Param,
    Pattern,
    is_plain,
)

Call = Callable[[Any, Sequence[Any], Mapping[str, Any]], Any]
Iterate = Callable[[Any], list[Any]]

_TEXT_METHODS: Final = frozenset(
    {
        "upper", "lower", "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "title",
        "capitalize", "startswith", "endswith", "removeprefix", "removesuffix", "swapcase",
        "casefold", "partition", "rpartition", "count", "find", "index", "encode", "decode",
        "hex", "isdigit", "isupper", "islower", "isidentifier", "replace", "join", "format",
    }
)  # fmt: skip
_CONTAINER_METHODS: Final = frozenset({"items", "keys", "values", "copy", "get", "index", "count"})
_PLAIN_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "builtins.abs": abs, "builtins.ascii": ascii, "builtins.bin": bin, "builtins.bool": bool,
    "builtins.chr": chr, "builtins.complex": complex, "builtins.divmod": divmod,
    "builtins.float": float, "builtins.hex": hex, "builtins.int": int, "builtins.len": len,
    "builtins.max": max, "builtins.min": min, "builtins.oct": oct, "builtins.ord": ord,
    "builtins.repr": repr, "builtins.round": round, "builtins.str": str, "builtins.sum": sum,
    "builtins.all": all, "builtins.any": any, "builtins.slice": slice,
    "re.escape": re.escape, "textwrap.dedent": textwrap.dedent,
}  # fmt: skip
NAMED_TUPLE: Final = "collections.namedtuple"
"""As an instance, it stands for a class made by a call."""
_PATHS: Final = ("pathlib.Path", "pathlib.PurePath", "pathlib.PurePosixPath")
_FIXTURES: Final = ("pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture",
                    "pytest_trio.trio_fixture")  # fmt: skip


def call_external(
    dotted: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    call: Call,
    iterate: Iterate,
) -> Any:
    """What a call of something outside the repository gives; UNKNOWN for most."""
    if dotted == "pytest.param":
        return Param(values=tuple(args), id=kwargs.get("id"))
    if dotted == NAMED_TUPLE:
        return Instance(of=NAMED_TUPLE)
    if dotted in _FIXTURES:
        return FixtureMark(options=kwargs)
    if dotted == "re.compile" and args and isinstance(args[0], str | bytes):
        return Pattern(pattern=args[0])
    if dotted in _PATHS and is_plain(list(args)):
        return PurePosixPath(*args)
    if dotted in ("builtins.map", "builtins.filter", "builtins.sorted"):
        return _call_higher_order(dotted, args, kwargs, call, iterate)
    if dotted in _PLAIN_FUNCTIONS:
        plain = is_plain(list(args)) and is_plain(dict(kwargs))
        return (
            _PLAIN_FUNCTIONS[dotted](*args, **kwargs) if plain else _call_on_unknown(dotted, args)
        )
    if dotted.startswith(("builtins.", "itertools.", "collections.OrderedDict")):
        made = _call_collection(dotted, args, kwargs, iterate)
        if made is not UNKNOWN:
            return made
    return Instance(of=dotted) if is_counted(dotted) else UNKNOWN


def _call_on_unknown(dotted: str, args: Sequence[Any]) -> Any:
    if dotted == "builtins.len" and isinstance(args[0], list | tuple | dict):
        return len(args[0])
    return UNKNOWN


def _call_higher_order(
    dotted: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    call: Call,
    iterate: Iterate,
) -> Any:
    if dotted == "builtins.map":
        columns = [iterate(argument) for argument in args[1:]]
        return [call(args[0], row, {}) for row in zip(*columns, strict=False)]
    if dotted == "builtins.filter":
        items = iterate(args[1])
        truths = items if args[0] is None else [call(args[0], [item], {}) for item in items]
        if not is_plain(truths):
            return UNKNOWN
        return [item for item, truth in zip(items, truths, strict=True) if truth]
    items = list(args[0]) if isinstance(args[0], set | frozenset) else iterate(args[0])
    by = kwargs.get("key")
    keys = items if by is None else [call(by, [item], {}) for item in items]
    if not is_plain(keys) or not isinstance(kwargs.get("reverse", False), bool):
        return UNKNOWN
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=kwargs.get("reverse", False))
    return [items[position] for position in order]


def _call_collection(
    dotted: str, args: Sequence[Any], kwargs: Mapping[str, Any], iterate: Iterate
) -> Any:
    name = dotted.rpartition(".")[2]
    if name in ("list", "tuple", "set", "frozenset", "reversed", "iter") and not kwargs:
        items = iterate(args[0]) if args else []
        makers: dict[str, Callable[[list[Any]], Any]] = {
            "list": list, "tuple": tuple, "set": set, "frozenset": frozenset,
            "iter": list, "reversed": lambda items: items[::-1],
        }  # fmt: skip
        return makers[name](items)
    if name in ("dict", "OrderedDict"):
        given = args[0] if args else {}
        merged = dict(given if isinstance(given, dict) else map(tuple, iterate(given)))
        return {**merged, **kwargs}
    if name == "range" and is_plain(list(args)) and len(range(*args)) <= MAX_SIZE:
        return range(*args)
    if name == "enumerate":
        start = args[1] if len(args) > 1 else kwargs.get("start", 0)
        return list(enumerate(iterate(args[0]), start)) if isinstance(start, int) else UNKNOWN
    columns = [iterate(argument) for argument in args] if name in _COMBINERS else []
    return _COMBINERS[name](columns, kwargs) if name in _COMBINERS else UNKNOWN


def _product(columns: list[list[Any]], kwargs: Mapping[str, Any]) -> Any:
    repeat = kwargs.get("repeat", 1)
    size = 1
    for column in columns:
        size *= len(column)
    if not isinstance(repeat, int) or size**repeat > MAX_SIZE:
        return UNKNOWN
    return list(itertools.product(*columns, repeat=repeat))


_COMBINERS: Final[Mapping[str, Callable[[list[list[Any]], Mapping[str, Any]], Any]]] = {
    "zip": lambda columns, kwargs: list(zip(*columns, strict=bool(kwargs.get("strict")))),
    "zip_longest": lambda columns, kwargs: list(itertools.zip_longest(*columns)),
    "chain": lambda columns, kwargs: list(itertools.chain(*columns)),
    "from_iterable": lambda columns, kwargs: list(
        itertools.chain.from_iterable(map(items_of, columns[0]))
    ),
    "product": _product,
}


def call_method(owner: Any, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A method of a literal."""
    if isinstance(owner, str | bytes):
        if name not in _TEXT_METHODS or not is_plain(list(args)) or not is_plain(dict(kwargs)):
            return UNKNOWN
        size = len(owner) + sum(len(str(argument)) for argument in args)
        if size > 2000 or (name == "format" and any(digit in owner for digit in "<>^*=.")):
            # Joins and replacements multiply sizes; format fields can ask for any width.
            return UNKNOWN
        return getattr(owner, name)(*args, **kwargs)
    if isinstance(owner, dict | list | tuple) and name in _CONTAINER_METHODS:
        found = getattr(owner, name)(*args, **kwargs)
        return list(found) if name in ("items", "values") else found
    return UNKNOWN
