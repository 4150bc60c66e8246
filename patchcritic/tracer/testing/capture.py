"""``capsys`` and ``capfd``: what the test prints, read from the world's own streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.realm import Realm


class CaptureResult(NamedTuple):
    """What ``readouterr`` gives."""

    out: Any
    err: Any


offers("out err count index")(CaptureResult)


@offers("readouterr disabled", is_partial=True)
class Capture:
    """What was printed since the last look; the streams are the world's ``sys.stdout``."""

    def __init__(self, realm: Realm, *, is_binary: bool = False) -> None:
        self._realm = realm
        self._is_binary = is_binary

    def readouterr(self) -> CaptureResult:
        """Both texts since the last call."""
        texts = (_take(self._realm.stdout), _take(self._realm.stderr))
        if self._is_binary:
            return CaptureResult(*(one.encode("utf-8") for one in texts))
        return CaptureResult(*texts)

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """Let what is printed go by."""
        before = (self._realm.stdout.tell(), self._realm.stderr.tell())
        try:
            yield
        finally:
            for stream, place in zip((self._realm.stdout, self._realm.stderr), before, strict=True):
                stream.truncate(place)
                stream.seek(place)


def _take(stream: Any) -> str:
    text: str = stream.getvalue()
    stream.seek(0)
    stream.truncate(0)
    return text
