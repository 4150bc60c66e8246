"""A ranking for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from patchcritic import __version__
from patchcritic.reports.as_json import build_report
from patchcritic.reports.json_text import write_json
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from patchcritic.domain import Usage
    from patchcritic.pipeline.ranking import Duel, Ranked, Ranking

SCHEMA_VERSION = 1
MAX_NAME = 48
MAX_TEXT = 240
"""Characters of a rationale."""


def render_rank_json(ranking: Ranking) -> str:
    """The ranking as one JSON object; each candidate holds what ``eval`` reports of it."""
    best = ranking.best
    document = {
        "schema_version": SCHEMA_VERSION,
        "patchcritic": __version__,
        "model": ranking.model,
        "best": None if best is None else best.name,
        "ranking": [_candidate(one) for one in ranking.ranked],
        "tests": [str(node_id) for node_id in ranking.tests],
        "own_tests": [str(node_id) for node_id in ranking.left_out],
        "comparisons": [_duel(duel) for duel in ranking.duels],
        "warnings": list(ranking.warnings),
        "usage": _usage(ranking.usage),
        "seconds": round(ranking.seconds, 4),
        "interrupted": ranking.is_interrupted,
    }
    return write_json(document)


def render_rank_console(ranking: Ranking) -> str:
    """The ranking as lines of text, best first, and who is the best below."""
    column = max(4, *(len(_name(one.name)) for one in ranking.ranked))
    lines = [f"{'rank':<6}{'candidate':<{max(9, column)}}  {'label':<11}{'p_pass':>6}  tests"]
    for one in ranking.ranked:
        lines += _rows(one, max(9, column))
    if ranking.duels:
        lines += ["", "side by side"]
        lines += [line for duel in ranking.duels for line in _duel_rows(duel)]
    lines += ["", *(f"! {make_one_line(text)}" for text in ranking.warnings)]
    n_own = len(ranking.left_out)
    judged_by = f"judged by {_count(len(ranking.tests), 'test')} that any of them can affect"
    own = f"; {_count(n_own, 'test')} that only some of them bring judge nobody" if n_own else ""
    lines += [judged_by + own, *_conclusion(ranking), _footer(ranking)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _rows(one: Ranked, column: int) -> Iterator[str]:
    head = f"{one.rank}{'=' if one.is_tied else ''}"
    if one.standing is None:
        yield f"{head:<6}{_name(one.name):<{column}}  not judged"
        yield f"{'':6}{make_one_line(one.problem, MAX_TEXT)}"
        return
    verdict, standing = one.standing.verdict, one.standing
    is_guess = verdict.label == "uncertain" and standing.n_unknown == standing.n_tests
    p_pass = "n/a" if is_guess else f"{verdict.p_pass:.2f}"
    n_told = standing.n_tests - standing.n_unknown
    yield (
        f"{head:<6}{_name(one.name):<{column}}  {verdict.label.upper():<11}{p_pass:>6}  "
        f"{n_told - standing.n_failing} pass, {standing.n_failing} fail, "
        f"{standing.n_unknown} unknown"
    )
    if one.same_as:
        yield f"{'':6}the same as {_name(one.same_as)}: judged once"
    for reason in one.reasons:
        yield f"{'':6}{make_one_line(reason, MAX_TEXT)}"
    for sign in one.signs:
        yield f"{'':6}{make_one_line(f'tries to dictate: {sign}', MAX_TEXT)}"


def _duel_rows(duel: Duel) -> Iterator[str]:
    first, second = _name(duel.first), _name(duel.second)
    said = {
        "first": f"{first} before {second} ({duel.p_first:.2f})",
        "second": f"{second} before {first} ({1 - duel.p_first:.2f})",
        "tie": f"{first} and {second}: a tie, {duel.note}",
        "unanswered": f"{first} and {second}: no answer, {duel.note}",
    }
    yield f"  {make_one_line(said[duel.outcome])}"
    if duel.rationale:
        yield f"{'':6}{make_one_line(duel.rationale, MAX_TEXT)}"


def _conclusion(ranking: Ranking) -> Iterator[str]:
    if ranking.is_interrupted:
        yield "interrupted: this ranking is partial"
    best = ranking.best
    if best is not None and best.standing is not None:
        verdict = best.standing.verdict
        yield f"best: {_name(best.name)}  {verdict.label.upper()}  p_pass {verdict.p_pass:.2f}"
    elif ranking.leaders:
        names = ", ".join(_name(one.name) for one in ranking.leaders)
        yield f"no best one: nothing tells {names} apart"
    else:
        yield "no candidate could be judged"


def _footer(ranking: Ranking) -> str:
    usage = ranking.usage
    cost = "cost n/a" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
    parts = [
        f"{ranking.seconds:.1f} s",
        make_one_line(ranking.model),
        _count(usage.n_calls, "call"),
    ]
    return " · ".join([*parts, *([cost] if usage.prompt_tokens else [])])


def _candidate(one: Ranked) -> dict[str, Any]:
    standing = one.standing
    return {
        "rank": one.rank,
        "name": one.name,
        "tied": one.is_tied,
        "same_as": one.same_as or None,
        "problem": one.problem or None,
        "label": None if standing is None else str(standing.verdict.label),
        "p_pass": None if standing is None else round(standing.verdict.p_pass, 4),
        "mean_p": None if standing is None else round(standing.mean_p, 4),
        "n_tests": 0 if standing is None else standing.n_tests,
        "n_failing": 0 if standing is None else standing.n_failing,
        "n_unknown": 0 if standing is None else standing.n_unknown,
        "n_kept": 0 if standing is None else standing.n_kept,
        "reasons": list(one.reasons),
        "signs": list(one.signs),
        "evaluation": build_report(one.evaluation)
        if one.evaluation is not None and not one.same_as
        else None,
    }


def _duel(duel: Duel) -> dict[str, Any]:
    return {
        "first": duel.first,
        "second": duel.second,
        "outcome": duel.outcome,
        "p_first": round(duel.p_first, 4),
        "tests": [str(node_id) for node_id in duel.tests],
        "rationale": duel.rationale,
        "note": duel.note,
        "usage": _usage(duel.usage),
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {**asdict(usage), "seconds": round(usage.seconds, 4)}


def _name(name: str) -> str:
    """The end of a long path tells more than its beginning."""
    line = make_one_line(name)
    return line if len(line) <= MAX_NAME else f"…{line[1 - MAX_NAME :]}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"
