"""Trees of one repository, with patches applied, while the repository stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from patchcritic.domain import Patch
from patchcritic.errors import RepositoryProblem
from patchcritic.snapshot.gaps import GET_ALL, explain_gap, lacks_files
from patchcritic.snapshot.git import Git, first_line
from patchcritic.snapshot.index import TreeIndex
from patchcritic.snapshot.location import Location, find_repository
from patchcritic.snapshot.objects import BlobReader
from patchcritic.snapshot.store import make_store
from patchcritic.snapshot.tree import GitSnapshot, parse_listing

# Known to git without being stored (cache_tree's empty_tree in object-file.c).
_EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_RANGE = re.compile(r"(?P<old>.*?)(?P<dots>\.{2,3})(?P<new>[^./].*|)", re.DOTALL)
MAX_FILES = 500_000
"""Of one tree; Linux has 90,000, Chromium 450,000."""
_DIFF = (
    "diff-tree",
    "-r",
    "-p",
    "--find-renames",
    "--binary",
    "--full-index",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
)


class Workspace:
    """A repository seen through git objects only; what it makes is gone when it closes.

    Work tree, index, refs, configuration and object database of the repository are read,
    never written, and no program that its configuration names is run.
    """

    def __init__(self, location: Location, source: Git, folder: TemporaryDirectory[str]) -> None:
        self.root = location.root
        self.git_dir = location.git_dir
        self._location = location
        self._source = source
        self._folder = folder
        self._git = make_store(Path(folder.name), location.objects, location.object_format)
        self._blobs = BlobReader(self._git)
        self._index = TreeIndex(self._git, Path(folder.name), location)

    @classmethod
    def open(cls, repo: Path, *, index: Path | None = None) -> Self:
        """Open the repository that holds a folder; ``index`` is what counts as staged instead of
        the work tree's own. Raises RepositoryProblem."""
        source = Git(repo, {})
        location = find_repository(repo, source, index=index)
        folder = TemporaryDirectory(prefix="patchcritic-", ignore_cleanup_errors=True)
        return cls(location, source, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what still runs and remove the temporary objects; snapshots cannot be read then."""
        self._blobs.close()
        self._folder.cleanup()

    def resolve(self, rev: str) -> str:
        """The tree of a commit, branch, tag or tree; HEAD before the first commit is empty.

        Raises:
            RepositoryProblem: there is no such revision here.
        """
        _check_revision(rev)
        result = self._source.run("rev-parse", "--verify", "--quiet", f"{rev}^{{tree}}")
        if result.code == 0:
            return first_line(result.out)
        if rev == "HEAD" and self._is_unborn():
            return _EMPTY_TREE[self._location.object_format]
        if self._source.run("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}").code == 0:
            raise lacks_files(self.root)
        raise RepositoryProblem(
            f"{rev!r} names no commit or tree in {self.root}{self._shallow_hint()}"
        )

    def merge_base(self, rev: str) -> str:
        """The commit at which HEAD left a revision, as ``git merge-base``.

        Raises:
            RepositoryProblem: there is no such revision, or it shares no history with HEAD.
        """
        return self._merge_base(rev, "HEAD")

    def parse_range(self, text: str) -> tuple[str, str] | None:
        """The old and the new tree of ``REV..REV``; None when the text is no range.

        An empty side is HEAD. ``A...B`` starts where B left A, as in ``git diff A...B``.
        """
        match = _RANGE.fullmatch(text)
        if match is None or not text.strip("."):
            return None
        old, new = match["old"] or "HEAD", match["new"] or "HEAD"
        if match["dots"] == "...":
            old = self._merge_base(old, new)
        return self.resolve(old), self.resolve(new)

    def staged_tree(self) -> str:
        """The tree that ``git commit`` would store now, written to the temporary objects.

        Raises:
            RepositoryProblem: the index holds unresolved conflicts, cannot be read, or is not there
                although there are commits.
        """
        if not self._location.index.exists() and not self._is_unborn():
            raise RepositoryProblem(
                f"nothing can be staged in {self.root}: it has no index, since it is bare or was "
                "cloned without a checkout; name a change with --diff or --base"
            )
        return self._index.staged_tree()

    def diff(self, old: str, new: str) -> str:
        """The diff between two trees, the same whatever the user's configuration says."""
        result = self._git.run(*_DIFF, old, new)
        if result.code != 0 and (problem := explain_gap(self.root, result)):
            raise problem
        if result.code != 0:
            raise RepositoryProblem(f"git cannot compare trees of {self.root}: {result.reason}")
        return result.out.decode("utf-8", "surrogateescape")

    def apply(self, tree: str, patch: Patch) -> str:
        """The id of the tree that a patch makes of another.

        Raises:
            PatchDoesNotApply: a file or hunk does not fit; the message names it.
        """
        return self._index.apply(tree, patch)

    def snapshot(self, tree: str) -> GitSnapshot:
        """The files of a tree."""
        files = parse_listing(self._index.list_files(tree))
        if len(files) > MAX_FILES:
            raise RepositoryProblem(
                f"{self.root} has over {MAX_FILES:,} files, more than can be looked through; "
                "evaluate a part of it that is a repository of its own"
            )
        return GitSnapshot(tree, files, self._blobs)

    def describe_gaps(self) -> tuple[str, ...]:
        """Sentences about files that could not be read so far since git does not have them."""
        n_missing = len(self._blobs.missing)
        if not n_missing:
            return ()
        sentence = (
            f"{n_missing} files are not in this partial clone and were left out, tests in them "
            f"were not found; {GET_ALL}"
        )
        return (sentence,)

    def _is_unborn(self) -> bool:
        head = self._source.run("rev-parse", "--verify", "--quiet", "HEAD")
        return head.code != 0 and self._source.run("symbolic-ref", "--quiet", "HEAD").code == 0

    def _merge_base(self, old: str, new: str) -> str:
        for rev in (old, new):
            _check_revision(rev)
        result = self._source.run("merge-base", old, new)
        if result.code == 0:
            return first_line(result.out)
        for rev in (old, new):
            self.resolve(rev)
        raise RepositoryProblem(
            f"{old!r} and {new!r} have no commit in common in {self.root}{self._shallow_hint()}"
        )

    def _shallow_hint(self) -> str:
        if self._location.is_shallow:
            return "; the clone is shallow, so run: git fetch --unshallow"
        return "; see git log --oneline --all for what there is"


def _check_revision(rev: str) -> None:
    """Refuse what git would take for an option or for two revisions."""
    if not rev or rev.startswith("-") or "\0" in rev or ".." in rev:
        raise RepositoryProblem(f"{rev!r} is not a revision; name a commit, a branch or a tag")
