from __future__ import annotations

from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from patchcritic.domain.benchmark import Bin
from patchcritic.reports import plots
from patchcritic.reports.svg import place_x, place_y

CORNERS = {"x": (place_x(0), place_x(1)), "y": (place_y(1), place_y(0))}


def read(drawing: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def find_dots(drawing: Markup) -> list[dict[str, float]]:
    return [
        {name: float(dot.attrib[name]) for name in ("cx", "cy", "r")}
        for dot in read(drawing).iter("circle")
    ]


def test_a_bin_is_a_dot_where_prediction_and_truth_meet() -> None:
    bins = [
        Bin(low=0.1, high=0.2, n=25, mean_p=0.15, share_passed=0.4),
        Bin(low=0.9, high=1.0, n=100, mean_p=0.95, share_passed=0.9),
    ]

    small, large = find_dots(plots.draw_reliability(bins, "m"))

    assert small["cx"] == pytest.approx(place_x(0.15), abs=0.01)
    assert small["cy"] == pytest.approx(place_y(0.4), abs=0.01)
    assert large["r"] == 2 * small["r"]


@pytest.mark.parametrize(
    ("risk", "top"), [(0.0, "0.04"), (0.04, "0.04"), (0.3, "0.4"), (0.6, "1"), (1.0, "1")]
)
def test_the_risk_s_axis_fits_the_risk(risk: float, top: str) -> None:
    drawing = read(plots.draw_coverage_risk([(0.5, 0.0), (1.0, risk)], "m"))

    ticks = [text.text for text in drawing.iter("text") if text.attrib.get("text-anchor") == "end"]
    assert ticks[-1] == top
    description = drawing.find("desc")
    assert description is not None
    assert f"{risk:.3f} of all are wrong" in str(description.text)


def test_submissions_of_one_progress_share_a_dot() -> None:
    points = [(0.5, 0.5)] * 400 + [(0.51, 0.49)] * 100 + [(1.0, 0.0)] * 5

    dots = find_dots(plots.draw_progress(points, "m"))

    assert len(dots) == 2
    assert dots[0]["r"] > dots[1]["r"] == plots.MIN_RADIUS


def test_confusion_counts_and_shares_of_a_row() -> None:
    counts = {"passed/pass": 3, "failed/uncertain": 1, "failed/fail": 1, "failed/pass": 2}
    drawing = read(plots.draw_confusion(counts, "Confusion"))

    texts = [text.text for text in drawing.iter("text")]
    assert texts[:4] == ["predicted", "pass", "fail", "unsure"]
    assert texts[4:11] == ["passed", "3", "100%", "0", None, "0", None]
    assert texts[11:] == ["failed", "2", "50%", "1", "25%", "1", "25%"]


@pytest.mark.parametrize(
    "drawing",
    [
        plots.draw_reliability([], "m"),
        plots.draw_coverage_risk([], "m"),
        plots.draw_progress([], "m"),
        plots.draw_confusion({}, "m"),
        plots.draw_confusion({"passed/pass": 0}, "m"),
        plots.draw_whisker(0.5, None, None),
        plots.draw_meter(0.3, "fail"),
    ],
)
def test_nothing_to_draw_is_a_drawing_still(drawing: Markup) -> None:
    assert read(drawing).tag == "svg"


@pytest.mark.parametrize("value", [-3.0, 0.0, 0.7, 1.0, 9.0])
def test_marks_stay_inside(value: float) -> None:
    (dot,) = find_dots(plots.draw_whisker(value, -5.0, 5.0))
    _, fill = read(plots.draw_meter(value, "pass")).iter("rect")

    assert 2 <= dot["cx"] <= 94
    assert 0 <= float(fill.attrib["width"]) <= 84
