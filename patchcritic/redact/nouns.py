"""What a run found, without secrets: every text of every noun that a report may show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar, cast

from patchcritic.domain import NodeId, Patch
from patchcritic.redact.redactor import Redactor

T = TypeVar("T")


def redact_nouns(value: T, redactor: Redactor, *, with_ids: bool = True) -> T:
    """A noun, or tuples and mappings of nouns, with every text in it redacted.

    Patches stay as they are: ``redact_patch`` knows how to. Without ``with_ids`` tests keep their
    ids, for those who look them up; a parameter may be a secret.
    """
    if not redactor.is_on:
        return value
    return cast(T, _Walk(redactor, with_ids=with_ids).visit(value))


class _Walk:
    def __init__(self, redactor: Redactor, *, with_ids: bool) -> None:
        self._redactor = redactor
        self._atoms = (Enum, Patch) if with_ids else (Enum, Patch, NodeId)
        self._texts: dict[str, str] = {}

    def visit(self, value: object) -> object:
        if isinstance(value, self._atoms):
            return value
        if isinstance(value, str):
            return self._redact(value)
        if isinstance(value, tuple):
            changed = tuple(map(self.visit, value))
            return value if changed == value else changed
        if isinstance(value, Mapping):
            return {self.visit(key): self.visit(item) for key, item in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._visit_noun(value)
        return value

    def _redact(self, text: str) -> str:
        if text not in self._texts:
            self._texts[text] = self._redactor.redact(text)
        return self._texts[text]

    def _visit_noun(self, noun: object) -> object:
        changes = {}
        for field in dataclasses.fields(noun):  # type: ignore[arg-type]
            value = getattr(noun, field.name)
            if isinstance(value, (str, tuple, Mapping)) or dataclasses.is_dataclass(value):
                changed = self.visit(value)
                if changed is not value and changed != value:
                    changes[field.name] = changed
        return dataclasses.replace(noun, **changes) if changes else noun  # type: ignore[type-var]
