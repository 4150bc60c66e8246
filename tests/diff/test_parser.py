from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.diff import parse_patch, read_patch
from patchcritic.domain import Change
from patchcritic.errors import PatchNotReadable

SIMPLE = """\
diff --git a/x.py b/x.py
index 1111111..2222222 100644
--- a/x.py
+++ b/x.py
@@ -10,3 +10,4 @@ def f():
 one
-two
+TWO
+more
 three
"""

# name, diff, (path, old path, change, is binary, old mode, new mode), strip
QUIRKS = [
    ("git", SIMPLE, ("x.py", "x.py", Change.MODIFIED, False, "100644", "100644"), 1),
    (
        "no prefix",
        SIMPLE.replace("a/", "").replace("b/", ""),
        ("x.py", "x.py", Change.MODIFIED, False, "100644", "100644"),
        0,
    ),
    (
        "mnemonic prefix",
        SIMPLE.replace("a/", "i/").replace("b/", "w/"),
        ("x.py", "x.py", Change.MODIFIED, False, "100644", "100644"),
        1,
    ),
    (
        "no prefix in a folder called b",
        SIMPLE.replace("a/x", "b/x"),
        ("b/x.py", "b/x.py", Change.MODIFIED, False, "100644", "100644"),
        0,
    ),
    (
        "pure rename",
        (
            "diff --git a/old name.py b/new name.py\nsimilarity index 100%\n"
            "rename from old name.py\nrename to new name.py\n"
        ),
        ("new name.py", "old name.py", Change.RENAMED, False, None, None),
        1,
    ),
    (
        "pure rename without prefix",
        "diff --git old.py new.py\nsimilarity index 100%\nrename from old.py\nrename to new.py\n",
        ("new.py", "old.py", Change.RENAMED, False, None, None),
        0,
    ),
    (
        "copy",
        "diff --git a/x.py b/y.py\nsimilarity index 100%\ncopy from x.py\ncopy to y.py\n",
        ("y.py", "x.py", Change.COPIED, False, None, None),
        1,
    ),
    (
        "mode change",
        "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n",
        ("run.sh", "run.sh", Change.MODE_CHANGED, False, "100644", "100755"),
        1,
    ),
    (
        "new empty file",
        (
            "diff --git a/pkg/__init__.py b/pkg/__init__.py\nnew file mode 100644\n"
            "index 0000000..e69de29\n"
        ),
        ("pkg/__init__.py", None, Change.ADDED, False, None, "100644"),
        1,
    ),
    (
        "deleted file",
        (
            "diff --git a/x.py b/x.py\ndeleted file mode 100644\nindex 1111111..0000000\n"
            "--- a/x.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n"
        ),
        ("x.py", "x.py", Change.DELETED, False, "100644", None),
        1,
    ),
    (
        "symbolic link",
        (
            "diff --git a/link b/link\nnew file mode 120000\nindex 0000000..1de5659\n"
            "--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n"
        ),
        ("link", None, Change.ADDED, False, None, "120000"),
        1,
    ),
    (
        "binary literal",
        (
            "diff --git a/i.png b/i.png\nindex 1111111..2222222 100644\nGIT binary patch\n"
            "literal 3\nKcmZSh&&>k>02%-N\n\nliteral 3\nKcmZSh&&>k>02%-N\n\n"
        ),
        ("i.png", "i.png", Change.MODIFIED, True, "100644", "100644"),
        1,
    ),
    (
        "binary differs",
        (
            "diff --git a/i.png b/i.png\nindex 1111111..2222222 100644\n"
            "Binary files a/i.png and b/i.png differ\n"
        ),
        ("i.png", "i.png", Change.MODIFIED, True, "100644", "100644"),
        1,
    ),
    (
        "plain binary differs",
        "Binary files old/i.png and new/i.png differ\n",
        ("i.png", "i.png", Change.MODIFIED, True, None, None),
        1,
    ),
    (
        "quoted path",
        (
            'diff --git "a/\\303\\244.py" "b/\\303\\244.py"\nindex 1..2 100644\n'
            '--- "a/\\303\\244.py"\n+++ "b/\\303\\244.py"\n@@ -1 +1 @@\n-x\n+y\n'
        ),
        ("ä.py", "ä.py", Change.MODIFIED, False, "100644", "100644"),
        1,
    ),
    (
        "plain diff with timestamps",
        (
            "--- orig/x.py\t2024-01-02 03:04:05.000000000 +0100\n"
            "+++ new/x.py\t2024-01-02 03:04:06.000000000 +0100\n@@ -1 +1 @@\n-x\n+y\n"
        ),
        ("x.py", "x.py", Change.MODIFIED, False, None, None),
        1,
    ),
    (
        "plain diff against a backup",
        "--- x.py.orig\n+++ x.py\n@@ -1 +1 @@\n-x\n+y\n",
        ("x.py", "x.py", Change.MODIFIED, False, None, None),
        0,
    ),
    (
        "plain new file",
        "--- /dev/null\n+++ b/x.py\n@@ -0,0 +1 @@\n+y\n",
        ("x.py", None, Change.ADDED, False, None, None),
        1,
    ),
    (
        "plain new file by epoch",
        (
            "--- a/x.py\t1970-01-01 00:00:00 +0000\n+++ b/x.py\t2024-01-02 03:04:05 +0000\n"
            "@@ -0,0 +1 @@\n+y\n"
        ),
        ("x.py", None, Change.ADDED, False, None, None),
        1,
    ),
    (
        "plain deleted file",
        "--- a/x.py\n+++ b/x.py\n@@ -1 +0,0 @@\n-y\n",
        ("x.py", "x.py", Change.DELETED, False, None, None),
        1,
    ),
]


@pytest.mark.parametrize(
    ("text", "expected", "strip"),
    [quirk[1:] for quirk in QUIRKS],
    ids=[quirk[0] for quirk in QUIRKS],
)
def test_quirk_is_read(text: str, expected: tuple[object, ...], strip: int) -> None:
    patch = parse_patch(text)
    (file,) = patch.files
    assert (
        file.path,
        file.old_path,
        file.change,
        file.is_binary,
        file.old_mode,
        file.new_mode,
    ) == expected
    assert patch.strip == strip
    assert patch.text == text


def test_every_line_has_its_numbers() -> None:
    (hunk,) = parse_patch(SIMPLE).files[0].hunks
    assert (hunk.old_start, hunk.old_length, hunk.new_start, hunk.new_length) == (10, 3, 10, 4)
    assert hunk.section == "def f():"
    assert [(line.tag, line.text, line.old_line, line.new_line) for line in hunk.lines] == [
        (" ", "one", 10, 10),
        ("-", "two", 11, None),
        ("+", "TWO", None, 11),
        ("+", "more", None, 12),
        (" ", "three", 12, 13),
    ]


def test_one_line_hunk_does_not_vanish() -> None:
    (hunk,) = parse_patch("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n").files[0].hunks
    assert [(line.tag, line.text) for line in hunk.lines] == [("-", "a"), ("+", "b")]


def test_no_newline_marker_is_no_line_and_separates_no_hunks() -> None:
    text = (
        "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n c\n-a\n\\ No newline at end of file\n+b\n"
        "\\ Kein Zeilenumbruch am Dateiende.\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n"
    )
    first, second = parse_patch(text).files
    assert [line.text for line in first.hunks[0].lines] == ["c", "a", "b"]
    assert second.path == "y"


def test_crlf_content_is_kept_and_a_crlf_diff_is_made_lf() -> None:
    body = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n"
    kept = parse_patch(body)
    assert kept.text == body
    assert [line.text for line in kept.files[0].hunks[0].lines] == ["a", "b"]
    assert parse_patch(SIMPLE.replace("\n", "\r\n")) == parse_patch(SIMPLE)


def test_context_line_that_lost_its_blank_is_read() -> None:
    (file,) = parse_patch("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n\n-a\n+b\n").files
    assert next((line.tag, line.text) for line in file.hunks[0].lines) == (" ", "")


def test_form_feed_and_unicode_line_ends_split_no_line() -> None:
    text = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n \x0cpage\u2028two\x85\n-a\r\n+b\n"
    lines = parse_patch(text).files[0].hunks[0].lines
    assert lines[0].text == "\x0cpage\u2028two\x85"


def test_mail_series_is_one_patch() -> None:
    mail = (
        "From 0123 Mon Sep 17 00:00:00 2001\nFrom: A <a@b.c>\nSubject: [PATCH {n}/2] change\n\n"
        "Before:\n--- not a header\n  diff --git indented\n---\n x.py | 2 +-\n\n"
        "{diff}-- \n2.39.5\n\n"
    )
    second = SIMPLE.replace("x.py", "tests/test_x.py")
    patch = parse_patch(mail.format(n=1, diff=SIMPLE) + mail.format(n=2, diff=second))
    assert [file.path for file in patch.files] == ["x.py", "tests/test_x.py"]
    assert [file.path for file in patch.source_files] == ["x.py"]
    assert [file.path for file in patch.test_files] == ["tests/test_x.py"]


def test_missing_last_line_end_is_added() -> None:
    assert parse_patch(SIMPLE.rstrip("\n")).text == SIMPLE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("hello\nworld\n", "not a diff"),
        ("\udfff\ud800", "not text"),
        ("diff --git a/x b/x\nindex 1..2 100644\n", "not a diff"),
        ("--- a/x\n+++ b/x\n", "not a diff"),
        ("@@ -1 +1 @@\n-a\n+b\n", "line 1 .* without a file header"),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n+b\n", "line 3 .* promises another number"),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n-b\n", "line 3 .* promises another number"),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n*\n", "line 3 .* promises another number"),
        ("--- a/x\n+++ b/x\n@@ -0,0 +0,0 @@\n", "empty hunk"),
        ("--- a/x\n+++ b/x\n@@ def f(): @@\n-a\n+b\n", "line 3 .* not a hunk header"),
        ("--- a/x\n+++ b/x\n@@ -1,x +1 @@\n-a\n+b\n", "line 3 .* not a hunk header"),
        (SIMPLE.replace("x.py", "../x.py"), "outside the repository"),
        ("--- /etc/x\n+++ /etc/x\n@@ -1 +1 @@\n-a\n+b\n", "outside the repository"),
        (SIMPLE.replace("x.py", ".git/config"), "inside git's own folder"),
        (
            "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to ../y\n",
            "outside the repository",
        ),
        ("diff --cc x.py\nindex 1,2..3\n@@@ -1,1 -1,1 +1,1 @@@\n", "combined diff"),
        (SIMPLE + SIMPLE.replace("a/", "").replace("b/", ""), "prefixes"),
        ("--- /dev/null\n+++ /dev/null\n@@ -0,0 +1 @@\n+b\n", "names no file"),
    ],
)
def test_unusable_diff_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(PatchNotReadable, match=message) as caught:
        parse_patch(text)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_file_is_read_in_the_encodings_that_shells_redirect_to(
    tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "x.patch").write_bytes(SIMPLE.replace("two", "zwö").encode(encoding))
    assert read_patch(tmp_path / "x.patch").text == SIMPLE.replace("two", "zwö")


def test_bytes_that_are_not_utf8_survive(tmp_path: Path) -> None:
    raw = SIMPLE.encode().replace(b"two", b"zw\xf6")
    (tmp_path / "x.patch").write_bytes(raw)
    patch = read_patch(tmp_path / "x.patch")
    assert patch.text.encode("utf-8", "surrogateescape") == raw


def test_file_is_named_when_it_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty.patch").touch()
    with pytest.raises(PatchNotReadable, match=r"empty\.patch: the diff is empty"):
        read_patch(tmp_path / "empty.patch")
    with pytest.raises(PatchNotReadable, match=r"none\.patch cannot be read: No such file"):
        read_patch(tmp_path / "none.patch")


_PIECES = st.sampled_from(
    [
        *SIMPLE.splitlines(keepends=True),
        *("--- a/x\n", "+++ b/x\n", "@@ -1 +1 @@\n", "diff --git ", "/dev/null"),
        *("rename from x\n", "rename to y\n", "old mode 1\n", "new file mode 100644\n"),
        *("GIT binary patch\n", "Binary files a/x and b/x differ\n", "\\ No\n"),
        *("\n", "\r", '"', "\\", "-"),
    ]
)


@given(
    st.one_of(
        st.text(st.characters()),
        st.lists(_PIECES, max_size=12).map("".join),
        st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=12).map("".join),
    )
)
def test_wild_text_is_read_or_refused(text: str) -> None:
    try:
        patch = parse_patch(text)
    except PatchNotReadable:
        return
    assert patch.files
