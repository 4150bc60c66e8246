from __future__ import annotations

import pytest

from patchcritic.diff.names import (
    common_strip,
    read_file_name,
    split_names,
    strip_name,
    unquote,
)
from patchcritic.errors import PatchNotReadable


@pytest.mark.parametrize(
    ("quoted", "plain"),
    [
        ("plain.py", "plain.py"),
        (r'"a/\303\244.py"', "a/ä.py"),
        (r'"a/tab\tquote\"back\\slash"', 'a/tab\tquote"back\\slash'),
        (r'"a/\377.bin"', "a/\udcff.bin"),
        (r'"a/new\nline"', "a/new\nline"),
    ],
)
def test_quoting_is_undone(quoted: str, plain: str) -> None:
    assert unquote(quoted) == plain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/x.py", "a/x.py"),
        ("a/with space.py\t", "a/with space.py"),
        ("x.py\t2024-01-02 03:04:05.123456789 +0100", "x.py"),
        ("x.py 2024-01-02 03:04:05 +0100", "x.py"),
        ("x.py\tTue Jan  2 03:04:05 2024", "x.py"),
        ("gone.py\t1970-01-01 00:00:00.000000000 +0000", "/dev/null"),
        ("gone.py\t1969-12-31 19:00:00.000000000 -0500", "/dev/null"),
        (r'"b/\303\244.py"', "b/ä.py"),
    ],
)
def test_timestamps_are_cut_off(text: str, name: str) -> None:
    assert read_file_name(text) == name


@pytest.mark.parametrize(
    ("old", "new", "strip"),
    [
        ("a/x.py", "b/x.py", 1),
        ("x.py", "x.py", 0),
        ("b/x.py", "b/x.py", 0),
        ("one/v1/x.py", "two/v2/x.py", 2),
        ("a/x.py", "b/y.py", None),
        ("a/x.py", "x.py", None),
    ],
)
def test_prefixes_are_told_from_folders(old: str, new: str, strip: int | None) -> None:
    assert common_strip(old, new) == strip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a/x.py b/x.py", ("a/x.py", "b/x.py")),
        ("x.py x.py", ("x.py", "x.py")),
        ("a/x y b/x y", ("a/x y", "b/x y")),
        ("a/b c/b b/b c/b", ("a/b c/b", "b/b c/b")),
        (r'"a/\303\244" "b/\303\244"', ("a/ä", "b/ä")),
        (r'a/x "b/\303\244"', ("a/x", "b/ä")),
        ("a/old.py b/new.py", ("a/old.py", "b/new.py")),
        ("a/old name.py b/new name.py", None),
    ],
)
def test_git_header_is_split_where_names_agree(text: str, names: tuple[str, str] | None) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/passwd", "C:\\x", "a/.git/config", "a/.GIT/x", "a", "a//x"]
)
def test_path_astray_is_refused(name: str) -> None:
    with pytest.raises(PatchNotReadable, match="path"):
        strip_name(name, 1)
