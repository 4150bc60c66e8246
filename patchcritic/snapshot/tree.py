"""One git tree as a read-only snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from patchcritic.snapshot.objects import BlobReader


class GitSnapshot:
    """The regular files of one tree; symbolic links and submodules are left out."""

    def __init__(self, tree_id: str, blobs: Mapping[str, str], reader: BlobReader) -> None:
        self._tree_id = tree_id
        self._blobs = blobs
        self._reader = reader

    @property
    def tree_id(self) -> str:
        """The git tree object's id."""
        return self._tree_id

    def paths(self) -> tuple[str, ...]:
        """Every regular file's path, sorted."""
        return tuple(self._blobs)

    def read(self, path: str) -> str | None:
        """The file's text, or None when it is absent, not text, or over the size limit."""
        blob_id = self._blobs.get(path)
        return None if blob_id is None else self._reader.read_text(blob_id)

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes, or None when it is absent or over the size limit."""
        blob_id = self._blobs.get(path)
        return None if blob_id is None else self._reader.read(blob_id)

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files in one pass; absent and over-long ones are skipped."""
        known = [path for path in paths if path in self._blobs]
        contents = self._reader.stream([self._blobs[path] for path in known])
        for path, raw in zip(known, contents, strict=True):
            if raw is not None:
                yield path, raw

    def blob_id(self, path: str) -> str | None:
        """The git blob's id, or None when the file is absent."""
        return self._blobs.get(path)


def parse_listing(listing: bytes) -> dict[str, str]:
    """Path -> blob id of the regular files in what ``git ls-files --stage -z`` prints, sorted."""
    blobs = {}
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        # "100644 <id> 0\t<path>": symbolic links are 120000, submodules 160000.
        if entry.startswith("100"):
            meta, _, path = entry.partition("\t")
            blobs[path] = meta[7:-2]
    return dict(sorted(blobs.items()))
