"""What a run derives or pays for is kept here, so that no question is asked twice."""

from __future__ import annotations

from patchcritic.cache.answers import AnswerStore
from patchcritic.cache.database import open_database
from patchcritic.cache.index import IndexStore
from patchcritic.cache.store_file import StoreInfo
from patchcritic.folders import cache_dir

__all__ = ["AnswerStore", "IndexStore", "StoreInfo", "cache_dir", "open_database"]
