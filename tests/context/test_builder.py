from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from patchcritic.domain import Context, NodeId, Span, TestCase

MakeCase = Callable[[Mapping[str, str | bytes], Mapping[str, str | bytes]], Any]
FILES = {
    "pkg/__init__.py": "",
    "pkg/tax.py": """
        RATE = 2

        def tax(n):
            return rate(n) * n

        def rate(n):
            return RATE
    """,
    "pkg/cart.py": """
        from pkg.tax import tax

        class Cart:
            def __init__(self):
                self.items = []

            def add(self, price):
                self.items.append(price)

            def total(self):
                return sum(price + tax(price) for price in self.items)
    """,
    "tests/conftest.py": """
        import pytest
        from pkg.cart import Cart

        @pytest.fixture
        def cart():
            return Cart()
    """,
    "tests/test_cart.py": """
        import pytest

        @pytest.mark.parametrize("price, total", [(1, 3), (10, 30)])
        def test_total(cart, price, total):
            cart.add(price)
            assert cart.total() == total

        def test_empty(cart):
            assert cart.total() == 0
    """,
}
CHANGED = {"pkg/tax.py": FILES["pkg/tax.py"].replace("rate(n) * n", "n * rate(n) + 0")}
TOTAL, EMPTY = "tests/test_cart.py::test_total[10-30]", "tests/test_cart.py::test_empty"


@pytest.fixture
def case(make_case: MakeCase) -> Any:
    return make_case(FILES, CHANGED)


def texts(context: Context) -> str:
    return "\n".join(snippet.text for snippet in (*context.shared, *context.snippets))


def test_a_slice_holds_all_that_decides_the_test(case: Any) -> None:
    context = case.build(TOTAL)
    shown = texts(context)
    for part in (
        "return n * rate(n) + 0",
        "return rate(n) * n",
        "RATE = 2",
        "def rate(n)",
        "def total(self)",
        "def add(self, price)",
        "def cart():",
        "# this case: price=10, total=30",
    ):
        assert part in shown, part
    assert context.snippets[-1].role == "test"
    assert context.n_tokens == sum(s.n_tokens for s in (*context.shared, *context.snippets))


@pytest.mark.parametrize(
    ("mode", "has", "lacks"),
    [
        ("none", ["+    return n * rate(n) + 0"], ["def cart()", "def rate(n):\n    return RATE"]),
        ("diff", ["+    return n * rate(n) + 0", "def cart()"], ["def total(self)"]),
        ("function", ["return n * rate(n) + 0", "def cart()"], ["def total(self)", "def rate"]),
        ("slice", ["def total(self)", "def rate"], []),
    ],
)
def test_modes_show_more_and_more(case: Any, mode: str, has: list[str], lacks: list[str]) -> None:
    shown = texts(case.build(TOTAL, mode=mode)).replace("|", "")
    assert all(part in shown for part in has)
    assert not any(part in shown for part in lacks)


@pytest.mark.parametrize("budget", [120, 150, 300, 6000])
@pytest.mark.parametrize("mode", ["none", "diff", "function", "slice"])
def test_the_budget_holds(case: Any, budget: int, mode: str) -> None:
    context = case.build(TOTAL, budget=budget, mode=mode)
    assert context.budget == budget
    assert context.n_tokens <= budget


def test_what_is_left_out_is_on_record(case: Any) -> None:
    whole, little = case.build(TOTAL), case.build(TOTAL, budget=150)
    assert len(little.dropped) > len(whole.dropped)
    assert all(one.title and one.reason for one in little.dropped)


def test_the_shared_part_is_the_same_for_all_tests(case: Any) -> None:
    tests = case.tests()
    builder = case.builder(tests=list(tests.values()))
    contexts = [builder.build(test) for test in tests.values()]
    assert len({context.shared for context in contexts}) == 1
    assert "def total(self)" in "\n".join(s.text for s in contexts[0].shared)
    assert all("def total(self)" not in s.text for c in contexts for s in c.snippets)
    assert "def cart()" in "\n".join(s.text for s in contexts[0].shared)


def test_building_again_gives_the_same(case: Any) -> None:
    assert case.build(TOTAL) == case.build(TOTAL)


def test_test_code_of_the_patch_comes_with_each_test(make_case: MakeCase) -> None:
    tests = FILES["tests/test_cart.py"].replace("== 0", "== 0.0")
    case = make_case(FILES, {**CHANGED, "tests/test_cart.py": tests})
    context = case.build(EMPTY)
    assert all("test_cart" not in snippet.title for snippet in context.shared)
    assert "== 0.0" in context.snippets[-1].text
    assert "tests/test_cart.py:6" in {one.title for one in context.dropped}


def test_a_patch_of_tests_only_is_shown(make_case: MakeCase) -> None:
    tests = FILES["tests/test_cart.py"].replace("== 0", "== 0.0")
    context = make_case(FILES, {"tests/test_cart.py": tests}).build(EMPTY)
    assert "== 0.0" in context.shared[0].text


def test_a_deleted_test_is_read_from_the_base(case: Any) -> None:
    test = case.tests()[EMPTY]
    gone = TestCase(node_id=test.node_id, span=test.span, exists_in=frozenset({"base"}))
    assert "def test_empty" in case.builder().build(gone).snippets[-1].text


@pytest.mark.parametrize(
    "content", [b"\xff\x00", "def broken(:\n", "x = (" + "(" * 3000, "", "a = 1\x00"]
)
def test_odd_files_end_no_run(make_case: MakeCase, content: str | bytes) -> None:
    case = make_case({**FILES, "tests/test_odd.py": content, "pkg/odd.py": content}, CHANGED)
    node_id = NodeId.parse("tests/test_odd.py::test_x")
    test = TestCase(node_id=node_id, span=Span(path="tests/test_odd.py", start=1, end=3))
    context = case.builder(tests=[test]).build(test)
    assert context.snippets[-1].role == "test"
    assert "return n * rate(n) + 0" in texts(context)


def test_code_that_breaks_by_the_patch_is_shown_as_hunks(make_case: MakeCase) -> None:
    broken = FILES["pkg/tax.py"].replace("rate(n) * n", "rate(n) * (n")
    context = make_case(FILES, {"pkg/tax.py": broken}).build(TOTAL)
    assert "+    return rate(n) * (n" in context.shared[0].text


def test_a_changed_fixture_or_helper_stands_there_before_and_after(make_case: MakeCase) -> None:
    base = {
        **FILES,
        "tests/test_cart.py": FILES["tests/test_cart.py"].replace(
            "def test_empty(cart):\n            assert cart.total() == 0",
            "def nothing():\n            return 0\n\n"
            "        def test_empty(cart):\n            assert cart.total() == nothing()",
        ),
    }
    case = make_case(
        base,
        {
            **CHANGED,
            "tests/conftest.py": FILES["tests/conftest.py"].replace("Cart()", "Cart() or None"),
            "tests/test_cart.py": base["tests/test_cart.py"].replace("return 0", "return 0.0"),
        },
    )
    shown = {s.title: s.text for s in case.build(EMPTY).snippets}
    assert "    return Cart()" in shown["tests/conftest.py before the patch"]
    assert "    return 0" in shown["tests/test_cart.py before the patch"]
    assert "return Cart() or None" in texts(case.build(EMPTY))
    total = case.build(TOTAL)
    assert "tests/test_cart.py before the patch" not in {s.title for s in total.snippets}
    assert [one.title for one in total.dropped if one.reason.startswith("test code")] == [
        "tests/test_cart.py:6"
    ]
    assert not any(one.reason.startswith("test code") for one in case.build(EMPTY).dropped)


PATCHES = {
    "comment in a long function": ("    step()\n" * 20, "    step()\n" * 20 + "    # why\n"),
    "docstring": ('    """One."""\n' + "    step()\n" * 20, "    step()\n" * 20),
    "code": ("    step()\n" * 20, "    stop()\n" + "    step()\n" * 19),
    "long line": ("    step()\n", f"    step({'1' * 900})\n"),
}


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("name", PATCHES)
def test_each_changed_line_is_shown_or_recorded(make_case: MakeCase, name: str, swap: bool) -> None:
    old, new = reversed(PATCHES[name]) if swap else PATCHES[name]
    top = "import pytest\n# a remark\n" if swap else "import pytest\n"
    case = make_case(
        {
            "m.py": f"import pytest\n# a remark\ndef f():\n{old}    return 1\n",
            "t/test_m.py": "def test_m(): ...\n",
        },
        {"m.py": f"{top}def f():\n{new}    return 1\n"},
    )
    context = case.build("t/test_m.py::test_m")
    after, before = (
        "\n".join(s.text for s in context.shared if s.role == role)
        for role in ("changed-after", "changed-before")
    )
    places = {one.title for one in context.dropped}
    for hunk in case.patch.files[0].hunks:
        for row in hunk.lines:
            side = {"+": after, "-": before}.get(row.tag, row.text)
            assert row.text in side or f"m.py:{hunk.new_start}" in places, row


@pytest.mark.parametrize("budget", [150, 200, 260, 6000])
def test_nothing_is_recorded_as_left_out_twice_or_though_it_is_shown(
    case: Any, budget: int
) -> None:
    context = case.build(TOTAL, budget=budget)
    titles = [one.title for one in context.dropped]
    assert len(titles) == len(set(titles))
    shown = texts(context)
    for name, code in (("rate", "def rate(n)"), ("RATE", "RATE = 2"), ("tax", "n * rate(n) + 0")):
        assert (f"pkg/tax.py::{name}" in titles) <= (code not in shown)
