from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CONFTEST = """
    import pytest
    pytest_plugins = ["plug"]
    @pytest.fixture
    def base(): return 1
    @pytest.fixture(autouse=True)
    def always(base): pass
    @pytest.fixture(name="named", scope="session", params=[1, 2], ids=["one", "two"])
    def _named(request): pass
"""
PLUG = "import pytest\n@pytest.fixture\ndef plugged(tmp_path): pass\n"


def test_fixtures_are_resolved_to_their_definitions(discover: Callable[..., Any]) -> None:
    text = """
        import pytest
        from helpers import shared as mine
        @pytest.fixture
        def base(base): return base + 1
        class TestA:
            @pytest.fixture(scope="class")
            def own(self, mine): pass
            @pytest.mark.usefixtures("plugged")
            def test_x(self, own, missing, capsys, default=3): pass
    """
    helpers = "import pytest\n@pytest.fixture()\ndef shared(): pass\n"
    files = {"conftest.py": CONFTEST, "plug.py": PLUG, "tests/helpers.py": helpers}
    (test,) = discover({**files, "tests/test_it.py": text}).tests
    assert {(one.name, str(one.span)) for one in test.fixtures} == {
        ("always", "conftest.py:6"),
        ("base", "tests/test_it.py:4"),
        ("base", "conftest.py:4"),
        ("plugged", "plug.py:2"),
        ("own", "tests/test_it.py:7"),
        ("mine", "tests/helpers.py:2"),
    }
    assert [one.name for one in test.fixtures if one.is_autouse] == ["always"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def test_x(named): pass", ["[one]", "[two]"]),
        (
            "@pytest.mark.parametrize('a', 'pq')\ndef test_x(a, named): pass",
            ["[one-p]", "[one-q]", "[two-p]", "[two-q]"],
        ),
        ("@pytest.mark.parametrize('named', [5], indirect=True)\ndef test_x(named): pass", ["[5]"]),
        ("@pytest.mark.parametrize('named', [5])\ndef test_x(named): pass", ["[5]"]),
        (
            "@pytest.fixture(params='yz')\ndef f(named): pass\ndef test_x(f): pass",
            ["[one-y]", "[one-z]", "[two-y]", "[two-z]"],
        ),
        ("@pytest.fixture(params=[0], autouse=True)\ndef f(): pass\ndef test_x(): pass", ["[0]"]),
        ("@pytest.fixture(params=load())\ndef f(): pass\ndef test_x(f): pass", [""]),
        ("@pytest.fixture\ndef named(named): pass\ndef test_x(named): pass", ["[one]", "[two]"]),
        ("@pytest.fixture\ndef named(): pass\ndef test_x(named): pass", [""]),
        ("@pytest.mark.anyio\nasync def test_x(): pass", [""]),
        (
            (
                "def pytest_generate_tests(metafunc):\n    metafunc.parametrize('z', [1])\n"
                "def test_x(z): pass"
            ),
            [""],
        ),
    ],
)
def test_parametrized_fixtures(
    ids: Callable[..., list[str]], text: str, expected: list[str]
) -> None:
    found = ids(f"import pytest\n{text}\n", conftest=CONFTEST, plug=PLUG)
    assert found == [f"test_x{one}" for one in expected]


def test_unittest_methods_take_no_parameters(discover: Callable[..., Any]) -> None:
    text = (
        "import pytest, unittest\n"
        "@pytest.fixture(params=[1, 2], autouse=True)\ndef f(): pass\n"
        "class A(unittest.TestCase):\n    def test_x(self, mocked): pass\n"
    )
    (test,) = discover({"test_it.py": text}).tests
    assert str(test.node_id) == "test_it.py::A::test_x"
    assert [one.name for one in test.fixtures] == ["f"]
