"""Opens what is kept between runs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.cache import AnswerStore, IndexStore
    from patchcritic.symbols import SymbolIndex


@contextmanager
def open_index(*, is_cached: bool) -> Iterator[SymbolIndex]:
    """The symbol index, with its store behind it unless the cache is off."""
    from patchcritic.symbols import SymbolIndex

    if not is_cached:
        yield SymbolIndex()
        return
    from patchcritic.cache import IndexStore

    store = IndexStore()
    index = SymbolIndex(store)
    try:
        yield index
        index.save()
    finally:
        store.close()


def all_stores() -> dict[str, AnswerStore | IndexStore]:
    """What ``patchcritic cache`` shows and clears, by name."""
    from patchcritic.cache import AnswerStore, IndexStore

    return {"answers": AnswerStore(), "index": IndexStore()}
