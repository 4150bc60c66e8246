"""The file that requests for a batch service are written to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from patchcritic.errors import UsageProblem


class RequestsFile:
    """A file of batch requests, no call in it twice; there whole once kept, else not at all."""

    def __init__(self, path: Path) -> None:
        """Raises ``UsageProblem`` when no file can be written there."""
        self.path = path
        self.models: set[str] = set()
        """The models that are asked; OpenAI's service takes one for each file."""
        self.n_bytes = 0
        self._keys: set[str] = set()
        if path.is_dir():
            raise UsageProblem(f"{path} is a folder; name a file for the requests")
        try:
            self._file: Any = tempfile.NamedTemporaryFile(  # noqa: SIM115
                "wb", dir=path.parent, prefix=f".{path.name}.", delete=False
            )
        except OSError as error:
            raise self._problem(error) from None

    @property
    def n_requests(self) -> int:
        """How many lines it has."""
        return len(self._keys)

    def add(self, key: str, line: str, *, model: str) -> None:
        """Write down the request whose reply will be kept under ``key``, unless it is there."""
        if key in self._keys:
            return
        data = f"{line}\n".encode()
        self._keys.add(key)
        self.models.add(model)
        self.n_bytes += len(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise self._problem(error) from None

    def keep(self) -> None:
        """Put the file in its place. Raises ``UsageProblem`` when that cannot be done."""
        try:
            self._file.close()
            mask = os.umask(0)
            os.umask(mask)
            Path(self._file.name).chmod(0o666 & ~mask)
            Path(self._file.name).replace(self.path)
        except OSError as error:
            raise self._problem(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind that was not kept."""
        self._file.close()
        Path(self._file.name).unlink(missing_ok=True)

    def _problem(self, error: OSError) -> UsageProblem:
        reason = error.strerror or str(error)
        return UsageProblem(
            f"the requests cannot be written to {self.path}: {reason}; name a file in a folder "
            "that exists"
        )
