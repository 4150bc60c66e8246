"""Signs that a patch speaks to its judge, and what becomes of an answer given under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from patchcritic.critics.signs_phrases import Hit, find_phrases
from patchcritic.critics.signs_shapes import find_shapes
from patchcritic.critics.signs_text import (
    Flow,
    Passage,
    Row,
    find_passages,
    find_standing_text,
    read_name,
)
from patchcritic.domain import CriticRequest, Label, Patch, Prediction, Snapshot, TestCase
from patchcritic.prompts.fences import one_line

MAX_SIGNS = 20
"""Of one patch; nothing is changed by more."""
_DIFF = re.compile(r"^(?:diff --git|---) ", re.MULTILINE)
_MAX_HITS = 1_000
_MAX_EXCERPT = 100
_COMMON = {"forged-turn", "forged-heading", "hidden-text"}
"""Kinds that programs about prompts or scripts are full of: a token that stood in the repository
before is no sign when a patch writes it once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A place where what is shown tries to dictate the answer, or to pass for something else."""

    kind: str
    """Stable identifier in kebab-case, for example ``dictates-answer`` or ``forged-fence``."""
    path: str
    line: int
    """After the patch; of a line that is taken away, before it; 1 for the file's own name."""
    excerpt: str
    """The text around it on one line of visible characters."""

    def __str__(self) -> str:
        return f"{self.kind} at {one_line(self.path)}:{self.line}: {self.excerpt}"


def find_signs(request: CriticRequest) -> tuple[Sign, ...]:
    """The signs in what the patch adds or takes away and in the names it brings.

    What stands unchanged in the repository is not the patch's doing. All tests of a patch share
    its signs: a patch that speaks to its judge anywhere is not to be believed elsewhere.
    """
    tree_id = "" if request.tree is None else request.tree.tree_id
    found = _find_in_patch(_Key(request.patch.text, tree_id, request.patch, request.tree))
    return tuple(dict.fromkeys((*found, *_find_in_test(request.test))))[:MAX_SIGNS]


def temper(prediction: Prediction, signs: Iterable[Sign]) -> Prediction:
    """The prediction as it may stand with such signs: never surer, and never a PASS.

    A FAIL stays when its witness stood the mechanical check; any other answer becomes an
    abstention at even odds. What facts or the tracer decide nobody was asked, so it stays.
    """
    shown = tuple(str(sign) for sign in signs)
    if not shown or prediction.decided_by != "critic":
        return prediction
    prediction = replace(prediction, signs=tuple(dict.fromkeys((*prediction.signs, *shown))))
    is_shown_to_fail = (
        prediction.label is Label.FAIL
        and prediction.witness is not None
        and not prediction.problems
    )
    if is_shown_to_fail or prediction.label is Label.ABSTAIN:
        return prediction
    return replace(prediction, label=Label.ABSTAIN, p_pass=0.5)


@dataclass(frozen=True, slots=True)
class _Key:
    """A patch by its text, whose hash Python keeps: that of the nouns is worked out every time."""

    text: str
    tree_id: str
    patch: Patch = field(compare=False)
    tree: Snapshot | None = field(compare=False)


@lru_cache(maxsize=4)
def _find_in_patch(key: _Key) -> tuple[Sign, ...]:
    found: list[tuple[Sign, str]] = []
    for passage in (*_read_preamble(key.text), *find_passages(key.patch)):
        for flow, hit in _find_hits(passage):
            words = flow.text[hit.start : hit.end].strip().lower()
            found.append((_make_sign(passage.path, flow, hit), words))
        if len(found) >= _MAX_HITS:
            break
    common = frozenset(words for sign, words in found if sign.kind in _COMMON)
    standing = find_standing_text(key.patch, key.tree, common) if common else set()
    return _keep_one_a_line(
        sign for sign, words in found if sign.kind not in _COMMON or words not in standing
    )


def _find_in_test(test: TestCase) -> tuple[Sign, ...]:
    """In the id of a test that the patch adds, whose parameters may be put together."""
    if test.exists_in != {"patched"}:
        return ()
    param = test.node_id.param or ""
    texts = (*map(read_name, test.node_id.names), param, read_name(param))
    rows = tuple(Row(line=test.span.start, text=text) for text in texts)
    passage = Passage(path=test.node_id.path, rows=rows)
    return _keep_one_a_line(
        [_make_sign(passage.path, flow, hit) for flow, hit in _find_hits(passage)]
    )


def _read_preamble(text: str) -> Iterator[Passage]:
    """What stands before a diff, as in a mail; git's own diffs have nothing there."""
    start = _DIFF.search(text)
    head = text[: start.start()] if start else ""
    rows = tuple(Row(line=n, text=line) for n, line in enumerate(head.split("\n"), start=1))
    if head:
        yield Passage(path="(before the diff)", rows=rows)


def _find_hits(passage: Passage) -> Iterator[tuple[Flow, Hit]]:
    yield from ((passage.raw, hit) for hit in find_shapes(passage.raw.text))
    for flow in (passage.prose, passage.lookalike):
        if flow is not None:
            yield from ((flow, hit) for hit in find_phrases(flow.text))


def _make_sign(path: str, flow: Flow, hit: Hit) -> Sign:
    row = flow.row_at(hit.start)
    begin = max(0, min(hit.start, len(flow.text)) - 20)
    around = flow.text[max(begin, flow.text.rfind("\0", 0, hit.start) + 1) : hit.end + 60]
    words = " ".join(one_line(around.partition("\0")[0].replace("\n", " ")).split())
    excerpt = words if len(words) <= _MAX_EXCERPT else f"{words[: _MAX_EXCERPT - 1]}…"
    return Sign(kind=hit.kind, path=path, line=row.line, excerpt=excerpt)


def _keep_one_a_line(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    kept = {(sign.kind, sign.path, sign.line): sign for sign in reversed(tuple(signs))}
    return tuple(reversed(kept.values()))
