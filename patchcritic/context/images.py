"""The pictures that a test compares with or reads, for models that can see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from patchcritic.context.image_format import MAX_SIDE, ImageFormat, read_format
from patchcritic.context.image_names import ImageNames
from patchcritic.context.image_paths import ImagePaths
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode
from patchcritic.domain import Dropped, Image, TestCase

MAX_IMAGES = 4
"""Per test; a baseline, an input and a few variants of them."""
MAX_BYTES = 4_000_000
"""Of one test's images together; as base64 they are a third more, and APIs take 5 to 20 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """A file of the tree that a test names."""

    image: Image | None
    n_tokens: int
    problem: str
    """Why no model can be shown it; empty when nothing stands against it."""


class ImageFinder:
    """Finds the pictures of one test after another in the patched tree."""

    def __init__(
        self, tree: SourceTree, *, sees_images: bool, changed: Collection[str] = ()
    ) -> None:
        """``changed`` are paths that the patch changes: those pictures come first."""
        self._tree = tree
        self._names = ImageNames(tree)
        self._paths = ImagePaths(tree.snapshot)
        self._sees_images = sees_images
        self._changed = frozenset(changed)
        self._read = lru_cache(maxsize=64)(self._read_picture)

    def find(self, test: TestCase, code: TestCode) -> tuple[tuple[Image, ...], tuple[Dropped, ...]]:
        """The pictures to show, and those that are not shown, with the reason.

        Nothing is read of a test that names no picture.
        """
        if not self._paths:
            return (), ()
        paths, dropped = self._find_paths(test, code)
        images: list[Image] = []
        n_bytes = 0
        for path in paths:
            picture = self._read(path)
            problem = picture.problem or self._refuse(len(images))
            if picture.image is not None and not problem:
                if n_bytes + len(picture.image.data) <= MAX_BYTES:
                    images.append(picture.image)
                    n_bytes += len(picture.image.data)
                    continue
                problem = f"over {MAX_BYTES // 1_000_000} MB of images"
            dropped.append(Dropped(title=path, n_tokens=picture.n_tokens, reason=problem))
        return tuple(images), tuple(dropped)

    def _find_paths(self, test: TestCase, code: TestCode) -> tuple[list[str], list[Dropped]]:
        """The files that the test names, changed ones first, and the names that stay unclear."""
        named = self._names.find(test, code)
        found = list(self._paths.find_baselines(test, named))
        dropped = []
        for name in named.names:
            paths = self._paths.find(name, test, named.words)
            if len(paths) > 1 and "*" not in name:
                reason = f"{len(paths)} images have this name"
                dropped.append(Dropped(title=name, n_tokens=0, reason=reason))
            else:
                found += paths
        unique = dict.fromkeys(found)
        return sorted(unique, key=lambda path: path not in self._changed), dropped

    def _refuse(self, n_images: int) -> str:
        if not self._sees_images:
            return "the model takes no images"
        return f"over {MAX_IMAGES} images" if n_images >= MAX_IMAGES else ""

    def _read_picture(self, path: str) -> _Picture:
        data = self._tree.snapshot.read_bytes(path)
        if data is None:
            return _Picture(image=None, n_tokens=0, problem="too large an image")
        found = read_format(data)
        if found is None:
            is_pointer = data.startswith(b"version https://git-lfs")
            problem = "only a pointer to Git LFS" if is_pointer else "no image by its content"
            return _Picture(image=None, n_tokens=0, problem=problem)
        image = Image(path=path, media_type=found.media_type, data=data)
        return _Picture(image=image, n_tokens=found.n_tokens, problem=_find_damage(found))


def _find_damage(found: ImageFormat) -> str:
    """Why providers would refuse the whole question for this picture."""
    if not found.is_whole:
        return "a damaged image"
    if max(found.width, found.height) > MAX_SIDE:
        return f"an image over {MAX_SIDE:,} pixels wide or high"
    return ""
