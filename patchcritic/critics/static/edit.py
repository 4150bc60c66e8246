"""What kind of edit the changed lines are, told by their tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log1p

from patchcritic.critics.static.words import ARITHMETIC, COMPARISONS, split_tokens

MAX_TOKENS = 300
"""Of either side: what was rewritten at greater length is no small edit anyway."""
_GROUPS: Mapping[str, frozenset[str]] = {
    "comparison": COMPARISONS,
    "arithmetic": ARITHMETIC,
    "connective": frozenset(("and", "or", "&&", "||")),
    "not": frozenset(("not", "!")),
    "constant": frozenset(("None", "True", "False", "null", "true", "false", "undefined")),
    "condition": frozenset(("if", "elif", "else", "case", "switch")),
    "loop": frozenset(("for", "while")),
    "jump": frozenset(("break", "continue")),
    "return": frozenset(("return",)),
    "yield": frozenset(("yield",)),
    "raise": frozenset(("raise", "throw")),
    "handler": frozenset(("try", "except", "finally", "catch")),
    "definition": frozenset(("def", "class", "lambda", "function", "=>")),
    "import": frozenset(("import", "from")),
    "assignment": frozenset(("=", "+=", "-=", "*=", "/=", "|=", "&=", ":=")),
    "call": frozenset(("(",)),
    "subscript": frozenset(("[",)),
    "attribute": frozenset((".",)),
    "annotation": frozenset(("->", "Optional", "Union", "Any", "List", "Dict", "cast")),
}
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """The removed and the added lines that matter, as tokens."""

    removed: tuple[Token, ...]
    added: tuple[Token, ...]

    @classmethod
    def of(cls, removed: Sequence[str], added: Sequence[str]) -> Edit:
        """Read the lines' texts."""
        return cls(tuple(split_tokens("\n".join(removed))), tuple(split_tokens("\n".join(added))))


def describe_edit(edit: Edit) -> dict[str, float]:
    """Whether tokens of each group went and came, and how large the edit is."""
    old, new = edit.removed[:MAX_TOKENS], edit.added[:MAX_TOKENS]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    gone: list[Token] = []
    come: list[Token] = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    found = dict(_count_groups(gone, come))
    found |= {
        "edit_is_addition": float(not old and bool(new)),
        "edit_is_removal": float(bool(old) and not new),
        "edit_is_reordered": float(bool(gone) and Counter(gone) == Counter(come)),
        "edit_kept": matcher.ratio() if old and new else 0.0,
        "edit_gone": log1p(len(gone)),
        "edit_come": log1p(len(come)),
    }
    return found


def _count_groups(gone: Sequence[Token], come: Sequence[Token]) -> Iterator[tuple[str, float]]:
    for side, tokens in (("gone", gone), ("come", come)):
        texts = Counter(text for kind, text in tokens if kind != "string")
        kinds = Counter(kind for kind, _ in tokens)
        for group, members in _GROUPS.items():
            yield f"{side}_{group}", float(any(member in texts for member in members))
        for kind in ("name", "number", "string"):
            yield f"{side}_{kind}", float(min(kinds[kind], 3))
