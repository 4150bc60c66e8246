from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.diff import parse_patch
from patchcritic.domain import Change
from patchcritic.errors import PatchDoesNotApply, RepositoryProblem
from patchcritic.snapshot import Workspace

MakeRepo = Callable[..., Path]
RunGit = Callable[..., str]

PROGRAMS = (
    "core.fsmonitor",
    "core.pager",
    "core.sshCommand",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "pager.diff",
)
OUTPUT_SETTINGS = (
    "apply.whitespace=error",
    "color.ui=always",
    "core.abbrev=4",
    "core.autocrlf=true",
    "core.quotePath=true",
    "diff.algorithm=patience",
    "diff.context=0",
    "diff.interHunkContext=99",
    "diff.mnemonicPrefix=true",
    "diff.noprefix=true",
    "diff.renames=false",
)
LINES = "".join(f"line {number}\n" for number in range(1, 41))


def _fingerprint(folder: Path) -> dict[str, str]:
    """Every path under a folder with the digest of what it holds."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def _change(repo: Path, path: str, old: str, new: str) -> None:
    file = repo / path
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))


@pytest.fixture
def dirty_repo(make_repo: MakeRepo, git: RunGit) -> Path:
    """A repository with staged, unstaged, untracked and ignored changes."""
    repo = make_repo({"a.py": LINES, "b.py": "b = 1\n", "dir/c.py": "c = 1\n", "x.bin": b"\0\1"})
    (repo / ".gitignore").write_text("ignored\n", encoding="utf-8")
    (repo / "link").symlink_to("a.py")
    git(repo, "add", "-A")
    _change(repo, "a.py", "line 3\n", "staged 3\n")
    git(repo, "add", "a.py")
    _change(repo, "b.py", "1", "unstaged")
    for name in ("untracked.py", "ignored"):
        (repo / name).write_text("x\n", encoding="utf-8")
    return repo


PATCH = """\
diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -19,3 +19,3 @@
 line 19
-line 20
+line twenty
 line 21
diff --git a/new/d.py b/new/d.py
new file mode 100644
--- /dev/null
+++ b/new/d.py
@@ -0,0 +1 @@
+d = 1
"""


def _use_everything(workspace: Workspace) -> None:
    base = workspace.resolve("HEAD")
    staged = workspace.staged_tree()
    patched = workspace.apply(staged, parse_patch(PATCH))
    canonical = parse_patch(workspace.diff(base, patched))
    assert {file.path for file in canonical.files} >= {"a.py", "new/d.py", ".gitignore", "link"}
    assert workspace.apply(base, canonical) == patched
    snapshot = workspace.snapshot(patched)
    assert "link" not in snapshot.paths()
    assert "untracked.py" not in snapshot.paths()
    text = snapshot.read("a.py") or ""
    assert "staged 3\n" in text
    assert "line twenty\n" in text
    assert dict(snapshot.read_all(snapshot.paths()))["b.py"] == b"b = 1\n"
    assert workspace.merge_base("HEAD")


def test_repository_stays_byte_identical(dirty_repo: Path) -> None:
    before = _fingerprint(dirty_repo)
    with Workspace.open(dirty_repo) as workspace:
        _use_everything(workspace)
    assert _fingerprint(dirty_repo) == before


def test_repository_stays_byte_identical_when_interrupted(dirty_repo: Path) -> None:
    before = _fingerprint(dirty_repo)
    folders = []

    def interrupt() -> None:
        with Workspace.open(dirty_repo) as workspace:
            folders.append(Path(workspace._folder.name))
            patched = workspace.apply(workspace.resolve("HEAD"), parse_patch(PATCH))
            snapshot = workspace.snapshot(patched)
            assert snapshot.read_bytes("new/d.py") == b"d = 1\n"
            next(snapshot.read_all(snapshot.paths()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert _fingerprint(dirty_repo) == before
    assert [folder.exists() for folder in folders] == [False]


def test_no_program_of_the_configuration_runs(
    make_repo: MakeRepo, git: RunGit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo({"a.py": LINES, "dir/b.py": "b\n"})
    canary = tmp_path / "canary"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {canary}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "pre-commit", "post-checkout"):
        (hooks / hook).symlink_to(script)
    (repo / ".gitattributes").write_text("*.py diff=evil filter=evil merge=evil -text\n", "utf-8")
    git(repo, "add", ".gitattributes")
    git(repo, "commit", "-qm", "attributes")
    for key in PROGRAMS:
        git(repo, "config", key, str(script))
    git(repo, "config", "core.hooksPath", str(hooks))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    monkeypatch.setenv("GIT_PAGER", str(script))
    with Workspace.open(repo) as workspace:
        base = workspace.resolve("HEAD")
        workspace.staged_tree()
        patched = workspace.apply(base, parse_patch(PATCH))
        assert "line twenty" in workspace.diff(base, patched)
        assert dict(workspace.snapshot(patched).read_all(["a.py"]))
        workspace.merge_base("HEAD~1")
    assert not canary.exists()


def test_inherited_variables_point_nowhere_else(
    dirty_repo: Path, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo({"other.py": "o\n"}, name="other")
    for name, value in {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / ".git" / "index",
        "GIT_OBJECT_DIRECTORY": other / ".git" / "objects",
        "GIT_PREFIX": "dir/",
    }.items():
        monkeypatch.setenv(name, str(value))
    before = _fingerprint(other), _fingerprint(dirty_repo)
    with Workspace.open(dirty_repo) as workspace:
        assert workspace.root == dirty_repo
        _use_everything(workspace)
    assert (_fingerprint(other), _fingerprint(dirty_repo)) == before


def test_index_that_git_hands_to_a_hook_counts_as_staged(
    dirty_repo: Path, git: RunGit, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = dirty_repo / ".git" / "next-index-1.lock"
    monkeypatch.setenv("GIT_INDEX_FILE", str(empty))
    git(dirty_repo, "read-tree", "--empty")
    with Workspace.open(dirty_repo) as workspace:
        assert workspace.snapshot(workspace.staged_tree()).paths() == ()


def test_output_does_not_depend_on_configuration(make_repo: MakeRepo, git: RunGit) -> None:
    repo = make_repo({"ä.py": LINES, "b.py": LINES})
    git(repo, "mv", "b.py", "c.py")
    _change(repo, "ä.py", "line 20\n", "line twenty  \n")
    git(repo, "commit", "-qam", "next")
    with Workspace.open(repo) as workspace:
        plain = workspace.diff(workspace.resolve("HEAD~1"), workspace.resolve("HEAD"))
    (repo / ".gitattributes").write_text("*.py binary\n", encoding="utf-8")
    for setting in OUTPUT_SETTINGS:
        git(repo, "config", *setting.split("="))
    with Workspace.open(repo) as workspace:
        base, head = workspace.resolve("HEAD~1"), workspace.resolve("HEAD")
        assert workspace.diff(base, head) == plain
        patch = parse_patch(plain)
        assert workspace.apply(base, patch) == head
    assert [(file.path, file.change) for file in patch.files] == [
        ("c.py", Change.RENAMED),
        ("ä.py", Change.MODIFIED),
    ]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_unborn_head_is_an_empty_tree(git: RunGit, tmp_path: Path, object_format: str) -> None:
    git(tmp_path, "init", "-q", f"--object-format={object_format}", "repo")
    with Workspace.open(tmp_path / "repo") as workspace:
        empty = workspace.resolve("HEAD")
        assert workspace.snapshot(empty).paths() == ()
        assert workspace.staged_tree() == empty
        new = parse_patch("--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+a = 1\n")
        patched = workspace.apply(empty, new)
        assert workspace.snapshot(patched).read("a.py") == "a = 1\n"
        assert workspace.diff(empty, empty) == ""
        with pytest.raises(RepositoryProblem, match="'main' names no commit"):
            workspace.resolve("main")


@pytest.mark.parametrize("kind", ["bare", "worktree", "shared", "shallow", "sha256", "subfolder"])
def test_repository_of_every_kind_is_read(
    make_repo: MakeRepo, git: RunGit, tmp_path: Path, kind: str
) -> None:
    init = ("--object-format=sha256",) if kind == "sha256" else ()
    origin = make_repo({"a.py": LINES, "dir/b.py": "b\n"}, *init)
    repo = tmp_path / 'odd: "name"'
    if kind in {"sha256", "subfolder"}:
        repo = origin / "dir"
    elif kind == "worktree":
        git(origin, "worktree", "add", "-q", "-b", "other", str(repo))
    else:
        option = {"bare": "--bare", "shared": "--shared", "shallow": "--depth=1"}[kind]
        git(tmp_path, "clone", "-q", option, f"file://{origin}", str(repo))
    with Workspace.open(repo) as workspace:
        base = workspace.resolve("HEAD")
        patched = workspace.apply(base, parse_patch(PATCH))
        snapshot = workspace.snapshot(patched)
        assert snapshot.paths() == ("a.py", "dir/b.py", "new/d.py")
        assert "line twenty" in (snapshot.read("a.py") or "")
        assert workspace.snapshot(base).read("dir/b.py") == "b\n"
        expected_root = origin if kind in {"sha256", "subfolder"} else repo
        assert workspace.root == expected_root


def test_links_and_submodules_are_left_out(make_repo: MakeRepo, git: RunGit) -> None:
    repo = make_repo({"a.py": "a\n"})
    (repo / "loop").symlink_to("loop")
    (repo / "outside").symlink_to("/etc/passwd")
    git(repo, "add", "-A")
    commit = git(repo, "rev-parse", "HEAD").strip()
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    git(repo, "commit", "-qm", "odd")
    with Workspace.open(repo) as workspace:
        snapshot = workspace.snapshot(workspace.resolve("HEAD"))
        assert snapshot.paths() == ("a.py",)
        assert snapshot.read("outside") is None
        canonical = parse_patch(workspace.diff(workspace.resolve("HEAD~1"), snapshot.tree_id))
        assert {file.new_mode for file in canonical.files} == {"120000", "160000"}


@pytest.mark.parametrize("state", ["split", "intent", "no-cache", "corrupt", "conflict"])
def test_users_index_may_be_in_any_state(make_repo: MakeRepo, git: RunGit, state: str) -> None:
    repo = make_repo({"a.py": LINES, "dir/b.py": "b\n", "e/f.py": "f\n"})
    base = git(repo, "rev-parse", "HEAD^{tree}").strip()
    if state == "split":
        git(repo, "update-index", "--split-index")
        git(repo, "rm", "-q", "dir/b.py")
    elif state == "intent":
        (repo / "n.py").write_text("n\n", encoding="utf-8")
        git(repo, "add", "--intent-to-add", "n.py")
    elif state == "no-cache":
        git(repo, "read-tree", "--empty")
    elif state == "corrupt":
        (repo / ".git" / "index").write_bytes(b"DIRC garbage")
    else:
        blob = git(repo, "hash-object", "-w", "--stdin", stdin=b"x").strip()
        entries = "".join(f"100644 {blob} {stage}\ta.py\n" for stage in (1, 2, 3))
        git(repo, "update-index", "--index-info", stdin=f"0 {'0' * 40}\ta.py\n{entries}".encode())
    with Workspace.open(repo) as workspace:
        assert workspace.snapshot(base).paths() == ("a.py", "dir/b.py", "e/f.py")
        patched = workspace.apply(base, parse_patch(PATCH))
        assert workspace.snapshot(patched).paths() == ("a.py", "dir/b.py", "e/f.py", "new/d.py")
        if state in {"corrupt", "conflict"}:
            with pytest.raises(RepositoryProblem, match="not a tree yet"):
                workspace.staged_tree()
        else:
            staged = workspace.snapshot(workspace.staged_tree()).paths()
            assert len(staged) == {"split": 2, "intent": 3, "no-cache": 0}[state]


def test_folder_and_file_may_swap_places(make_repo: MakeRepo, git: RunGit) -> None:
    repo = make_repo({"x/a.py": "a\n", "y": "y\n"})
    base = git(repo, "rev-parse", "HEAD^{tree}").strip()
    git(repo, "rm", "-qr", "x", "y")
    (repo / "x").write_text("x\n", encoding="utf-8")
    (repo / "y").mkdir()
    (repo / "y" / "b.py").write_text("b\n", encoding="utf-8")
    git(repo, "add", "-A")
    with Workspace.open(repo) as workspace:
        staged = workspace.staged_tree()
        assert workspace.snapshot(base).paths() == ("x/a.py", "y")
        assert workspace.snapshot(staged).paths() == ("x", "y/b.py")
        assert workspace.apply(base, parse_patch(workspace.diff(base, staged))) == staged


def test_two_patches_follow_each_other(make_repo: MakeRepo) -> None:
    first = PATCH
    second = "--- a/new/d.py\n+++ b/new/d.py\n@@ -1 +1 @@\n-d = 1\n+d = 2\n"
    with Workspace.open(make_repo({"a.py": LINES})) as workspace:
        base = workspace.resolve("HEAD")
        middle = workspace.apply(base, parse_patch(first))
        last = workspace.apply(middle, parse_patch(second))
        assert workspace.snapshot(last).read("new/d.py") == "d = 2\n"
        assert workspace.snapshot(middle).read("new/d.py") == "d = 1\n"
        assert workspace.snapshot(base).read("new/d.py") is None
        assert workspace.apply(base, parse_patch(first + second)) == last


def test_ranges_and_merge_base(make_repo: MakeRepo, git: RunGit) -> None:
    repo = make_repo({"a.py": "1\n"})
    git(repo, "checkout", "-qb", "side")
    git(repo, "commit", "-q", "--allow-empty", "-m", "side")
    git(repo, "checkout", "-q", "main")
    (repo / "a.py").write_text("2\n", encoding="utf-8")
    git(repo, "commit", "-qam", "two")
    fork, head = (git(repo, "rev-parse", rev).strip() for rev in ("main~1", "main"))
    git(repo, "checkout", "-q", "--orphan", "island")
    git(repo, "commit", "-q", "--allow-empty", "-m", "island")
    git(repo, "checkout", "-q", "main")
    with Workspace.open(repo) as workspace:
        old, new = workspace.resolve(fork), workspace.resolve(head)
        assert workspace.merge_base("side") == fork
        assert workspace.parse_range("main~1..main") == (old, new)
        assert workspace.parse_range("main~1..") == (old, new)
        assert workspace.parse_range("side...main") == (old, new)
        for text in ("x.patch", "../x.patch", "dir/../x.patch", "..", "...", "-"):
            assert workspace.parse_range(text) is None
        with pytest.raises(RepositoryProblem, match="no commit in common"):
            workspace.merge_base("island")
        with pytest.raises(RepositoryProblem, match="'nope' names no commit"):
            workspace.merge_base("nope")
        for rev in ("--all", "", "a..b", "nope"):
            with pytest.raises(RepositoryProblem, match=r"revision|names no commit"):
                workspace.resolve(rev)


def test_shallow_clone_says_how_to_get_the_rest(
    make_repo: MakeRepo, git: RunGit, tmp_path: Path
) -> None:
    origin = make_repo({"a.py": "1\n"})
    git(origin, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{origin}", "clone")
    with (
        Workspace.open(tmp_path / "clone") as workspace,
        pytest.raises(RepositoryProblem, match=r"shallow.*git fetch --unshallow"),
    ):
        workspace.resolve("HEAD~1")


def test_partial_clone_asks_no_server(make_repo: MakeRepo, git: RunGit, tmp_path: Path) -> None:
    origin = make_repo({"a.py": "1\n"})
    git(origin, "config", "uploadpack.allowFilter", "true")
    args = ("--filter=blob:none", "--no-checkout", f"file://{origin}", "clone")
    git(tmp_path, "clone", "-q", *args)
    before = _fingerprint(tmp_path / "clone")
    with Workspace.open(tmp_path / "clone") as workspace:
        snapshot = workspace.snapshot(workspace.resolve("HEAD"))
        assert snapshot.paths() == ("a.py",)
        assert snapshot.read("a.py") is None
        assert list(snapshot.read_all(["a.py"])) == []
    assert _fingerprint(tmp_path / "clone") == before


def test_folder_that_is_no_repository_is_named(git: RunGit, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    for name, message in {
        "none": "does not exist",
        "file": "is not a folder",
        "home": "is not in a git repository",
        "broken": "is not in a git repository",
    }.items():
        with pytest.raises(RepositoryProblem, match=f"{name} {message}"):
            Workspace.open(tmp_path / name)


def test_other_peoples_repository_needs_trust(
    make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo({})
    # git's own switch for testing this without a second user (setup.c).
    monkeypatch.setattr("patchcritic.snapshot.git._KEPT", ("GIT_TEST_ASSUME_DIFFERENT_OWNER",))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(RepositoryProblem, match=r"config --global --add safe\.directory /"):
        Workspace.open(repo)


def test_missing_git_is_said(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({})
    with Workspace.open(repo) as workspace:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(RepositoryProblem, match="git was not found"):
            workspace.resolve("HEAD")


def test_closed_workspace_says_so(make_repo: MakeRepo) -> None:
    with Workspace.open(make_repo({"a.py": "1\n"})) as workspace:
        snapshot = workspace.snapshot(workspace.resolve("HEAD"))
        assert snapshot.read("a.py") == "1\n"
    with pytest.raises(RepositoryProblem):
        workspace.diff(snapshot.tree_id, snapshot.tree_id)


def test_patch_that_does_not_fit_leaves_the_index_usable(make_repo: MakeRepo) -> None:
    with Workspace.open(make_repo({"a.py": LINES})) as workspace:
        base = workspace.resolve("HEAD")
        with pytest.raises(PatchDoesNotApply):
            workspace.apply(base, parse_patch(PATCH.replace("line 21", "line 22")))
        assert workspace.snapshot(workspace.apply(base, parse_patch(PATCH))).paths() == (
            "a.py",
            "new/d.py",
        )
