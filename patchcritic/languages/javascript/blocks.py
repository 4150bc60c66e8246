"""Recognising ``describe``, ``it``, ``test`` and the hooks of jest, vitest, mocha and node:test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from patchcritic.languages.javascript.grammar import text_of
from patchcritic.languages.javascript.literals import read_literal

if TYPE_CHECKING:
    from tree_sitter import Node

BlockKind = Literal["suite", "test", "hook"]

_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("describe", "suite", "context", "fdescribe", "xdescribe"), "suite"),
    **dict.fromkeys(("it", "test", "specify", "tape", "fit", "xit", "xtest"), "test"),
    **dict.fromkeys(("beforeEach", "afterEach", "before", "after", "beforeAll"), "hook"),
    **dict.fromkeys(("afterAll", "setup", "teardown", "suiteSetup", "suiteTeardown"), "hook"),
}
_METHODS = frozenset({"test", "it", "describe", "suite", "beforeEach", "afterEach"})
"""What is called on another object: ``t.test(...)``, ``nodeTest.describe(...)``."""
_MODIFIERS = frozenset(
    {"only", "skip", "todo", "each", "for", "concurrent", "sequential", "serial", "failing",
     "fails", "skipIf", "runIf", "shuffle", "parallel", "extend", "describe", "test", "it"}
)  # fmt: skip
_MAX_MODIFIERS = 4
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})
_SKIPPED = frozenset({"xdescribe", "xit", "xtest"})
ANONYMOUS = "<anonymous>"
"""The title that node:test gives to a test without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One call that registers a suite, a test or a hook."""

    kind: BlockKind
    title: str
    """For a hook its function's name."""
    modifiers: tuple[str, ...]
    """``skip``, ``only``, ``each`` and so on; ``dynamic`` when the title is not a literal."""
    node: Node
    body: Node | None
    """The callback's body; None when it is no function literal."""

    @property
    def head(self) -> Node:
        """What is called: with ``each`` the table too."""
        return self.node.child_by_field_name("function") or self.node


def read_block(call: Node) -> Block | None:
    """The block that a call expression registers; None when it is another call."""
    found = _read_callee(call.child_by_field_name("function"))
    arguments = call.child_by_field_name("arguments")
    if found is None or arguments is None or arguments.type != "arguments":
        return None
    name, modifiers, is_method = found
    given = [one for one in arguments.named_children if one.type != "comment"]
    callback = next((one for one in reversed(given) if one.type in _FUNCTIONS), None)
    kind = _kind_of(name, modifiers)
    if not given or (is_method and callback is None):
        return None
    if kind == "hook":
        if callback is None and given[0].type != "identifier":
            return None
        title, is_literal = name, True
    else:
        title, is_literal = _read_title(given[0])
        is_todo = bool({"todo", "skip"} & set(modifiers))
        if len(given) < 2 and not is_todo and callback is None:
            return None
        if callback is None and not is_literal:
            return None
    marks = (*_read_options(given), *(() if is_literal else ("dynamic",)))
    return Block(
        kind=kind,
        title=title,
        modifiers=(*modifiers, *marks),
        node=call,
        body=callback.child_by_field_name("body") if callback is not None else None,
    )


def _read_callee(node: Node | None) -> tuple[str, tuple[str, ...], bool] | None:
    """``it``, ``it.only``, ``it.each(...)``, ``t.test``: name, modifiers, called on an object."""
    modifiers: list[str] = []
    # Bounded, since every call of a long chain is asked: 5,000 calls took 27 s without it.
    while node is not None and len(modifiers) <= _MAX_MODIFIERS:
        if node.type == "identifier":
            name = text_of(node)
            skip = ["skip"] if name in _SKIPPED else []
            is_known = name in _KINDS and _MODIFIERS.issuperset(modifiers)
            return (name, (*skip, *modifiers), False) if is_known else None
        if node.type == "call_expression":
            node = node.child_by_field_name("function")
            if node is None or node.type != "member_expression":
                return None
        elif node.type == "member_expression":
            owner = node.child_by_field_name("object")
            name = text_of(node.child_by_field_name("property"))
            is_object = owner is not None and owner.type == "identifier"
            if name in _METHODS and is_object and text_of(owner) not in _KINDS:
                return name, tuple(modifiers), True
            modifiers.insert(0, name)
            node = owner
        else:
            return None
    return None


def _read_options(arguments: list[Node]) -> list[str]:
    """``skip`` and ``todo`` of ``test("title", {skip: true}, ...)``, as node:test has it."""
    pairs = [pair for one in arguments if one.type == "object" for pair in one.named_children]
    keys = [
        text_of(pair.child_by_field_name("key"))
        for pair in pairs
        if text_of(pair.child_by_field_name("value")) == "true"
    ]
    return [key for key in keys if key in ("skip", "todo")]


def _kind_of(name: str, modifiers: tuple[str, ...]) -> BlockKind:
    return "suite" if "describe" in modifiers else _KINDS[name]


def _read_title(node: Node) -> tuple[str, bool]:
    """The title, and whether it is known; one built at run time is told by its source."""
    literal = read_literal(node)
    if literal is not None:
        return literal, True
    if node.type in _FUNCTIONS:
        return text_of(node.child_by_field_name("name")) or ANONYMOUS, True
    return text_of(node).strip("`"), False
