from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from patchcritic.diff import parse_patch
from patchcritic.domain import Label, Patch, VerdictLabel
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import ChangeUnderTest, Event, evaluate_patch
from patchcritic.prompts import prompt_digest
from tests.pipeline.conftest import PlainCritic


def names(evaluation_items: object) -> list[str]:
    return sorted(str(item.node_id) for item in evaluation_items)  # type: ignore[attr-defined]


def test_the_tests_that_reach_the_change_are_judged(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    events: list[Event] = []

    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), critic, on_event=events.append, tracer="off"
    )

    assert names(evaluation.predictions) == [
        "tests/test_shapes.py::test_area",
        "tests/test_shapes.py::test_area_of_nothing",
    ]
    assert evaluation.verdict.label is VerdictLabel.PASS
    assert evaluation.unaffected == 1
    assert evaluation.usage.prompt_tokens == 20
    assert list(evaluation.seconds) == ["apply", "impact", "discover", "judge"]
    assert [(e.n_done, e.n_total) for e in events if e.result] == [(1, 2), (2, 2)]
    assert critic.is_closed


def test_one_failing_test_fails_the_patch(repo: Path, area_patch: Patch) -> None:
    critic = PlainCritic(lambda node_id: 0.1 if node_id.endswith("nothing") else 0.9)

    evaluation = evaluate_patch(repo, ChangeUnderTest(patch=area_patch), critic, tracer="off")

    assert evaluation.verdict.label is VerdictLabel.FAIL
    assert [str(n) for n in evaluation.verdict.decisive] == [
        "tests/test_shapes.py::test_area_of_nothing"
    ]


def test_only_wanted_tests_are_judged_in_either_spelling(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    evaluation = evaluate_patch(
        repo,
        ChangeUnderTest(patch=area_patch),
        critic,
        wanted=["tests/test_shapes.py::test_label", "tests/test_shapes.py::test_area"],
        tracer="off",
    )

    assert names(evaluation.predictions) == [
        "tests/test_shapes.py::test_area",
        "tests/test_shapes.py::test_label",
    ]


def test_a_wanted_test_that_is_not_there_is_one_sentence(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    with pytest.raises(UsageProblem, match="test_aera"):
        evaluate_patch(
            repo,
            ChangeUnderTest(patch=area_patch),
            critic,
            wanted=["tests/test_shapes.py::test_aera"],
            tracer="off",
        )
    assert critic.requests == []


def test_max_tests_lists_what_it_leaves_out(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), critic, max_tests=1, tracer="off"
    )

    assert len(evaluation.predictions) == len(evaluation.left_out) == 1
    assert evaluation.verdict.coverage.left_out == 1


def test_words_alone_change_no_behaviour_and_ask_nobody(
    repo: Path, docstring_patch: Patch, critic: PlainCritic
) -> None:
    evaluation = evaluate_patch(repo, ChangeUnderTest(patch=docstring_patch), critic, tracer="off")

    assert evaluation.verdict.rule == "no-behaviour-change"
    assert evaluation.verdict.label is VerdictLabel.PASS
    assert critic.requests == []


def _adding(path: str) -> Patch:
    return parse_patch(f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+words\n")


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("docs/guide.md", "no-behaviour-change"),
        ("LICENSE", "no-behaviour-change"),
        ("requirements.txt", "strict-and"),
        ("setup.cfg", "strict-and"),
    ],
)
def test_a_patch_to_text_for_people_is_let_through(
    path: str, rule: str, repo: Path, critic: PlainCritic
) -> None:
    change = ChangeUnderTest(patch=_adding(path))

    assert evaluate_patch(repo, change, critic, tracer="off").verdict.rule == rule


def test_text_for_people_counts_where_doctests_run(repo: Path, critic: PlainCritic) -> None:
    options = "[pytest]\naddopts = --doctest-glob=*.md\n"
    (repo / "pytest.ini").write_text(options, encoding="utf-8")
    subprocess.run(["git", "-C", str(repo), "add", "."], check=True)
    subprocess.run(["git", "-C", str(repo), "commit", "-qm", "doctests"], check=True)

    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=_adding("docs/guide.md")), critic, tracer="off"
    )

    assert evaluation.verdict.label is VerdictLabel.UNCERTAIN


def test_a_syntax_error_is_decided_without_the_critic(repo: Path, critic: PlainCritic) -> None:
    patch = parse_patch(
        "--- a/shapes.py\n+++ b/shapes.py\n@@ -1 +1 @@\n-def area(w, h):\n+def area(w, h:\n"
    )

    evaluation = evaluate_patch(repo, ChangeUnderTest(patch=patch), critic, tracer="off")

    assert {p.label for p in evaluation.predictions} == {Label.FAIL}
    assert {p.decided_by for p in evaluation.predictions} == {"fact"}
    assert evaluation.predictions[0].citations[0].path == "shapes.py"
    assert critic.requests == []


def test_tests_of_a_test_patch_are_associated_as_added(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    tests = parse_patch(
        "--- /dev/null\n+++ b/tests/test_more.py\n@@ -0,0 +1,2 @@\n"
        "+def test_new():\n+    assert True\n"
    )

    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch, test_patch=tests), critic, tracer="off"
    )

    kinds = {str(a.node_id): a.kind for a in evaluation.associations}
    assert kinds["tests/test_more.py::test_new"] == "added"
    added = [r for r in critic.requests if r.test.node_id.names == ("test_new",)]
    assert added[0].test.exists_in == {"patched"}


def test_a_failing_test_that_the_change_cannot_reach_still_fails(
    repo: Path, area_patch: Patch, critic: PlainCritic
) -> None:
    evaluation = evaluate_patch(
        repo,
        ChangeUnderTest(patch=area_patch),
        critic,
        failing_before=["tests/test_shapes.py::test_label", "tests/test_shapes.py::test_area"],
        tracer="off",
    )

    by_name = {p.node_id.names[-1]: p for p in evaluation.predictions}
    assert by_name["test_label"].label is Label.FAIL
    assert by_name["test_label"].decided_by == "fact"
    assert by_name["test_area"].decided_by == "critic"
    told = {r.test.node_id.names[-1]: r.base_status for r in critic.requests}
    assert told == {"test_area": "failed", "test_area_of_nothing": None}


def test_the_digest_is_that_of_the_prompt_which_the_critic_renders(
    repo: Path, area_patch: Patch
) -> None:
    class YesNoCritic(PlainCritic):
        prompt = "yesno"

    change = ChangeUnderTest(patch=area_patch)
    assert evaluate_patch(repo, change, YesNoCritic(), tracer="off").prompt_digest == prompt_digest(
        "yesno"
    )
    assert (
        evaluate_patch(repo, change, PlainCritic(), tracer="off").prompt_digest == prompt_digest()
    )
