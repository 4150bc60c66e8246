"""Which outcomes become labelled pairs: failing ones, some passing ones, a control."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from patchcritic.bench.mine.nouns import Candidate
from patchcritic.bench.mine.outcomes import is_associated, is_failing
from patchcritic.domain import LabelledPair, NodeId, TestStatus

MAX_FAILING = 10
MAX_PASSING = 6
MAX_CONTROLS = 1
_MORE_FOR_PLAIN = 3
"""The reference, the empty submission and dropped hunks are few: they get so many times more."""


def choose_pairs(
    instance_id: str, candidate: Candidate, statuses: Mapping[str, str], *, seed: int
) -> Iterator[LabelledPair]:
    """The labelled pairs of one candidate, in the order of their node ids.

    All kinds of outcomes are kept up to a cap, so that one fault that breaks a whole suite does
    not outweigh a hundred that break one test each.
    """
    associated = frozenset(candidate.associated)
    near = {one for one in statuses if is_associated(one, associated)}
    failing = [one for one, status in statuses.items() if is_failing(status)]
    passing = [one for one in near if not is_failing(statuses[one])]
    controls = [one for one in statuses if one not in near and not is_failing(statuses[one])]
    rng = random.Random(f"{seed}:{instance_id}:{candidate.name}:labels")
    times = 1 if candidate.kind == "fault" else _MORE_FOR_PLAIN
    kept = (
        *_sample(rng, failing, MAX_FAILING * times),
        *_sample(rng, passing, MAX_PASSING * times),
        *_sample(rng, controls, MAX_CONTROLS * times),
    )
    for node_id in sorted(kept):
        yield LabelledPair(
            instance_id=instance_id,
            submission=candidate.name,
            node_id=NodeId.parse(node_id),
            status=TestStatus(statuses[node_id]),
            kind=candidate.kind,
            is_associated=node_id in near,
        )


def _sample(rng: random.Random, names: list[str], count: int) -> list[str]:
    return rng.sample(sorted(names), min(count, len(names)))
