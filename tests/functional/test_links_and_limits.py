"""Links that leave the repository are not followed, and what is too large is refused in a
sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.diff import MAX_DIFF_BYTES, MAX_DIFF_FILES, parse_patch, read_patch
from patchcritic.errors import PatchNotReadable

Cli = Callable[..., Any]

PRIVATE = "tests/test_clock.py::test_private_word_of_the_user"


@pytest.fixture
def linked(repo: Path, tmp_path: Path, patches: Path, script: Callable[[str], str]) -> Path:
    """The repository with links to files and folders outside."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "ids.txt").write_text(PRIVATE, encoding="utf-8")
    (outside / "a.diff").write_bytes((patches / "format-clock.patch").read_bytes())
    (outside / "script.jsonl").write_bytes(
        Path(script("all-pass").removeprefix("scripted:")).read_bytes()
    )
    for name in ("ids.txt", "a.diff", "script.jsonl"):
        (repo / name).symlink_to(outside / name)
    (repo / "reports").symlink_to(outside, target_is_directory=True)
    return repo


@pytest.mark.parametrize(
    "words",
    [
        ("eval", "--diff", "{patch}", "--tests", "@{repo}/ids.txt"),
        ("eval", "--diff", "{patch}", "--failing-before", "@{repo}/ids.txt"),
        ("eval", "--diff", "{repo}/a.diff"),
        ("eval", "--diff", "{repo}/reports/a.diff"),
        ("eval", "--diff", "{patch}", "--test-patch", "{repo}/a.diff"),
        ("eval", "--diff", "{patch}", "--reference", "{repo}/a.diff"),
        ("eval", "--diff", "{patch}", "-o", "{repo}/reports/r.json"),
        ("eval", "--diff", "{patch}", "-m", "openai/x", "--export-requests", "{repo}/reports/r"),
        ("eval", "--diff", "{patch}", "-m", "scripted:{repo}/script.jsonl"),
        ("tests", "--diff", "{repo}/a.diff"),
        ("rank", "{repo}/a.diff", "{patch}"),
        ("rank", "{patch}", "-o", "{repo}/reports/r.json"),
    ],
    ids=" ".join,
)
def test_a_link_that_leaves_the_repository_is_not_followed(
    words: tuple[str, ...],
    linked: Path,
    cli: Cli,
    patches: Path,
    script: Callable[[str], str],
    tmp_path: Path,
) -> None:
    named = [word.format(repo=linked, patch=patches / "format-clock.patch") for word in words]
    model = () if "-m" in words or words[0] == "tests" else ("-m", script("all-pass"))
    before = sorted((tmp_path / "outside").iterdir())

    result = cli(*named, "--repo", linked, *model)

    assert result.code == 2, result.stdout + result.stderr
    assert "a link that leaves the repository" in result.stderr
    assert "private_word" not in result.stderr
    assert sorted((tmp_path / "outside").iterdir()) == before


def test_links_in_the_tree_are_no_files(linked: Path, cli: Cli, git: Callable[..., str]) -> None:
    (linked / "tests" / "conftest.py").unlink(missing_ok=True)
    (linked / "tests" / "test_link.py").symlink_to("/etc/passwd")
    git(linked, "add", "--all")
    result = cli("tests", "--repo", linked, "--staged")
    assert "root:" not in result.stdout + result.stderr
    assert "test_link" not in result.stdout


def test_a_diff_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PatchNotReadable, match=f"over {MAX_DIFF_BYTES:,} bytes; leave"):
        parse_patch("x" * (MAX_DIFF_BYTES + 1))
    file = tmp_path / "large.diff"
    with file.open("wb") as stream:
        stream.truncate(MAX_DIFF_BYTES * 100)
    with pytest.raises(PatchNotReadable, match=r"large.diff: the diff has over"):
        read_patch(file)


def test_a_diff_of_too_many_files_is_refused() -> None:
    one = "diff --git a/{n} b/{n}\nnew file mode 100644\n"
    text = "".join(one.format(n=n) for n in range(MAX_DIFF_FILES + 1))
    with pytest.raises(PatchNotReadable, match=f"over {MAX_DIFF_FILES:,} files; leave"):
        parse_patch(text)
    assert len(parse_patch("".join(one.format(n=n) for n in range(1000))).files) == 1000


def test_a_list_of_tests_that_is_too_long_is_refused(
    cli: Cli, repo: Path, patches: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ids"
    with file.open("wb") as stream:
        stream.truncate(20_000_000)
    result = cli(
        "tests", "--repo", repo, "--diff", patches / "format-clock.patch", "--tests", f"@{file}"
    )
    assert result.code == 2
    assert "has over 10,000,000 characters" in result.stderr


HOSTILE = "a\x1b[2J\x1b]0;owned\x07\u202eb"


@pytest.mark.parametrize(
    "words",
    [
        ("eval", "--diff", "{odd}.diff"),
        ("eval", "--diff", "{odd}..HEAD"),
        ("eval", "--base", "{odd}"),
        ("eval", "--diff", "{patch}", "-m", "{odd}/{odd}"),
        ("eval", "--diff", "{patch}", "-m", "scripted:{odd}"),
        ("eval", "--diff", "{patch}", "--tests", "{odd}"),
        ("eval", "--diff", "{patch}", "--tests", "@{odd}"),
        ("eval", "--diff", "{patch}", "-o", "{odd}.json"),
        ("eval", "--diff", "{patch}", "--prompt", "{odd}"),
        ("eval", "--diff", "{named}"),
        ("tests", "--diff", "{named}"),
        ("tests", "--staged"),
        ("eval", "--staged", "-m", "{script}"),
        ("eval", "--staged", "-m", "{script}", "--dry-run"),
        ("eval", "--staged", "-m", "{script}", "-f", "json"),
        ("rank", "{odd}.diff"),
        ("rank", "{named}", "{patch}", "-m", "{script}"),
        ("doctor", "-m", "{odd}"),
        ("hook", "status"),
        ("config", "show"),
        ("bench", "run", "--dataset", "{odd}", "-o", "x"),
        ("batch", "import", "{odd}", "--requests", "{odd}"),
    ],
    ids=lambda words: " ".join(words),
)
def test_no_control_character_reaches_the_terminal(
    words: tuple[str, ...],
    repo: Path,
    cli: Cli,
    patches: Path,
    script: Callable[[str], str],
    git: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd_test = repo / "tests" / f"test_{HOSTILE}.py"
    odd_test.write_text("from openhours import clock\n\n\ndef test_x(): pass\n", encoding="utf-8")
    (repo / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    git(repo, "add", "--all")
    git(repo, "config", "core.hooksPath", f"{tmp_path}/{HOSTILE}")
    named = tmp_path / "named.diff"
    named.write_text(
        f"--- a/no/{HOSTILE}.py\n+++ b/no/{HOSTILE}.py\n@@ -1 +1 @@\n-x\n+y\n", encoding="utf-8"
    )
    values = {
        "odd": HOSTILE,
        "named": named,
        "patch": patches / "format-clock.patch",
        "script": script("all-pass"),
    }
    monkeypatch.chdir(tmp_path)
    arguments = [word.format(**values) for word in words]
    at = ("--repo", repo) if words[0] in ("eval", "tests", "rank", "hook", "config") else ()
    if words[0] in ("config", "hook"):
        arguments, at = [*arguments, *map(str, at)], ()

    result = cli(*arguments, *at)

    said = result.stdout + result.stderr
    assert said
    assert not [c for c in said if (ord(c) < 32 and c not in "\n\t") or c in "\x7f\x9b\u202e"]
