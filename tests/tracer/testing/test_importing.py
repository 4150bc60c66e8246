"""Where a test file is imported from."""

from __future__ import annotations

import pytest

from patchcritic.tracer.testing.importing import conftests_of, import_roots, place_of

FILES = frozenset(
    {
        "conftest.py",
        "tests/conftest.py",
        "tests/test_a.py",
        "pkg/__init__.py",
        "pkg/tests/__init__.py",
        "pkg/tests/test_b.py",
        "pkg/tests/conftest.py",
        "src/lib/__init__.py",
        "src/lib/test_c.py",
    }
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("tests/test_a.py", ("tests", "test_a")),
        ("pkg/tests/test_b.py", ("", "pkg.tests.test_b")),
        ("pkg/tests/conftest.py", ("", "pkg.tests.conftest")),
        ("src/lib/test_c.py", ("src", "lib.test_c")),
        ("conftest.py", ("", "conftest")),
        ("pkg/__init__.py", ("", "pkg")),
    ],
)
def test_place(path: str, place: tuple[str, str]) -> None:
    assert place_of(path, FILES.__contains__) == place


def test_conftests_from_the_top_down() -> None:
    found = conftests_of("pkg/tests/test_b.py", FILES.__contains__)
    assert found == ("conftest.py", "pkg/tests/conftest.py")


def test_roots() -> None:
    roots = import_roots(
        "tests/test_a.py", ("conftest.py", "tests/conftest.py"), (".", "./lib"), FILES.__contains__
    )
    assert roots[:3] == ("tests", "", "./lib".removeprefix("./"))
    assert "src" in roots
