"""Gating on a baseline, as its user does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
PATCH = "interval-overlap.patch"


@pytest.fixture
def judge(eval_patch: Cli) -> Cli:
    """The patch with its four predicted failures."""
    return lambda *flags, **options: eval_patch(PATCH, *flags, model="interval-overlap", **options)


def test_a_report_of_before_accepts_what_failed_then(judge: Cli, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    first = judge("-o", path)
    second = judge("--baseline", path, "--format", "json")

    assert (first.code, second.code) == (1, 0)
    report = second.report
    assert report["verdict"]["label"] == "fail"
    assert report["decision"] == "pass"
    assert len(report["baseline"]["known"]) == 4
    assert report["baseline"]["new"] == []
    assert "PASS (FAIL without the baseline)" in judge("--baseline", path).stdout


def test_only_what_is_new_fails(judge: Cli, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    assert judge("--baseline", path, "--update-baseline").code == 0
    entries = json.loads(path.read_text(encoding="utf-8"))
    new = entries["failing"].pop()
    path.write_text(json.dumps(entries), encoding="utf-8")
    result = judge("--baseline", path, "--format", "json")

    assert result.code == 1
    assert result.report["baseline"]["new"] == [new]


def test_an_update_is_stable_and_keeps_what_was_not_judged(judge: Cli, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    old = {"patchcritic_baseline": 1, "failing": ["tests/other.py::test_z"], "unknown": []}
    path.write_text(json.dumps(old), encoding="utf-8")
    result = judge("--baseline", path, "--update-baseline", "--max-tests", "3", "-f", "json")
    text = path.read_text(encoding="utf-8")

    assert "tests/other.py::test_z" in text
    assert result.report["baseline"]["updated"] is True
    assert result.report["baseline"]["added"]
    assert result.report["baseline"]["removed"] == []
    judge("--baseline", path, "--update-baseline", "--max-tests", "3")
    assert path.read_text(encoding="utf-8") == text


def test_fail_fast_does_not_stop_at_what_is_known(judge: Cli, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    judge("--baseline", path, "--update-baseline")
    result = judge("--baseline", path, "--fail-fast", "--format", "json")

    assert result.code == 0
    assert result.report["left_out"] == []


def test_a_patch_that_changes_its_own_baseline_is_told_on(
    judge: Cli, eval_patch: Cli, repo: Path, patches: Path, tmp_path: Path
) -> None:
    """The diff adds the file that it would be gated on."""
    added = '{"patchcritic_baseline": 1, "failing": [], "unknown": []}'
    (repo / "b.json").write_text(added, encoding="utf-8")
    text = (patches / PATCH).read_text(encoding="utf-8")
    extra = f"--- /dev/null\n+++ b/b.json\n@@ -0,0 +1 @@\n+{added}\n"
    both = tmp_path / "both.patch"
    both.write_text(text + extra, encoding="utf-8")
    result = eval_patch(both, "--baseline", repo / "b.json", model="interval-overlap")

    assert result.code == 1
    assert "the patch changes b.json, the baseline that it is gated on" in result.stdout


@pytest.mark.parametrize(
    ("content", "flags", "says"),
    [
        (None, (), "cannot be read: No such file or directory; add --update-baseline"),
        (b"\xff\xfe", (), "is not UTF-8 text"),
        (b"{", (), "is not JSON"),
        (b'{"schema_version": 1, "tests": []}', (), "has version 1"),
        (b"{}", ("--update-baseline",), "holds no test results"),
        (b'{"patchcritic_baseline": 1, "failing": [], "unknown": []}', ("-o", "FILE"), None),
        (
            b'{"patchcritic_baseline": 1, "failing": [], "unknown": []}',
            ("--update-baseline", "-o", "FILE"),
            "is written twice",
        ),
    ],
)
def test_files_that_cannot_be_used(
    judge: Cli, tmp_path: Path, content: bytes | None, flags: tuple[str, ...], says: str | None
) -> None:
    path = tmp_path / "b.json"
    if content is not None:
        path.write_bytes(content)
    words = [str(path) if word == "FILE" else word for word in flags]
    result = judge("--baseline", path, *words)

    if says is None:
        assert result.code == 1
        return
    assert result.code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert (path.read_bytes() if path.exists() else None) == content


@pytest.mark.parametrize(
    "flags", [("--update-baseline",), ("--dry-run", "--baseline", "b", "--update-baseline")]
)
def test_an_update_needs_a_file_and_a_run(judge: Cli, flags: tuple[str, ...]) -> None:
    result = judge(*flags)

    assert result.code == 2
    assert "--update-baseline" in result.stderr


def test_several_reports_of_one_run(judge: Cli, tmp_path: Path) -> None:
    names = ("r.json", "r.jsonl", "r.xml", "r.sarif", "r.md", "r.html", "r.txt")
    outputs = [word for name in names for word in ("-o", tmp_path / name)]
    result = judge(*outputs, "-o", f"github:{tmp_path / 'a'}", "--format", "github")

    assert result.code == 1
    assert all((tmp_path / name).stat().st_size for name in names)
    assert (tmp_path / "a").read_text(encoding="utf-8").startswith("::error file=tests/")
    assert result.stdout.count("::error file=tests/") == 4
