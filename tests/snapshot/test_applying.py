from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.diff import parse_patch
from patchcritic.errors import PatchDoesNotApply
from patchcritic.snapshot import Workspace

MakeRepo = Callable[..., Path]
RunGit = Callable[..., str]

LINES = "".join(f"line {number}\n" for number in range(1, 41))
BEFORE: dict[str, str | bytes] = {
    "a.py": LINES,
    "crlf.py": LINES.replace("\n", "\r\n"),
    "no_end.py": "a\nb",
    "x.bin": bytes(range(256)) * 8,
    "gone.py": "gone\n",
    "run.sh": "#!/bin/sh\n",
    "old name.py": LINES + "old\n",
    "a/ü.py": "ü\n",
    "b/a/x.py": "x\n",
    'q"\t.py': "q\n",
}


def _change_everything(repo: Path, git: RunGit) -> None:
    (repo / "a.py").write_text(LINES.replace("line 2\n", "two\n").replace("line 30\n", ""), "utf-8")
    crlf = LINES.replace("line 7\n", "seven\n").replace("\n", "\r\n")
    (repo / "crlf.py").write_bytes(crlf.encode())
    (repo / "no_end.py").write_bytes(b"a\nc")
    (repo / "x.bin").write_bytes(bytes(range(256)) * 8 + b"\0more")
    (repo / "new.bin").write_bytes(b"\0new")
    (repo / "gone.py").unlink()
    (repo / "run.sh").chmod(0o755)
    git(repo, "mv", "old name.py", "new name.py")
    (repo / "a" / "ü.py").write_text("ü\n\x0c\u2028ä\n", encoding="utf-8")
    (repo / "b" / "a" / "x.py").write_text("y\n", encoding="utf-8")
    (repo / 'q"\t.py').write_text("r\n", encoding="utf-8")
    (repo / "link").symlink_to("a.py")
    (repo / "pkg").mkdir()
    (repo / "pkg" / "__init__.py").touch()
    (repo / "pkg" / "bytes.txt").write_bytes(b"\xff\xfe latin \xe4\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "next")


@pytest.mark.parametrize(
    "options",
    [
        "",
        "--no-prefix",
        "-U0",
        "-U0 --no-prefix",
        "-M",
        "-C --find-copies-harder",
        "--no-renames",
        "--full-index",
        "--src-prefix=i/ --dst-prefix=w/",
    ],
)
def test_what_git_prints_comes_back_as_the_same_tree(
    make_repo: MakeRepo, git: RunGit, options: str
) -> None:
    repo = make_repo(BEFORE)
    _change_everything(repo, git)
    text = git(repo, "diff", "--binary", *options.split(), "HEAD~1", "HEAD")
    with Workspace.open(repo) as workspace:
        base, head = workspace.resolve("HEAD~1"), workspace.resolve("HEAD")
        patch = parse_patch(text)
        assert workspace.apply(base, patch) == head
        canonical = parse_patch(workspace.diff(base, head))
        assert workspace.apply(base, canonical) == head
    assert {file.path for file in canonical.files} <= {file.path for file in patch.files}


def test_mail_series_comes_back_as_the_same_tree(make_repo: MakeRepo, git: RunGit) -> None:
    repo = make_repo(BEFORE)
    _change_everything(repo, git)
    (repo / "a.py").write_text("all new\n", encoding="utf-8")
    git(repo, "commit", "-qam", "again\n\n--- a/x\nnot a header: diff --git a/x b/x")
    text = git(repo, "format-patch", "--stdout", "HEAD~2")
    with Workspace.open(repo) as workspace:
        base = workspace.resolve("HEAD~2")
        assert workspace.apply(base, parse_patch(text)) == workspace.resolve("HEAD")


def _diff(body: str, path: str = "a.py") -> str:
    return f"--- a/{path}\n+++ b/{path}\n{body}"


GOOD = "@@ -1,3 +1,3 @@\n line 1\n-line 2\n+two\n line 3\n"
WRONG = "@@ -12,3 +12,3 @@\n line 12\n-line X\n+y\n line 14\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_diff(GOOD + WRONG), r"a\.py, hunk 2 at line 12: the lines it expects are not there"),
        (_diff(GOOD, "none.py"), r"none\.py is not in the base tree"),
        (
            (
                "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n"
                "@@ -0,0 +1 @@\n+x\n"
            ),
            r"it adds a\.py, which the base tree already has",
        ),
        (
            (
                "diff --git a/x.bin b/x.bin\nindex 1111111..2222222 100644\n"
                "Binary files a/x.bin and b/x.bin differ\n"
            ),
            r"binary file x\.bin; make it with git diff --binary",
        ),
        (
            "diff --git a/z.py b/y.py\nsimilarity index 100%\nrename from z.py\nrename to y.py\n",
            r"z\.py is not in the base tree",
        ),
        (
            (
                "diff --git a/link/x.py b/link/x.py\nnew file mode 100644\n--- /dev/null\n"
                "+++ b/link/x.py\n@@ -0,0 +1 @@\n+x\n"
            ),
            r"beyond a symbolic link",
        ),
        (
            (
                "diff --git a/a.py b/a.py\nindex 1111111..2222222 100644\nGIT binary patch\n"
                "literal 3\ngarbage\n\n"
            ),
            "patch does not apply: ",
        ),
        (
            "diff --git a/a.py b/a.py\ndeleted file mode 100644\nindex 1111111..0000000\n",
            r"a\.py: removal patch leaves file contents",
        ),
    ],
)
def test_failure_names_file_and_hunk(make_repo: MakeRepo, text: str, message: str) -> None:
    repo = make_repo({"a.py": LINES, "x.bin": b"\0"})
    with Workspace.open(repo) as workspace:
        link = parse_patch(
            "diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n"
            "@@ -0,0 +1 @@\n+.\n\\ No newline at end of file\n"
        )
        base = workspace.apply(workspace.resolve("HEAD"), link)
        with pytest.raises(PatchDoesNotApply, match=message) as caught:
            workspace.apply(base, parse_patch(text))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("patch does not apply: ")
    assert caught.value.exit_code == 2
