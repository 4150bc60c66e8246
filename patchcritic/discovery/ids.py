"""pytest's rules for the text between the brackets of a node id, as pytest 9 applies them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from patchcritic.discovery.calls import NAMED_TUPLE
from patchcritic.discovery.stdlib import name_of
from patchcritic.discovery.values import (
    UNKNOWN,
    Class,
    External,
    Function,
    Instance,
    Member,
    ModuleRef,
    Param,
    Pattern,
)

MAX_TEXT: Final = 100
"""Longer strings get no id of their own since pytest 9."""
EMPTY: Final = "NOTSET"
"""The id of a parametrization without any values; pytest skips the test."""
HIDDEN: Final = External(dotted="pytest.HIDDEN_PARAM")

_ESCAPES: Final = {code: f"\\x{code:02x}" for code in range(128) if code not in range(32, 127)} | {
    ord("\t"): "\\t",
    ord("\r"): "\\r",
    ord("\n"): "\\n",
}


class NotStatic(Exception):
    """An id depends on a value that cannot be told from the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRules:
    """The project's options that shape ids."""

    is_escaped: bool = True
    """False with pytest's ``disable_test_id_escaping_and_forfeit_...`` option."""
    long_text: str = "short"
    """``parametrize_long_str_id_strategy``: short, legacy or sha256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parametrization:
    """One ``parametrize`` or one fixture's ``params``."""

    argnames: tuple[str, ...]
    rows: tuple[Param, ...] | None
    """None when the values cannot be told."""
    ids: Any = None
    """A list of ids, a callable, or None."""


def make_ids(
    given: Parametrization, rules: IdRules, call: Callable[..., Any]
) -> tuple[str | None, ...]:
    """Ids of every row, made unique; None for a hidden one. Raises NotStatic."""
    if given.ids is UNKNOWN:
        raise NotStatic("the ids are not static")
    listed = given.ids if isinstance(given.ids, list | tuple) else None
    if given.rows is None:
        if not listed or any(one is None or one is UNKNOWN for one in listed):
            raise NotStatic("the parameter values are not static")
        return _make_unique([_required(one, rules) for one in listed])
    if not given.rows:
        return (EMPTY,)
    if listed and len(listed) < len(given.rows):
        raise NotStatic("there are fewer ids than parameter sets")
    function = None if listed is not None else given.ids
    found: list[str | None] = []
    for index, row in enumerate(given.rows):
        if row.id is not None:
            found.append(_required(row.id, rules))
        elif listed and listed[index] is not None:
            found.append(_required(listed[index], rules))
        else:
            if len(row.values) != len(given.argnames):
                raise NotStatic("values do not fit the argument names")
            parts = zip(row.values, given.argnames, strict=True)
            texts = [_from_value(value, function, rules, call) for value, _ in parts]
            names = zip(texts, given.argnames, strict=True)
            found.append(
                "-".join(f"{name}{index}" if text is None else text for text, name in names)
            )
    return _make_unique(found)


def _make_unique(found: list[str | None]) -> tuple[str | None, ...]:
    counts = Counter(found)
    taken = set(found)
    suffixes: Counter[str] = Counter()
    unique: list[str | None] = []
    for text in found:
        if text is None or counts[text] == 1:
            unique.append(text)
            continue
        separator = "_" if text and text[-1].isdigit() else ""
        candidate = f"{text}{separator}{suffixes[text]}"
        while candidate in taken:
            suffixes[text] += 1
            candidate = f"{text}{separator}{suffixes[text]}"
        suffixes[text] += 1
        taken.add(candidate)
        unique.append(candidate)
    return tuple(unique)


def _required(value: Any, rules: IdRules) -> str | None:
    if value == HIDDEN:
        return None
    text = text_of(value, rules)
    if text is None:
        raise NotStatic("an id is not static")
    return text


def _from_value(value: Any, function: Any, rules: IdRules, call: Callable[..., Any]) -> str | None:
    if function is not None:
        made = call(function, [value], {})
        if made is not None and (text := text_of(made, rules)) is not None:
            return text
    if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
        if rules.long_text == "sha256":
            encoded = value.encode("utf-8") if isinstance(value, str) else value
            return hashlib.sha256(encoded).hexdigest()
        if rules.long_text != "legacy":
            return None
    return text_of(value, rules)


def text_of(value: Any, rules: IdRules) -> str | None:
    """A value's own id; None when pytest would count it instead. Raises NotStatic."""
    match value:
        case str() | bytes():
            return escape(value, rules)
        case None | bool() | int() | float() | complex():
            return str(value)
        case Pattern(pattern=pattern):
            return escape(pattern, IdRules())
        case Member(of=owner, name=name):
            return f"{owner.name}.{name}"
        case Class(name=name) | Function(name=name) | ModuleRef(dotted=name):
            return name
        case External(dotted=dotted):
            if (known := name_of(dotted)) is None:
                raise NotStatic(f"{dotted} is not in the repository")
            return known
    if value is UNKNOWN or (isinstance(value, Instance) and value.of == NAMED_TUPLE):
        raise NotStatic("a parameter value is not static")
    return None


def escape(value: str | bytes, rules: IdRules) -> str:
    """ASCII as pytest spells it: other characters and control codes as escapes."""
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace").translate(_ESCAPES)
    if not rules.is_escaped:
        return value
    return value.encode("unicode_escape").decode("ascii").translate(_ESCAPES)


def as_parametrization(
    argnames: Any, values: Any, ids: Any, iterate: Callable[[Any], list[Any]]
) -> Parametrization:
    """Read the arguments of ``parametrize``. Raises NotStatic when the names are unknown."""
    is_single = False
    if isinstance(argnames, str):
        names: Sequence[Any] = [name.strip() for name in argnames.split(",") if name.strip()]
        is_single = len(names) == 1 and not argnames.rstrip().endswith(",")
    else:
        names = argnames
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise NotStatic("the argument names are not static")
    rows = (
        None
        if (items := _items(values, iterate)) is None
        else tuple(_as_row(value, is_single) for value in items)
    )
    if ids is not None and not isinstance(ids, Function | External):
        ids = UNKNOWN if (listed := _items(ids, iterate)) is None else listed
    return Parametrization(argnames=tuple(names), rows=rows, ids=ids)


def _items(values: Any, iterate: Callable[[Any], list[Any]]) -> list[Any] | None:
    try:
        return iterate(values)
    except (TypeError, ValueError):
        return None


def _as_row(value: Any, is_single: bool) -> Param:
    if isinstance(value, Param):
        return value
    if is_single:
        return Param(values=(value,))
    if value is UNKNOWN:
        return Param(values=(UNKNOWN,))
    if not isinstance(value, list | tuple | str):
        raise NotStatic("a parameter set is not static")
    return Param(values=tuple(value))
