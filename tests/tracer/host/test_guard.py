from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, kind_of, type_of

Host = Callable[[], Any]


def outcome(action: Host) -> tuple[str, str]:
    try:
        return "value", repr(action())
    except Exception as error:
        return type(error).__name__, str(error)


READS = [
    ("abc", "upper"),
    (5, "real"),
    (5, "missing"),
    (int, "from_bytes"),
    (int, "missing"),
    ([], "append"),
    ({}, "missing"),
    (None, "strip"),
    ((), "x"),
    (len, "__name__"),
    (len, "missing"),
    (ValueError("x"), "args"),
    (ValueError, "mro"),
    (range(3), "stop"),
    (object(), "missing"),
    (type, "__name__"),
    (1.5, "is_integer"),
]


@pytest.mark.parametrize(("value", "name"), READS)
def test_an_attribute_is_what_cpython_reads(world: Any, value: Any, name: str) -> None:
    guarded = outcome(lambda: world.guard.get_attr(value, name))
    assert guarded == outcome(lambda: getattr(value, name))


OPERATIONS = [
    ("binary", "+", 1, "a"),
    ("binary", "-", 5, 3),
    ("binary", "*", "ab", 3),
    ("binary", "@", 1, 2),
    ("binary", "/", 1, 0),
    ("binary", "%", "%d-%s", (1, "x")),
    ("binary", "**", 2, 10),
    ("binary", "**", 2, -1),
    ("binary", "<<", 1, 70),
    ("binary", "|", {1}, {2}),
    ("inplace", "+", [1], (2,)),
    ("inplace", "+", 1, None),
    ("compare", "<", 1, "a"),
    ("compare", "==", 1, 1.0),
    ("compare", "in", 1, [1, 2]),
    ("compare", "not in", 1, 5),
]
BY_SIGN: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "@": lambda a, b: a @ b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "<<": lambda a, b: a << b,
    "|": lambda a, b: a | b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}


def _add_in_place(left: Any, right: Any) -> Any:
    left += right
    return left


@pytest.mark.parametrize(("method", "sign", "left", "right"), OPERATIONS)
def test_an_operator_gives_what_cpython_gives(
    world: Any, method: str, sign: str, left: Any, right: Any
) -> None:
    real = _add_in_place if method == "inplace" else BY_SIGN[sign]
    copy = list(left) if isinstance(left, list) else left
    guarded = outcome(lambda: getattr(world.guard, method)(sign, copy, right))
    assert guarded == outcome(lambda: real(left, right))


@pytest.mark.parametrize(("sign", "value"), [("-", 5), ("+", "a"), ("~", 5), ("-", None)])
def test_a_unary_operator(world: Any, sign: str, value: Any) -> None:
    real: dict[str, Callable[[Any], Any]] = {
        "-": lambda a: -a,
        "+": lambda a: +a,
        "~": lambda a: ~a,
    }
    guarded = outcome(lambda: world.guard.unary(sign, value))
    assert guarded == outcome(lambda: real[sign](value))


def test_items_truth_and_iteration(world: Any) -> None:
    guard = world.guard
    items = [1, 2]
    guard.set_item(items, 0, 5)
    guard.del_item(items, 1)
    assert guard.get_item(items, 0) == 5
    assert list(guard.iterate(items)) == [5]
    assert guard.truth(items) is True
    assert outcome(lambda: guard.get_item(1, 0)) == (
        "TypeError",
        "'int' object is not subscriptable",
    )
    assert outcome(lambda: guard.iterate(1)) == ("TypeError", "'int' object is not iterable")
    assert guard.format_value(3.14159, -1, ".2f") == "3.14"
    assert guard.format_value("a", 114, "") == "'a'"
    assert guard.format_value("ä", 97, ">8") == "  '\\xe4'"
    assert guard.format_value(5, 115, "") == "5"


def test_attributes_of_the_host_do_not_change(world: Any) -> None:
    guard = world.guard
    for target, name in ((int, "x"), (outcome, "x")):
        with pytest.raises(Undecided):
            guard.set_attr(target, name, 1)
        with pytest.raises(Undecided):
            guard.del_attr(target, name)
    assert outcome(lambda: guard.set_attr([], "x", 1))[0] == "AttributeError"


def test_what_is_not_known_of_a_known_type_flows_through_arithmetic(world: Any) -> None:
    guard = world.guard
    clock = Unknown(UndecidedKind.CLOCK, "time() reads the clock", float)
    count = Unknown(UndecidedKind.RANDOM, "randint() without a seed", int)
    text = Unknown(UndecidedKind.CLOCK, "ctime()", str)
    for value, known_type in (
        (guard.binary("-", clock, 5), float),
        (guard.binary("+", count, 5), int),
        (guard.binary("*", 2, count), int),
        (guard.binary("+", count, clock), float),
        (guard.binary("/", count, 2), float),
        (guard.binary("+", "a", text), str),
        (guard.unary("-", clock), float),
        (guard.format_value(clock, -1, ".2f"), str),
        (guard.call(world.builtins["abs"], (clock,)), float),
        (guard.call(world.builtins["round"], (clock,)), int),
    ):
        assert type(value) is Unknown
        assert type_of(value) is known_type
    assert kind_of(guard.binary("-", clock, 5)) is UndecidedKind.CLOCK


@pytest.mark.parametrize(
    "need",
    [
        lambda guard, unknown: guard.binary("/", unknown, 0),
        lambda guard, unknown: guard.binary("/", 1, unknown),
        lambda guard, unknown: guard.binary("**", unknown, 2),
        lambda guard, unknown: guard.binary("+", unknown, "a"),
        lambda guard, unknown: guard.compare("<", unknown, 1),
        lambda guard, unknown: guard.compare("in", unknown, [1]),
        lambda guard, unknown: guard.unary("~", unknown),
        lambda guard, unknown: guard.truth(unknown),
        lambda guard, unknown: guard.iterate(unknown),
        lambda guard, unknown: guard.get_item(unknown, 0),
        lambda guard, unknown: guard.get_item([1], unknown),
        lambda guard, unknown: guard.get_attr(unknown, "x"),
        lambda guard, unknown: guard.set_attr(unknown, "x", 1),
        lambda guard, unknown: guard.call(unknown, ()),
        lambda guard, unknown: guard.call(len, (unknown,)),
        lambda guard, unknown: guard.call("".join, ([unknown],)),
        lambda guard, unknown: guard.call(str.join, ("", unknown)),
        lambda guard, unknown: guard.call(int, (unknown,)),
        lambda guard, unknown: guard.call(guard.builtins["callable"], (unknown,)),
        lambda guard, unknown: guard.call(guard.builtins["print"], (unknown,)),
        lambda guard, unknown: guard.call(guard.builtins["getattr"], (1, unknown)),
    ],
)
def test_whatever_needs_it_is_undecided(world: Any, need: Callable[[Any, Any], Any]) -> None:
    unknown = Unknown(UndecidedKind.CLOCK, "time() reads the clock", float)

    def decide() -> None:
        try:
            need(world.guard, unknown)
        except TypeError as error:
            admit(error)

    with pytest.raises(Undecided):
        decide()
    assert world.realm.undecided is not None


def test_what_only_keeps_a_value_may_have_an_unknown_one(world: Any) -> None:
    unknown = Unknown(UndecidedKind.CLOCK, "time() reads the clock", float)
    items: list[Any] = []
    world.guard.call(items.append, (unknown,))
    error = world.guard.call(ValueError, (unknown,))
    assert items[0] is unknown
    assert error.args[0] is unknown
    assert world.realm.undecided is None
