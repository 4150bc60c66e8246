"""``tmpdir``: the part of ``py.path.local`` that tests commonly use, on the world's ``pathlib``."""

from __future__ import annotations

from typing import Any

from patchcritic.tracer.core.models import offers


@offers(
    "join strpath basename dirname purebasename ext exists check isfile isdir read write read_text"
    " write_text read_binary write_binary mkdir ensure listdir",
    is_partial=True,
)
class LocalPath:
    """A path as pytest's legacy fixtures give it."""

    def __init__(self, path: Any) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    __fspath__ = __str__

    def __repr__(self) -> str:
        return f"local({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __truediv__(self, other: Any) -> LocalPath:
        return self.join(str(other))

    @property
    def strpath(self) -> str:
        """The path as text."""
        return str(self)

    @property
    def basename(self) -> str:
        """The last part."""
        return str(self._path.name)

    @property
    def dirname(self) -> str:
        """All but the last part."""
        return str(self._path.parent)

    @property
    def purebasename(self) -> str:
        """The last part without its ending."""
        return str(self._path.stem)

    @property
    def ext(self) -> str:
        """The ending with its dot."""
        return str(self._path.suffix)

    def join(self, *parts: Any) -> LocalPath:
        """A path below this one."""
        return LocalPath(self._path.joinpath(*map(str, parts)))

    def exists(self) -> bool:
        """Whether there is something."""
        return bool(self._path.exists())

    def check(self) -> bool:
        """Whether there is something."""
        return self.exists()

    def isfile(self) -> bool:
        """Whether it is a file."""
        return bool(self._path.is_file())

    def isdir(self) -> bool:
        """Whether it is a folder."""
        return bool(self._path.is_dir())

    def read(self, mode: str = "r") -> Any:
        """The whole content."""
        return self._path.read_bytes() if "b" in mode else self._path.read_text()

    def read_text(self, encoding: str) -> Any:
        """The whole content as text."""
        return self._path.read_text(encoding)

    def read_binary(self) -> Any:
        """The whole content as bytes."""
        return self._path.read_bytes()

    def write(self, data: Any, mode: str = "w", ensure: bool = False) -> None:
        """Set the content."""
        if ensure:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open(mode) as file:
            file.write(data if isinstance(data, str | bytes) else str(data))

    def write_text(self, data: str, encoding: str, ensure: bool = False) -> None:
        """Set the content."""
        if ensure:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(data, encoding)

    def write_binary(self, data: bytes, ensure: bool = False) -> None:
        """Set the content."""
        if ensure:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(data)

    def mkdir(self, *parts: Any) -> LocalPath:
        """Make a folder below this one."""
        made = self.join(*parts)
        made._path.mkdir()  # noqa: SLF001
        return made

    def ensure(self, *parts: Any, dir: bool = False) -> LocalPath:
        """Make sure that there is a file or folder."""
        made = self.join(*parts)
        if dir:
            made._path.mkdir(parents=True, exist_ok=True)  # noqa: SLF001
        else:
            made._path.parent.mkdir(parents=True, exist_ok=True)  # noqa: SLF001
            made._path.touch()  # noqa: SLF001
        return made

    def listdir(self) -> list[LocalPath]:
        """What a folder holds, sorted."""
        return [LocalPath(one) for one in sorted(self._path.iterdir())]
