from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.critics.composed.panel import ROLES, Panel
from patchcritic.domain import CriticFailure, Label, PSource
from patchcritic.errors import ModelUnavailable
from patchcritic.prompts.templates import load_part

Make = Callable[..., Any]
TableCritic = Any

SHORT = {"P": "pass 0.875", "p": "pass 0.625", "F": "fail 0.125", "A": "abstain 0.5"}
SHORT |= {"x": "!timeout", "$": "!budget"}


def _script(first: str, second: str = "") -> dict[tuple[str, int, int], str]:
    """A table for a panel of four: a letter per role and round; see ``SHORT``."""
    table = {(role, 0, 0): SHORT[letter] for role, letter in zip(ROLES, first, strict=True)}
    n_heard = sum(letter != "x" for letter in first)
    for role, before, letter in zip(ROLES, first, second, strict=False):
        table[role, 0, n_heard - (before != "x")] = SHORT[letter]
    return table


def test_the_roles_are_sections_of_the_file() -> None:
    assert set(ROLES) <= set(load_part("angles"))


@pytest.mark.parametrize(
    ("first", "second", "label", "p_pass"),
    [
        ("PPPP", "", Label.PASS, 0.875),
        ("FFFF", "", Label.FAIL, 0.125),
        ("PPpp", "", Label.PASS, 0.75),
        ("PPxP", "", Label.PASS, 0.875),
        ("PPFF", "PPPP", Label.PASS, 0.875),
        ("PPPF", "PPPF", Label.PASS, 0.6875),
        ("PPPA", "PPPA", Label.PASS, 0.78125),
        ("PPFF", "PPFF", Label.ABSTAIN, 0.5),
        ("PFPF", "PFAF", Label.ABSTAIN, 0.40625),
        ("AAAA", "AAAA", Label.ABSTAIN, 0.5),
        ("AAAA", "FFFA", Label.FAIL, 0.21875),
        ("PPxF", "PPPF", Label.PASS, 0.6875),
        ("PPFF", "PPxP", Label.PASS, 0.6875),  # the third keeps its FAIL of round one
        ("PPxx", "PPxx", Label.ABSTAIN, 0.875),  # two of four are no quorum
        ("pppF", "pppF", Label.PASS, 0.5),
    ],
)
def test_rounds(
    table_critic: TableCritic, judge: Make, first: str, second: str, label: Label, p_pass: float
) -> None:
    inner = table_critic(_script(first, second))
    found = judge(Panel(inner))
    assert (found.label, found.p_pass, found.p_source) == (label, p_pass, PSource.MEAN)
    assert len(inner.asked) == found.usage.n_calls == (8 if second else 4)
    shown = [role.replace("_", " ") for role in ROLES]
    assert [opinion.by for opinion in found.opinions] == [
        f"{role}, round {n}"
        for n, letters in ((1, first), (2, second))
        for role, letter in zip(shown, letters, strict=False)
        if letter != "x"
    ]


def test_in_round_two_each_hears_the_others(table_critic: TableCritic, judge: Make) -> None:
    inner = table_critic(_script("PPFx", "PPPP"))
    judge(Panel(inner))
    heard = {asked.angle: [one.by for one in asked.earlier] for asked in inner.asked[4:]}
    assert heard == {
        "control_flow": ["data and types", "exceptions and io"],
        "data_and_types": ["control flow", "exceptions and io"],
        "exceptions_and_io": ["control flow", "data and types"],
        "fixtures_and_mocks": ["control flow", "data and types", "exceptions and io"],
    }
    assert all(not asked.earlier for asked in inner.asked[:4])


def test_a_panel_that_disagrees_shows_both_sides(table_critic: TableCritic, judge: Make) -> None:
    found = judge(Panel(table_critic(_script("PPFF", "PPFF"))))
    assert found.rationale.splitlines() == [
        "No agreement among 4: 2 pass, 2 fail.",
        "control flow: pass (0.88). Since pass 0.875.",
        "exceptions and io: fail (0.12). Since fail 0.125.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "kind", "n_calls"),
    [
        ("xxxx", "", "timeout", 4),
        ("PP$P", "", "budget", 4),
        ("PPFF", "PP$P", "budget", 8),
    ],
)
def test_when_it_fails(
    table_critic: TableCritic, judge: Make, first: str, second: str, kind: str, n_calls: int
) -> None:
    found = judge(Panel(table_critic(_script(first, second))))
    assert isinstance(found, CriticFailure)
    assert (found.kind, found.usage.n_calls) == (kind, n_calls)


@pytest.mark.parametrize(
    ("n_roles", "letters", "label"),
    [(2, "PP", Label.PASS), (2, "PF", Label.ABSTAIN), (3, "PPF", Label.ABSTAIN)],
)
def test_smaller_panels(
    table_critic: TableCritic, judge: Make, n_roles: int, letters: str, label: Label
) -> None:
    roles = ROLES[:n_roles]
    table = {
        (role, 0, n): SHORT[letter]
        for role, letter in zip(roles, letters, strict=True)
        for n in (0, n_roles - 1)
    }
    assert judge(Panel(table_critic(table), roles)).label is label


def test_an_unusable_model_ends_the_run(table_critic: TableCritic, judge: Make) -> None:
    table: dict[Any, Any] = dict.fromkeys(_script("PPPP"), "never")
    inner = table_critic(table | {("data_and_types", 0, 0): ModelUnavailable("no key")})
    with pytest.raises(ModelUnavailable, match="no key"):
        judge(Panel(inner))
    assert inner.n_cancelled == 3


def test_ctrl_c_ends_all_members(table_critic: TableCritic, count_cancelled: Make) -> None:
    inner = table_critic(dict.fromkeys(_script("PPPP"), "never"))
    assert count_cancelled(Panel(inner), inner) == 4


def test_the_roles_shape_the_fingerprint(table_critic: TableCritic) -> None:
    inner = table_critic({}, "m", input_price=1e-6)
    panel = Panel(inner)
    assert panel.fingerprint != Panel(inner, ROLES[:2]).fingerprint
    assert json.loads(panel.fingerprint)["roles"] == list(ROLES)
    assert panel.name == "m"
    assert panel.input_price == pytest.approx(8e-6)
