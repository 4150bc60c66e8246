from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.domain import Fact, Label, TestStatus

Judge = Callable[..., tuple[Fact, ...]]
BASE = {
    "a.py": "x = 1",
    "README.md": "old",
    "data.json": "{}",
    "pyproject.toml": "",
    "tests/test_a.py": "def test_a(): pass",
    "other/conftest.py": "x = 1",
    "tests/conftest.py": "x = 1",
}


@pytest.mark.parametrize(
    ("status", "decides"),
    [
        (TestStatus.PASSED, Label.PASS),
        (TestStatus.FAILED, Label.FAIL),
        (TestStatus.ERROR, Label.FAIL),
        (TestStatus.SKIPPED, None),
        (TestStatus.XFAIL, None),
    ],
)
def test_what_the_change_cannot_reach_keeps_its_outcome(
    judge: Judge, status: TestStatus, decides: Label | None
) -> None:
    facts = judge(
        BASE, {"a.py": "x = 2"}, "tests/test_a.py::test_a", is_reached=False, base_status=status
    )
    assert [(fact.kind, fact.decides) for fact in facts] == [("unreached", decides)]
    assert status.value in facts[0].message


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        ("README.md", Label.PASS),
        ("other/conftest.py", Label.PASS),
        ("tests/conftest.py", None),
        ("data.json", None),
        ("pyproject.toml", None),
    ],
)
def test_what_reaches_tests_without_being_named_decides_nothing(
    judge: Judge, path: str, decides: Label | None
) -> None:
    changes = {"a.py": "x = 2", path: "x = 2"}
    (fact,) = judge(
        BASE, changes, "tests/test_a.py::test_a", is_reached=False, base_status=TestStatus.PASSED
    )
    assert fact.decides is decides


def test_unknown_before_or_new_gives_no_fact(judge: Judge) -> None:
    changes = {"a.py": "x = 2", "tests/test_b.py": "def test_b(): pass"}
    assert judge(BASE, changes, "tests/test_a.py::test_a", is_reached=False) == ()
    status = TestStatus.FAILED
    node = "tests/test_b.py::test_b"
    assert judge(BASE, changes, node, is_reached=False, base_status=status) == ()


def test_a_broken_import_outweighs_being_out_of_reach(judge: Judge) -> None:
    base = {**BASE, "tests/test_a.py": "import a\n\ndef test_a(): pass", "setup.py": ""}
    (fact,) = judge(
        base,
        {"a.py": "x = (2"},
        "tests/test_a.py::test_a",
        is_reached=False,
        base_status=TestStatus.PASSED,
    )
    assert (fact.kind, fact.decides) == ("syntax-error", Label.FAIL)
