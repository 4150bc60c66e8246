"""Files of the patched tree by the names that models give them."""

from __future__ import annotations

import re

from patchcritic.critics.quotes import Source, flatten
from patchcritic.domain import Change, Patch, Snapshot

_DIFF_PREFIX = re.compile(r"^[ab]/")
_PLACE = re.compile(r"(:\d.*| (?:before|after) the patch)$")


class SourceReader:
    """Reads files of a patched tree once each."""

    def __init__(self, tree: Snapshot, patch: Patch) -> None:
        self._tree = tree
        self._patch = patch
        self._sources: dict[str, Source | None] = {}

    def resolve(self, path: str) -> str | None:
        """The file's path in the tree: as given, without a diff's prefix, or the only one that
        ends so; None when there is no such file."""
        clean = path.strip().strip("`").partition("::")[0].removeprefix("./").lstrip("/")
        # Models copy what stands beside a path: "core.py:12", "core.py after the patch".
        bare = _PLACE.sub("", clean)
        for candidate in (clean, _DIFF_PREFIX.sub("", clean), bare):
            if candidate and self._tree.blob_id(candidate) is not None:
                return candidate
        endings = [known for known in self._tree.paths() if bare and known.endswith(f"/{bare}")]
        return endings[0] if len(endings) == 1 else None

    def read(self, path: str) -> Source | None:
        """The file's text; None when it is absent or no text."""
        if path not in self._sources:
            text = self._tree.read(path)
            self._sources[path] = None if text is None else Source(text)
        return self._sources[path]

    def explain_absence(self, path: str) -> str:
        """Why there is no such file, as a sentence."""
        deleted = {file.path for file in self._patch.files if file.change is Change.DELETED}
        if path in deleted:
            return f"the patch deletes {path}."
        return f"there is no file {path} in the patched tree."

    def is_removed(self, path: str, quote: str) -> bool:
        """Whether the patch takes the quoted line out of the file."""
        wanted = flatten(quote)
        return any(
            line.tag == "-" and wanted in flatten(line.text)
            for file in self._patch.files
            if path in (file.path, file.old_path)
            for hunk in file.hunks
            for line in hunk.lines
        )
