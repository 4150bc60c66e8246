"""Opens what is kept between runs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.cache import AnswerStore
    from patchcritic.symbols import SymbolIndex


@contextmanager
def open_index(*, is_cached: bool) -> Iterator[SymbolIndex]:
    """The symbol index, with its store behind it unless the cache is off."""
    from patchcritic.symbols import SymbolIndex

    yield SymbolIndex()


def all_stores() -> dict[str, AnswerStore]:
    """What ``patchcritic cache`` shows and clears, by name."""
    from patchcritic.cache import AnswerStore

    return {"answers": AnswerStore()}
