"""Near ties decided side by side: who meets whom, about which tests, and what it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from patchcritic.pipeline.ranking import Duel, Standing

if TYPE_CHECKING:
    from patchcritic.critics.compare.prompt import Contest
    from patchcritic.critics.compare.referee import Comparison, Referee

MAX_PLAYERS = 4
"""Of k candidates every two meet twice: k * (k - 1) calls, 12 of 4."""
NEAR = 0.1
"""Of the best one's ``p_pass``: candidates this close are told apart by the model's mood."""


def choose_players(
    groups: Sequence[tuple[str, ...]],
    standings: Mapping[str, Standing],
    *,
    max_players: int = MAX_PLAYERS,
) -> tuple[str, ...]:
    """The candidates that compete for the first place: tied with the best or near it, at most
    ``max_players``; none when the best stands alone."""
    ordered = [name for group in groups for name in group]
    if not ordered:
        return ()
    best = standings[ordered[0]]
    tied = set(groups[0])
    near = [name for name in ordered if name in tied or _is_near(standings[name], best)]
    return tuple(near[:max_players]) if len(near) > 1 else ()


def hold_duels(
    contests: Mapping[tuple[str, str], Contest],
    referee: Referee,
    *,
    on_duel: Callable[[Duel], None],
) -> None:
    """Show every two candidates side by side, and tell of each duel when it is over.

    Ctrl-C ends it with ``KeyboardInterrupt``; what was told of stays. Raises ``ModelUnavailable``.
    """

    async def hold(names: tuple[str, str], contest: Contest) -> None:
        on_duel(_describe(names, contest, await referee.compare(contest)))

    async def hold_all() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for names, contest in contests.items():
                    group.create_task(hold(names, contest))
        except ExceptionGroup as raised:
            raise raised.exceptions[0] from None
        finally:
            await referee.close()

    asyncio.run(hold_all())


def silence(duel: Duel, names: frozenset[str]) -> Duel:
    """The duel as a tie when it was won by one of those named, who tried to dictate the answer."""
    winner = winner_of(duel)
    if winner is None or winner not in names:
        return duel
    return replace(duel, outcome="tie", note=f"{winner} tries to dictate the answer: it cannot win")


def winner_of(duel: Duel) -> str | None:
    """The name of the candidate that won."""
    return {"first": duel.first, "second": duel.second}.get(duel.outcome)


def reorder(
    groups: Sequence[tuple[str, ...]], players: Sequence[str], duels: Sequence[Duel]
) -> list[tuple[str, ...]]:
    """The groups with the players in the order of their points: 1 for a win, 1/2 for a tie.

    When everybody meets everybody equally often, points order as the strengths of Bradley and
    Terry do (Ford 1957), so no model has to be fitted. Those with equal points stay as they were.
    """
    points = dict.fromkeys(players, 0.0)
    for duel in duels:
        winner = winner_of(duel)
        for name in (duel.first, duel.second):
            points[name] += 0.5 if winner is None else float(winner == name)
    place = {name: n for n, group in enumerate(groups) for name in group}
    by_merit: dict[tuple[float, int], list[str]] = {}
    for name in players:
        by_merit.setdefault((-points[name], place[name]), []).append(name)
    taken = set(players)
    rest = [tuple(name for name in group if name not in taken) for group in groups]
    return [*(tuple(by_merit[key]) for key in sorted(by_merit)), *(one for one in rest if one)]


def pairs_of(players: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Every two players once."""
    return tuple(combinations(players, 2))


def _is_near(one: Standing, best: Standing) -> bool:
    is_alike = one.verdict.label is best.verdict.label and one.n_failing == best.n_failing
    return is_alike and best.verdict.p_pass - one.verdict.p_pass < NEAR


def _describe(names: tuple[str, str], contest: Contest, comparison: Comparison) -> Duel:
    first, second = names
    return Duel(
        first=first,
        second=second,
        outcome=comparison.outcome,
        p_first=comparison.p_first,
        tests=contest.node_ids,
        rationale=comparison.rationale,
        note=comparison.note,
        usage=comparison.usage,
    )
