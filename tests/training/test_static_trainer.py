from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from patchcritic.critics.static import StaticModel
from patchcritic.domain import Label, TestStatus
from patchcritic.errors import UsageProblem
from patchcritic.training import Example, Training, fit_examples
from patchcritic.training.fitting import Table

pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def training(examples: list[Example]) -> Training:
    """Fitted on all packages."""
    return fit_examples(examples)


def test_plain_python_predicts_what_scikit_learn_does(
    examples: list[Example], training: Training
) -> None:
    model = StaticModel.parse(training.to_json())
    table = Table.of(examples)
    expected = training.predict(table)
    own = [model.predict(one.features) for one in examples]
    assert max(abs(a - b) for a, b in zip(own, expected, strict=True)) < 1e-9


def test_explanations_add_up_to_the_prediction(examples: list[Example], training: Training) -> None:
    model = StaticModel.parse(training.to_json())
    ways = []
    for one in examples[:20]:
        p = model.predict(one.features)
        ways.append(log(p / (1 - p)) - sum(model.explain(one.features).values()))
    assert max(ways) - min(ways) < 1e-9  # all start from the same average


def test_figures_of_unseen_and_of_held_out_packages(examples: list[Example]) -> None:
    training = fit_examples(examples, hold_out=["p3"])
    assert training.packages == ("index/p0", "index/p1", "index/p2")
    assert set(training.unseen) == {"all", "fault"}
    assert training.held_out["all"].n == 120
    assert training.held_out["all"].auc is not None
    assert training.held_out["all"].auc > 0.65
    assert training.unseen["all"].ece < 0.1


def test_the_same_examples_give_the_same_bytes(examples: list[Example], training: Training) -> None:
    assert fit_examples(examples).to_json() == training.to_json()


def test_pairs_that_the_critic_is_not_asked_about_are_counted(examples: list[Example]) -> None:
    odd = [
        replace(examples[0], decided=Label.FAIL, status=TestStatus.FAILED),
        replace(examples[0], decided=Label.PASS, status=TestStatus.FAILED),
        replace(examples[0], is_reached=False),
        replace(examples[0], status=TestStatus.SKIPPED),
    ]
    counts = fit_examples([*examples, *odd]).counts
    assert counts["trained_on"] == 480
    assert (counts["decided_by_facts"], counts["decided_rightly"]) == (2, 1)
    assert counts["not_reached"] == 1


@pytest.mark.parametrize("n", [0, 1])
def test_too_little_to_train_on(examples: list[Example], n: int) -> None:
    with pytest.raises(UsageProblem, match="mine more"):
        fit_examples(examples[:n])


def test_one_package_cannot_be_validated(examples: list[Example]) -> None:
    with pytest.raises(UsageProblem, match="at least 2 packages"):
        fit_examples(examples, hold_out=["p1", "p2", "p3"])
