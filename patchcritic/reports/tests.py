"""The list of associated tests, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.reports.json_text import write_json
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.domain import Association, ChangedSymbol


def render_tests(
    associations: Sequence[Association],
    changed: Sequence[ChangedSymbol],
    warnings: Sequence[str],
    *,
    n_unaffected: int,
    as_json: bool,
) -> str:
    """The associated tests, nearest first, each with its reasons."""
    if as_json:
        document = {
            "tests": [
                {
                    "node_id": str(item.node_id),
                    "score": round(item.score, 4),
                    "distance": item.distance,
                    "kind": item.kind,
                    "reasons": list(item.reasons),
                }
                for item in associations
            ],
            "changed": [
                {
                    "path": symbol.path,
                    "symbol": symbol.qualname,
                    "change": str(symbol.change),
                    "cosmetic": symbol.is_cosmetic,
                    "detail": symbol.detail,
                }
                for symbol in changed
            ],
            "unaffected": n_unaffected,
            "warnings": list(warnings),
        }
        return write_json(document)
    lines = [f"changed: {make_one_line(str(symbol))}{_remark(symbol)}" for symbol in changed]
    lines.append("")
    for item in associations:
        lines.append(f"{item.score:.2f}  {make_one_line(str(item.node_id))}")
        lines += [f"      {make_one_line(reason)}" for reason in item.reasons]
    lines += ["", *(f"! {make_one_line(text)}" for text in warnings)]
    lines.append(
        f"{len(associations)} associated tests; {n_unaffected} others in the same files cannot be "
        "affected and keep their base status"
    )
    return "\n".join(lines) + "\n"


def _remark(symbol: ChangedSymbol) -> str:
    if symbol.is_cosmetic:
        return " (no behaviour change)"
    return f" ({symbol.detail})" if symbol.detail else ""
