from __future__ import annotations

import ast

import pytest

from patchcritic.facts.tables import build_table, is_skip


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "x: int = 1",
        "x += 1",
        "a, (b, *x) = y",
        "import x",
        "import x.y",
        "import a as x",
        "from a import x",
        "def x(): pass",
        "class x: pass",
        "for x in y: pass",
        "with a as x: pass",
        "try:\n    pass\nexcept E as x:\n    pass",
        "if a:\n    pass\nelse:\n    x = 1",
        "while a:\n    x = 1",
        "try:\n    pass\nfinally:\n    x = 1",
        "print(x := 1)",
        "match a:\n    case [x, *_]:\n        pass",
        "match a:\n    case {'k': 1, **x}:\n        pass",
        "match a:\n    case b:\n        x = 1",
        "def f():\n    global x",
    ],
)
def test_every_way_to_bind_a_name(source: str) -> None:
    assert "x" in build_table(ast.parse(source)).bindings


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("globals()['x'] = 1", True),
        ("globals().update(a)", True),
        ("vars()['x'] = 1", True),
        ("g = globals()", True),
        ("exec(code)", True),
        ("import sys\nsys.modules[__name__] = 1", True),
        ("def __getattr__(name): pass", True),
        ("m().__dict__.update(a)", True),
        ("globals()['x']", False),
        ("'x' in globals()", False),
        ("globals().get('x')", False),
        ("vars(obj)", False),
        ("self.__dict__.update(a)", False),
        ("x.__class__.__name__", False),
    ],
)
def test_names_that_the_source_does_not_spell(source: str, expected: bool) -> None:
    assert build_table(ast.parse(source)).is_dynamic is expected


@pytest.mark.parametrize(
    ("source", "exports", "is_odd"),
    [
        ("x = 1", None, False),
        ("__all__ = ['a', 'b']", ("a", "b"), False),
        ("__all__ = ('a',)", ("a",), False),
        ("__all__ = ['a'] + b", None, True),
        ("__all__ = ['a']\n__all__ += b", None, True),
        ("__all__ = [name]", None, True),
        ("from a import __all__", None, True),
    ],
)
def test_exports(source: str, exports: tuple[str, ...] | None, is_odd: bool) -> None:
    table = build_table(ast.parse(source))
    assert (table.exports, table.has_odd_exports) == (exports, is_odd)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pytest.skip('x')", True),
        ("self.skipTest('x')", True),
        ("pytest.importorskip('x')", True),
        ("raise unittest.SkipTest", True),
        ("pytest.mark.skip('x')", False),
        ("pytest.mark.skipif(x)", False),
        ("reader.skip_lines()", False),
    ],
)
def test_run_time_skips(source: str, expected: bool) -> None:
    assert any(is_skip(node) for node in ast.walk(ast.parse(source))) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("monkeypatch.setattr(mod, name, 1)", True),
        ("patch(f'pkg.{name}')", True),
        ("mock.patch.object(mod, name)", True),
        ("monkeypatch.setattr(mod, 'name', 1)", False),
        ("patch('pkg.name')", False),
    ],
)
def test_replacements_that_the_source_does_not_spell(source: str, expected: bool) -> None:
    assert build_table(ast.parse(source)).patches_unknown is expected


def test_overloads_are_one_function() -> None:
    source = "@overload\ndef f(a): ...\n@typing.overload\ndef f(b): ...\ndef f(c): pass\n"
    (binding,) = build_table(ast.parse(source)).bindings["f"]
    assert binding.line == 5


def test_patch_multiple_replaces_by_keyword() -> None:
    assert "name" in build_table(ast.parse("mock.patch.multiple(mod, name=1)")).strings
