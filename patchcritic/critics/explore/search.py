"""Searching a tree for a text, bounded in what is read and in what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate

from patchcritic.domain import Snapshot

MAX_HITS = 40
MAX_READ_BYTES = 64_000_000
"""Bytes searched at most; Django's Python files have 18 MB."""
_MAX_GLOB = 200
_MAX_WIDTH = 200
_BINARY = tuple(
    f".{suffix}"
    for suffix in (
        *("png", "jpg", "jpeg", "gif", "webp", "ico", "bmp", "tif", "tiff", "jp2", "psd", "avif"),
        *("ttf", "otf", "woff", "woff2", "pdf", "zip", "gz", "bz2", "xz", "whl", "so", "dll"),
        *("npy", "npz", "pkl", "parquet", "h5", "nc", "sqlite", "mp3", "mp4"),
    )
)


def search_text(tree: Snapshot, text: str, path_glob: str) -> str:
    """Lines that hold the text, as ``path:line|code``.

    The text is taken literally: the time a regular expression takes cannot be bounded, and this
    one would come from a model that has read untrusted code.
    """
    if not text.strip() or "\n" in text:
        return "The text to search for must be on one line and not blank."
    if len(path_glob) > _MAX_GLOB:
        return f"The glob is longer than {_MAX_GLOB} characters."
    paths = _choose_paths(tree, path_glob)
    if not paths:
        return f"No file fits {path_glob!r}."
    hits, n_searched = _search(tree, paths, text.encode("utf-8", "replace"))
    is_cut = len(hits) > MAX_HITS
    notes = [f"... more than {MAX_HITS} lines: narrow the glob or the text"] if is_cut else []
    if not is_cut and n_searched < len(paths):
        notes = [f"... only {n_searched} of {len(paths)} files were searched: narrow the glob"]
    if not hits:
        return "\n".join([f"No line in {n_searched} files holds {text!r}.", *notes])
    return "\n".join([*hits[:MAX_HITS], *notes])


def _choose_paths(tree: Snapshot, glob: str) -> list[str]:
    """The files that fit; ``**/`` stands for any folders or none, a folder for all in it."""
    glob = glob.strip().removeprefix("./") or "*"
    choices = {glob, glob.replace("**/", ""), f"{glob.rstrip('/')}/*"}
    fits = re.compile("|".join(translate(one) for one in sorted(choices))).match
    return [path for path in tree.paths() if fits(path) and not path.endswith(_BINARY)]


def _search(tree: Snapshot, paths: list[str], wanted: bytes) -> tuple[list[str], int]:
    """The hits, one more than are shown if there are, and how many files were looked at."""
    hits: list[str] = []
    n_bytes = n_read = 0
    for path, raw in tree.read_all(paths):
        if n_bytes > MAX_READ_BYTES or len(hits) > MAX_HITS:
            return hits, n_read
        n_read, n_bytes = n_read + 1, n_bytes + len(raw)
        if wanted in raw and b"\0" not in raw:
            hits += _iter_lines(path, raw, wanted, MAX_HITS + 1 - len(hits))
    return hits, len(paths)


def _iter_lines(path: str, raw: bytes, wanted: bytes, n_max: int) -> Iterator[str]:
    for number, line in enumerate(raw.splitlines(), start=1):
        if wanted in line:
            shown = line.decode("utf-8", "replace")[:_MAX_WIDTH]
            yield f"{path}:{number}|{shown.strip()}"
            n_max -= 1
            if not n_max:
                return
