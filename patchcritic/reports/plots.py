"""The pictures of one arm: reliability, coverage against risk, confusion, progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from markupsafe import Markup

from patchcritic.domain.benchmark import Bin
from patchcritic.reports.svg import (
    draw,
    draw_diagonal,
    draw_path,
    draw_plot,
    place_x,
    place_y,
    tag,
    text,
)

MAX_RADIUS, MIN_RADIUS = 8.0, 2.2
N_CELLS = 20
"""Submissions of about one progress are drawn as one dot: 50,000 of them make 441 dots at most."""
TOPS = (0.04, 0.08, 0.2, 0.4, 1.0)
"""Upper ends of the risk's axis: their quarters are short numbers."""
CELL = (70.0, 44.0)
_LABELS = {"pass": "pass", "fail": "fail", "abstain": "unsure", "uncertain": "unsure"}


def draw_reliability(bins: Sequence[Bin], who: str) -> Markup:
    """Predicted against true share of passing, a dot a bin; dots grow with the bin, and hang from
    the diagonal by the gap that ECE sums."""
    largest = max((one.n for one in bins), default=1)
    marks = [draw_diagonal()]
    for one in bins:
        x = place_x(one.mean_p)
        ends = [(x, place_y(one.mean_p)), (x, place_y(one.share_passed))]
        marks.append(draw_path(ends, "gap"))
    if len(bins) > 1:
        tips = [(place_x(one.mean_p), place_y(one.share_passed)) for one in bins]
        marks.append(draw_path(tips, "line thin"))
    for one in bins:
        says = (
            f"p {one.low:.2f} to {one.high:.2f}: {one.n:,} tests, predicted {one.mean_p:.3f}, "
            f"passed {one.share_passed:.3f}"
        )
        marks.append(_draw_dot(one.mean_p, one.share_passed, one.n / largest, says))
    n_tests = sum(one.n for one in bins)
    return draw_plot(
        f"Reliability of {who}",
        f"{n_tests:,} tests in {len(bins)} bins; on the diagonal a probability means what it says.",
        marks,
        x_label="predicted probability of passing",
        y_label="share that passed",
    )


def draw_coverage_risk(points: Sequence[tuple[float, float]], who: str) -> Markup:
    """The error rate among the surest share of tests, as that share grows."""
    highest = max((risk for _, risk in points), default=0.0)
    top = next(one for one in TOPS if highest <= one or one == TOPS[-1])
    marks = []
    if points:
        start = (0.0, points[0][1])
        drawn = [(place_x(x), place_y(min(y / top, 1.0))) for x, y in (start, *points)]
        ground = place_y(0)
        marks.append(draw_path([(place_x(0), ground), *drawn, (drawn[-1][0], ground)], "area"))
        marks.append(draw_path(drawn, "line"))
        x, y = drawn[-1]
        says = f"all tests: {points[-1][1]:.3f} wrong"
        marks.append(tag("circle", tag("title", says), cx=x, cy=y, r=3.5, class_="dot"))
    last = f"; {points[-1][1]:.3f} of all are wrong" if points else ""
    return draw_plot(
        f"Coverage and risk of {who}",
        f"Errors among the tests that are kept, the surest first{last}.",
        marks,
        x_label="share of tests kept, surest first",
        y_label="share wrong",
        y_top=top,
    )


def draw_progress(points: Sequence[tuple[float, float]], who: str) -> Markup:
    """True against predicted share of passing tests, a dot for the submissions that agree."""
    cells = Counter((round(x * N_CELLS), round(y * N_CELLS)) for x, y in points)
    largest = max(cells.values(), default=1)
    marks = [draw_diagonal()]
    for (x, y), n in sorted(cells.items()):
        says = f"{n:,} submissions: {x / N_CELLS:.2f} pass, {y / N_CELLS:.2f} predicted"
        marks.append(_draw_dot(x / N_CELLS, y / N_CELLS, n / largest, says))
    return draw_plot(
        f"Task progress by {who}",
        f"{len(points):,} submissions; on the diagonal the predicted share is the true one.",
        marks,
        x_label="true share of passing tests",
        y_label="predicted share",
    )


def draw_confusion(counts: Mapping[str, int], title: str) -> Markup:
    """Counts of truth against label; a cell's shade is its share of its row."""
    said = list(dict.fromkeys(key.partition("/")[2] for key in counts))
    said.sort(key=lambda name: list(_LABELS).index(name) if name in _LABELS else len(_LABELS))
    width, height = CELL
    left, top = 62.0, 44.0
    parts = [text("predicted", left + width * len(said) / 2, 12, "label")]
    parts += [
        text(_LABELS.get(name, name), left + (column + 0.5) * width, 32, "tick")
        for column, name in enumerate(said)
    ]
    for row, truth in enumerate(("passed", "failed")):
        values = [counts.get(f"{truth}/{name}", 0) for name in said]
        y = top + row * height
        parts.append(text(truth, left - 8, y + height / 2 + 4, "tick", "end"))
        for column, value in enumerate(values):
            is_right = (truth, said[column]) in (("passed", "pass"), ("failed", "fail"))
            kind = "right" if is_right else "unsaid" if column > 1 else "wrong"
            share = value / sum(values) if value else 0.0
            parts += _draw_cell(left + column * width, y, value, share, kind)
    describe = ", ".join(f"{key.replace('/', ' called ')} {n:,}" for key, n in counts.items())
    return draw(title, f"{describe}.", left + width * len(said) + 4, top + 2 * height + 4, *parts)


def _draw_cell(x: float, y: float, value: int, share: float, kind: str) -> list[Markup]:
    width, height = CELL
    box = {"x": x + 1, "y": y + 1, "width": width - 2, "height": height - 2, "rx": 3}
    return [
        tag("rect", **box, class_="cell"),
        tag("rect", **box, class_=kind, fill_opacity=0.08 + 0.6 * share if value else 0),
        text(f"{value:,}", x + width / 2, y + height / 2, "count"),
        text(f"{share:.0%}" if value else "", x + width / 2, y + height / 2 + 14, "share"),
    ]


def _draw_dot(x: float, y: float, share: float, says: str) -> Markup:
    radius = max(MIN_RADIUS, MAX_RADIUS * sqrt(share))
    return tag(
        "circle", tag("title", says), cx=place_x(x), cy=place_y(y), r=radius, class_="dot soft"
    )


def draw_whisker(value: float, low: float | None, high: float | None) -> Markup:
    """A figure of 0..1 as a dot on a line, with its interval."""
    width, height, middle = 96.0, 10.0, 5.0
    parts = [tag("line", x1=2, x2=width - 2, y1=middle, y2=middle, class_="grid")]
    if low is not None and high is not None:
        x1, x2 = (2 + (width - 4) * min(max(one, 0.0), 1.0) for one in (low, high))
        parts.append(tag("line", x1=x1, x2=x2, y1=middle, y2=middle, class_="range"))
    x = 2 + (width - 4) * min(max(value, 0.0), 1.0)
    parts.append(tag("circle", cx=x, cy=middle, r=2.8, class_="dot"))
    box = f"0 0 {width:g} {height:g}"
    return tag("svg", *parts, viewBox=box, class_="whisker", aria_hidden="true")


def draw_meter(p: float, label: str) -> Markup:
    """A probability as a bar with the label's colour."""
    width, height = 84.0, 8.0
    share = min(max(p, 0.0), 1.0)
    bar = {"x": 0.0, "y": 0.0, "height": height, "rx": 2.0}
    parts = (
        tag("rect", **bar, width=width, class_="track"),
        tag("rect", **bar, width=width * share, class_="fill"),
    )
    box = f"0 0 {width:g} {height:g}"
    class_ = f"meter {label}"
    return tag(
        "svg", *parts, viewBox=box, preserveAspectRatio="none", class_=class_, aria_hidden="true"
    )
