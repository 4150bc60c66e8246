"""Look-ups as a model asks for them: well formed, broken and hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.calling.reply import ToolCall
from patchcritic.critics.explore.tools import MAX_CHARACTERS, TOOLS, LookUps
from patchcritic.snapshot import MemorySnapshot

TREE = MemorySnapshot({"src/a.py": "def f():\n    return 1\n", "big.txt": "x" * 300 + "\n" * 5})


def _answer(name: str, arguments: object, tree: MemorySnapshot = TREE) -> str:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return LookUps(tree).answer(ToolCall(id="1", name=name, arguments=text))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("read_symbol", {"path": "src/a.py", "name": "f"}, "2|    return 1"),
        ("grep", {"text": "return", "path_glob": "*"}, "src/a.py:2|return 1"),
        ("list_dir", {"path": "."}, "big.txt\nsrc/"),
        ("open", {"path": "x"}, "There is no function 'open'; there are read_symbol, grep"),
        ("list_dir", {"path": "../../etc"}, "There is no such folder: '../../etc'."),
        ("read_symbol", {"path": "/etc/passwd", "name": "root"}, "no such file: 'etc/passwd'"),
        ("list_dir", {}, "do not fit: list_dir takes a JSON object with the texts path."),
        ("list_dir", {"path": 3}, "do not fit"),
        ("list_dir", {"path": ".", "depth": "2"}, "do not fit"),
        ("list_dir", "[]", "do not fit"),
        ("list_dir", "", "are no JSON"),
        ("list_dir", "[" * 1500, "are no JSON"),
        ("list_dir", '{"path": ' + "9" * 1900 + "}", "do not fit"),
        ("list_dir", '{"path": "' + "a" * 3000 + '"}', "are too long"),
    ],
)
def test_each_call_gets_a_result_or_one_sentence(
    name: str, arguments: object, expected: str
) -> None:
    assert expected in _answer(name, arguments)


def test_a_result_says_what_was_asked() -> None:
    assert _answer("list_dir", {"path": "src"}) == "list_dir(path='src')\na.py"


def test_long_results_are_cut_and_say_so() -> None:
    tree = MemorySnapshot({"a.py": "def f():\n" + "    x = 'abcdefghij' * 10\n" * 900})
    result = _answer("read_symbol", {"path": "a.py", "name": "f"}, tree)
    assert "more lines" in result
    wide = MemorySnapshot({"a.py": "def f():\n" + f"    x = '{'y' * 390}'\n" * 90})
    result = _answer("read_symbol", {"path": "a.py", "name": "f"}, wide)
    assert len(result) < MAX_CHARACTERS + 200
    assert "more lines: ask for something smaller" in result


def test_the_functions_are_described_as_strict_schemas_want() -> None:
    for tool in TOOLS:
        parameters = tool["function"]["parameters"]
        assert list(parameters["properties"]) == parameters["required"]
        assert parameters["additionalProperties"] is False


@given(
    name=st.sampled_from(["read_symbol", "grep", "list_dir", "?"]),
    values=st.lists(st.text(max_size=30), min_size=2, max_size=2),
    raw=st.text(max_size=30),
)
def test_no_call_raises(name: str, values: list[str], raw: str) -> None:
    keys = {"read_symbol": ["path", "name"], "grep": ["text", "path_glob"]}.get(name, ["path"])
    for arguments in (json.dumps(dict(zip(keys, values, strict=False))), raw):
        assert _answer(name, arguments)
