from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from patchcritic.critics.static import FeatureReader
from patchcritic.domain import CriticRequest, Fact, TestStatus

MakeRequest = Callable[..., CriticRequest]
IN_SIZE = {"qualname": "Box.size", "span": (2, 5)}
IN_MEASURE = {
    "qualname": "measure",
    "span": (8, 11),
    "reasons": ("test_measure_wide -> measure (changed)",),
}


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ('kind == "wide"', 'kind != "wide"', IN_SIZE, {"gone_comparison": 1, "come_comparison": 1}),
        ('kind == "wide"', 'kind == "flat"', IN_SIZE, {"gone_string": 1, "come_string": 1}),
        ("return 10", "return 11", IN_SIZE, {"gone_number": 1, "place_is_return": 1}),
        ("if kind", "if not kind", IN_SIZE, {"come_not": 1, "place_is_condition": 1}),
        ("        return 4\n", "", IN_SIZE, {"gone_return": 1, "edit_is_removal": 1}),
        ("        return 4", "        x = 1\n        return 4", IN_SIZE, {"edit_is_addition": 1}),
        ("ValueError", "TypeError", IN_MEASURE, {"place_is_raise": 1, "place_raises_behind": 1}),
        ("box.size(kind)", "box.size()", IN_MEASURE, {"gone_name": 1, "name_is_used": 1}),
        ("size(kind) + 1", "size(kind) - 1", IN_MEASURE, {"gone_arithmetic": 1}),
    ],
)
def test_the_kind_of_edit(
    make_request: MakeRequest,
    old: str,
    new: str,
    where: dict[str, object],
    expected: dict[str, float],
) -> None:
    found = FeatureReader().read(make_request(old, new, **where))
    assert {name: found.get(name, 0) for name in expected} == expected


def test_conditions_around_the_change_and_what_the_test_says_of_them(
    make_request: MakeRequest,
) -> None:
    found = FeatureReader().read(make_request())
    assert found["place_depth"] == 1
    assert found["guard_literals_used"] == 1  # "wide"
    assert found["guard_in_title"] == 1
    plain = FeatureReader().read(make_request("return 4", "return 5"))
    assert "place_depth" not in plain
    assert plain["place_exits_before"] > 0


def test_the_way_from_the_test_through_the_changed_file(make_request: MakeRequest) -> None:
    found = FeatureReader().read(make_request())
    assert found["own_way"] == 1
    assert found["own_steps"] == 1  # measure mentions size
    assert found["own_depth"] == 1  # the condition on the kind
    other = FeatureReader().read(make_request(test="test_other"))
    assert "own_way" not in other
    assert other["own_depth"] == 8


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            "test_measure_wide -> measure -> Box.size (changed)",
            {"trail_is_own": 1, "trail_steps": 2},
        ),
        ("test_box.py -> Box -> Box.size (changed)", {"trail_is_file": 1, "trail_members": 1}),
        ("db -> Box -> Box.size (changed)", {"trail_ends_in_member": 1, "trail_is_own": 0}),
        ("asked for", {"trail_steps": 0, "reach_known": 1}),
    ],
)
def test_the_trail(make_request: MakeRequest, reason: str, expected: dict[str, float]) -> None:
    found = FeatureReader().read(make_request(reasons=(reason,)))
    assert {name: found.get(name, 0) for name in expected} == expected


def test_the_shape_of_the_test(make_request: MakeRequest) -> None:
    raising = FeatureReader().read(make_request(test="test_no_box"))
    assert raising["test_raises"] == raising["test_only_raises"] == 1
    asserting = FeatureReader().read(make_request())
    assert asserting["test_equalities"] > 0
    assert "test_raises" not in asserting


def test_an_exception_that_the_test_expects(make_request: MakeRequest) -> None:
    request = make_request("ValueError", "TypeError", **{**IN_MEASURE, "test": "test_no_box"})
    assert FeatureReader().read(request)["raised_matches"] == 1


def test_facts_and_the_base_status(make_request: MakeRequest) -> None:
    request = make_request()
    facts = (
        Fact(kind="undefined-name", path="box.py", line=1, message="x"),
        Fact(kind="skip", path="t.py", line=1, message="y", node_id=request.test.node_id),
    )
    found = FeatureReader().read(replace(request, facts=facts, base_status=TestStatus.FAILED))
    assert found["facts_of_patch"] == found["facts_of_test"] == found["base_failed"] == 1


@pytest.mark.parametrize("missing", ["has_association", "has_tree"])
def test_what_nobody_looked_up_is_no_obstacle(make_request: MakeRequest, missing: str) -> None:
    found = FeatureReader().read(make_request(**{missing: False}))
    assert found["gone_number"] == 1
    assert ("reach_known" in found) == (missing != "has_association")


def test_a_reader_tells_patches_apart(make_request: MakeRequest) -> None:
    reader = FeatureReader()
    requests = [make_request(), make_request("return 4", "return 5"), make_request()]
    found = [reader.read(request) for request in requests]
    assert found[0] == found[2] != found[1]
    assert found == [FeatureReader().read(request) for request in requests]


@pytest.mark.parametrize("text", ["def size(:\n", "\x00", "class Box:\n" + "(" * 500, ""])
def test_sources_that_cannot_be_parsed(make_request: MakeRequest, text: str) -> None:
    from patchcritic.snapshot import MemorySnapshot

    tree = MemorySnapshot({"box.py": text, "test_box.py": text})
    found = FeatureReader().read(replace(make_request(), tree=tree))
    assert found["gone_number"] == 1
    assert "place_depth" not in found
