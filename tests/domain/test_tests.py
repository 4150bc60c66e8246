from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import NodeId


@pytest.mark.parametrize(
    ("text", "path", "names", "param"),
    [
        ("t.py::test_a", "t.py", ("test_a",), None),
        ("a/t.py::TestX::test_a[1-b]", "a/t.py", ("TestX", "test_a"), "1-b"),
        ("t.py::test_a[x::y[0]]", "t.py", ("test_a",), "x::y[0]"),
        ("t.py::test_a[]", "t.py", ("test_a",), ""),
        ("t.py::test_a[cut in the mid", "t.py", ("test_a",), None),
        ("t.py", "t.py", (), None),
    ],
)
def test_parse(text: str, path: str, names: tuple[str, ...], param: str | None) -> None:
    node_id = NodeId.parse(text)

    assert (node_id.path, node_id.names, node_id.param) == (path, names, param)


@given(
    st.from_regex(r"[a-z/]{1,9}\.py", fullmatch=True),
    st.lists(st.from_regex(r"[A-Za-z_]{1,9}", fullmatch=True), min_size=1, max_size=3),
    st.none() | st.text(max_size=12),
)
def test_what_is_written_is_read_again(path: str, names: list[str], param: str | None) -> None:
    node_id = NodeId(path=path, names=tuple(names), param=param)

    assert NodeId.parse(str(node_id)) == node_id
    assert node_id.function_id == NodeId(path=path, names=tuple(names))
