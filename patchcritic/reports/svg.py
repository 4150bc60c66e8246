"""Elements of inline SVG, with every text escaped; and a square plot with its axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from patchcritic.reports.sanitise import make_one_line

SIZE = 200.0
"""The plot's side."""
LEFT, TOP, RIGHT, BOTTOM = 46.0, 10.0, 12.0, 40.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def tag(name: str, /, *children: Markup | str, **attributes: str | float) -> Markup:
    """An element; ``class_`` and ``stroke_width`` are spelled ``class`` and ``stroke-width``."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _write(value))
        for key, value in attributes.items()
    )
    inside = Markup("").join(_clean(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inside)


def text(content: str, x: float, y: float, class_: str = "", anchor: str = "middle") -> Markup:
    """A line of text at a place of the drawing."""
    return tag("text", content, x=x, y=y, class_=class_, text_anchor=anchor)


def draw(title: str, description: str, width: float, height: float, *parts: Markup) -> Markup:
    """The drawing, named and described for those who do not see it."""
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=f"{title}. {description}",
    )


def place_x(value: float) -> float:
    """Where a value of 0..1 is, from left to right."""
    return LEFT + SIZE * value


def place_y(value: float) -> float:
    """Where a value of 0..1 is, from the bottom up."""
    return TOP + SIZE * (1 - value)


def draw_plot(
    title: str,
    description: str,
    marks: Iterable[Markup],
    *,
    x_label: str,
    y_label: str,
    y_top: float = 1.0,
) -> Markup:
    """A square plot of ``marks`` over 0..1, whose upper edge is labelled ``y_top``."""
    middle = TOP + SIZE / 2
    y_title = tag(
        "text",
        y_label,
        x=-middle,
        y=11,
        transform="rotate(-90)",
        text_anchor="middle",
        class_="label",
    )
    return draw(
        title,
        description,
        LEFT + SIZE + RIGHT,
        TOP + SIZE + BOTTOM,
        *(_draw_grid(y_top)),
        *marks,
        text(x_label, LEFT + SIZE / 2, TOP + SIZE + 34, "label"),
        y_title,
    )


def draw_path(points: Sequence[tuple[float, float]], class_: str) -> Markup:
    """A line through points of the drawing."""
    steps = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return tag("path", d=f"M{steps}", class_=class_)


def draw_diagonal() -> Markup:
    """Where both axes agree."""
    corners = [(place_x(0), place_y(0)), (place_x(1), place_y(1))]
    return draw_path(corners, "ideal")


def _draw_grid(y_top: float) -> Iterable[Markup]:
    for tick in TICKS:
        x, y = place_x(tick), place_y(tick)
        yield tag("line", x1=x, x2=x, y1=place_y(0), y2=place_y(1), class_="grid")
        yield tag("line", x1=place_x(0), x2=place_x(1), y1=y, y2=y, class_="grid")
        yield text(f"{tick:g}", x, TOP + SIZE + 15, "tick")
        yield text(f"{tick * y_top:.3g}", LEFT - 6, y + 3.5, "tick", "end")


def _write(value: str | float) -> str:
    return make_one_line(value) if isinstance(value, str) else f"{round(value, 2):g}"


def _clean(child: Markup | str) -> Markup:
    return child if isinstance(child, Markup) else escape(make_one_line(child))
