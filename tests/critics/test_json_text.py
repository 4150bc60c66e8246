from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.json_text import find_objects


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', [{"a": 1.0}]),
        ("", []),
        ("no braces at all", []),
        ('Sure! ```json\n{"a": "x"}\n``` Hope it helps {smile}.', [{"a": "x"}]),
        ('{"a": [1, 2,], "b": {"c": null,},}', [{"a": [1, 2], "b": {"c": None}}]),
        ("{'a': True, 'b': False, 'c': None}", [{"a": True, "b": False, "c": None}]),
        ('{label: "pass", p_pass: .5}', [{"label": "pass", "p_pass": 0.5}]),
        ('{"a": "}{ \\" }", "b": "[{"}', [{"a": '}{ " }', "b": "[{"}]),
        ('{"a": 1} and then {"a": 2}', [{"a": 1}, {"a": 2}]),
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a": "line\none\ttab"}', [{"a": "line\none\ttab"}]),
        ('{"a": "it says "no" here", "b": 1}', [{"a": 'it says "no" here', "b": 1}]),
        ("{'a': 'it doesn't hold', 'b': 'isn\\'t'}", [{"a": "it doesn't hold", "b": "isn't"}]),
        ('{"a": "\\ud83d\\ude00 \\u00e9 \\d+ \\n"}', [{"a": "😀 é \\d+ \n"}]),
        ('{"a": 90%, "b": -1.5e3, "c": 1.}', [{"a": "90%", "b": -1500.0, "c": 1.0}]),
        ('set {1, 2} of {x} {"a": }  {"a": 3}', [{"a": 3}]),
        ('{"x" then prose, at last {"a": 1}', [{"a": 1}]),
        ('{"x": \'a\' + b} and {"a": 1}', [{"a": 1}]),
        ("{} {}", [{}, {}]),
    ],
)
def test_objects_are_found(text: str, expected: list[object]) -> None:
    assert find_objects(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"a"',
        '{"a":',
        '{"a": 1',
        '{"a": 1,',
        '{"a": [1, 2',
        '{"a": "b',
        '{"a": "b\\',
        "{\"a\": \"quotes {'label': 'pass'} and is cut off",
        "{" * 5000,
        "[" * 5000,
        '{"a":' * 5000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"a": "' + "x" * 300_000,
    ],
    ids=lambda text: f"{text[:24]}...{len(text)}",
)
def test_what_does_not_end_is_not_taken(text: str) -> None:
    found = find_objects(text)
    assert "label" not in str(found)
    assert all("a" in item for item in found)


NONSENSE = [
    "{",
    '{"',
    "{'",
    '{"a":',
    '{"a":"',
    '{"a":\'',
    '{"a":[',
    '{"a":{},',
    "{'a':\"",
    '\\\\"{',
    '{"~"',
    '{"a":~"x"~',
    '{"a":~"b"~"',
    "{a:'\\\\",
    "{~",
    '{"a"~"',
    "{'a':'b'~",
]


@pytest.mark.parametrize("unit", [unit.replace("~", " ") for unit in NONSENSE])
def test_long_nonsense_takes_no_long_time(unit: str) -> None:
    begin = time.process_time()
    find_objects(unit * (20_000 // len(unit)))
    assert time.process_time() - begin < 5, "bounded work, whatever the text"


def test_of_a_very_long_text_the_end_is_read() -> None:
    assert find_objects('{"a": 1} ' * 50_000 + '{"a": 2}')[-1] == {"a": 2}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5), st.booleans(), st.sampled_from([None, 2]))
def test_correct_json_is_read_as_json(
    value: dict[str, object], is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    assert find_objects(f"Here: ```json\n{text}\n``` done") == [value]


@given(st.text() | st.text(alphabet="{}[]\"'\\:, \nabntrue0.1%-", max_size=200))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    assert all(isinstance(found, dict) for found in find_objects(text))
