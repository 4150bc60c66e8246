"""Which languages a change needs; the others are not even imported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import cast

from patchcritic.domain import Patch, Snapshot
from patchcritic.languages.nouns import Language
from patchcritic.languages.python import Python

_OTHERS = {r"\.([cm]?[jt]s|[jt]sx|snap)$|(^|/)package\.json$": "patchcritic.languages.javascript"}
"""What a changed or asked for file's path looks like, and the module whose ``load`` gives the
language and a warning."""


def find_languages(
    snapshot: Snapshot, patch: Patch, wanted: Iterable[str] = ()
) -> tuple[tuple[Language, ...], tuple[str, ...]]:
    """The languages that a change concerns, Python first, and warnings about missing extras.

    Args:
        snapshot: the patched tree.
        patch: the change.
        wanted: ids of tests that were asked for.
    """
    found: list[Language] = [Python()]
    warnings: list[str] = []
    named = [file.path for file in patch.files] + [one.partition("::")[0] for one in wanted]
    for pattern, module in _OTHERS.items():
        if any(re.search(pattern, path) for path in named):
            language, warning = import_module(module).load()
            found.append(cast(Language, language))
            warnings.extend([warning] if warning else [])
    return tuple(found), tuple(warnings)
