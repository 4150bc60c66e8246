from __future__ import annotations

from xml.etree import ElementTree

from patchcritic.reports.svg import draw, draw_path, place_x, place_y, tag, text

HOSTILE = '"><script>x</script>\x1b[2J\u202e&'


def test_attributes_and_text_are_escaped() -> None:
    written = tag("text", HOSTILE, class_=HOSTILE, x=1.23456)

    element = ElementTree.fromstring(written)
    assert element.tag == "text"
    assert element.text == '"><script>x</script>\N{REPLACEMENT CHARACTER}&'
    assert element.attrib["x"] == "1.23"
    assert list(element) == []


def test_a_drawing_has_a_name_and_a_description() -> None:
    element = ElementTree.fromstring(draw("Title", "What it shows.", 10, 20, text("a", 1, 2)))

    assert element.attrib["role"] == "img"
    assert element.attrib["aria-label"] == "Title. What it shows."
    assert [child.tag for child in element] == ["title", "desc", "text"]


def test_places_grow_to_the_right_and_upwards() -> None:
    assert place_x(0) < place_x(1)
    assert place_y(0) > place_y(1)
    assert 'd="M0.0 1.0 L2.0 3.5"' in draw_path([(0, 1), (2, 3.5)], "line")
