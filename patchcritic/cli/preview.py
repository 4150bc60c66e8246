"""What would be asked, without asking: ``--dry-run`` and ``--show-prompt``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from patchcritic.context import count_tokens
from patchcritic.discovery import select_tests
from patchcritic.domain import CriticRequest, Prediction
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import prompt_for
from patchcritic.pipeline.shown import NOT_REDACTED
from patchcritic.prompts import render_prompt
from patchcritic.redact import redact_nouns
from patchcritic.reports.json_text import write_json
from patchcritic.reports.sanitise import make_one_line, make_printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.domain import Association, Critic, Dropped
    from patchcritic.pipeline import Plan
    from patchcritic.prompts import RenderedPrompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One test as it would be judged; tokens are estimates."""

    association: Association
    decided: Prediction | None
    prefix_tokens: int
    tail_tokens: int


def preview_tests(plan: Plan, critic: Critic) -> Iterator[Preview]:
    """Every test of the plan in the order in which it would be asked."""
    for association in plan.selected:
        step = plan.step(association)
        if isinstance(step, Prediction):
            yield Preview(association=association, decided=step, prefix_tokens=0, tail_tokens=0)
            continue
        prompt = _render(step, critic)
        yield Preview(
            association=association,
            decided=None,
            prefix_tokens=count_tokens(prompt.system + prompt.prefix),
            tail_tokens=count_tokens(prompt.tail),
        )


def render_dry_run(plan: Plan, critic: Critic, *, as_json: bool) -> str:
    """The tests, the estimated prompt tokens, and the cost where the model has a price."""
    previews = redact_nouns(tuple(preview_tests(plan, critic)), plan.analysis.shown.redactor)
    asked = [item for item in previews if item.decided is None]
    total = sum(item.prefix_tokens + item.tail_tokens for item in asked)
    unique = total - sum(item.prefix_tokens for item in asked[1:])
    price = getattr(critic, "input_price", None)
    cost = None if price is None else total * price
    if as_json:
        return _as_json(plan, previews, total=total, unique=unique, cost=cost, model=critic.name)
    lines = [_line(item) for item in previews]
    if cost is None:
        shown = "n/a: the model has no known price"
    else:
        shown = f"${cost:.4f} for the prompts, and what the answers cost" if price else "none"
    lines += [
        "",
        (
            f"{len(asked)} tests to ask {critic.name}, {len(previews) - len(asked)} decided "
            f"without, {len(plan.left_out)} left out"
        ),
        f"prompt tokens: about {total:,}, of which {total - unique:,} repeat a shared prefix",
        f"estimated cost: {shown}",
        *_describe_redacted(plan),
        "nothing was sent",
    ]
    return "\n".join(lines) + "\n"


def _describe_redacted(plan: Plan) -> Iterator[str]:
    """What was taken out of the prompts, by place and kind, never by its value."""
    if not plan.analysis.shown.redactor.is_on:
        yield f"redacted: nothing; {NOT_REDACTED}"
        return
    yield f"redacted: {len(plan.redacted)} secrets"
    for place in sorted(plan.redacted):
        yield f"  {make_one_line(f'{place.path}:{place.line}')}  {place.kind}"


def _line(item: Preview) -> str:
    decided = item.decided.decided_by.replace("fact", "facts") if item.decided else ""
    tokens = decided or f"{item.prefix_tokens + item.tail_tokens:,}"
    reason = item.association.reasons[0] if item.association.reasons else ""
    name = make_one_line(str(item.association.node_id))
    return f"{tokens:>7}  {name}\n{'':>9}{make_one_line(reason, 120)}"


def _as_json(
    plan: Plan,
    previews: tuple[Preview, ...],
    *,
    total: int,
    unique: int,
    cost: float | None,
    model: str,
) -> str:
    document = {
        "model": model,
        "tests": [
            {
                "node_id": str(item.association.node_id),
                "reasons": list(item.association.reasons),
                "decided_by": item.decided.decided_by if item.decided else None,
                "prompt_tokens": item.prefix_tokens + item.tail_tokens,
            }
            for item in previews
        ],
        "prompt_tokens": total,
        "unique_prompt_tokens": unique,
        "cost_usd": cost,
        "is_redacted": plan.analysis.shown.redactor.is_on,
        "redacted": [asdict(place) for place in sorted(plan.redacted)],
    }
    return write_json(document)


def render_prompts(plan: Plan, critic: Critic, wanted: str) -> str:
    """All that a run would send about the tests named, and all that it would leave out.

    Raises:
        UsageProblem: none of the tests to be judged has that name.
    """
    by_id = {item.node_id: item for item in plan.selected}
    selection = select_tests([wanted], [plan.analysis.tests[node_id] for node_id in by_id])
    if selection.unmatched:
        raise UsageProblem(
            f"{wanted} is not among the tests to judge; to ask about it all the same add "
            f"--tests {wanted}"
        )
    return "\n".join(_show_prompt(plan, critic, by_id[t.node_id]) for t in selection.tests)


def _show_prompt(plan: Plan, critic: Critic, association: Association) -> str:
    step = plan.step(association)
    name = make_one_line(str(plan.analysis.shown.show_id(association.node_id)))
    if isinstance(step, Prediction):
        reason = make_printable(step.rationale)
        by = "a fact" if step.decided_by == "fact" else "the tracer"
        return f"##### {name}: decided by {by}, nobody is asked\n{reason}\n"
    prompt = _render(step, critic)
    parts = [
        f"##### {name}: system\n{prompt.system}",
        f"##### {name}: user, shared by all tests of the patch\n{prompt.prefix}",
        f"##### {name}: user, this test\n{prompt.tail}",
        f"##### {name}: left out\n{_left_out(step)}",
    ]
    return make_printable("\n\n".join(parts)) + "\n"


def _render(request: CriticRequest, critic: Critic) -> RenderedPrompt:
    """The prompt, word by word as the critic renders it."""
    has_scale = getattr(critic, "has_scale", False)
    return render_prompt(request, prompt=prompt_for(critic), has_scale=has_scale)


def _left_out(request: CriticRequest) -> str:
    """What the prompt lacks, by reason, what costs most first."""
    context = request.context
    lines = [f"{context.n_tokens:,} of {context.budget:,} tokens of code used"]
    by_reason: dict[str, list[Dropped]] = {}
    for item in context.dropped:
        by_reason.setdefault(item.reason, []).append(item)
    sizes = {reason: sum(one.n_tokens for one in items) for reason, items in by_reason.items()}
    for reason in sorted(by_reason, key=lambda reason: -sizes[reason]):
        lines += ["", f"{reason}: {len(by_reason[reason])}, {sizes[reason]:,} tokens"]
        lines += [f"- {item.title} ({item.n_tokens:,})" for item in by_reason[reason]]
    return "\n".join(lines)
