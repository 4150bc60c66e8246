from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.domain import CriticRequest
from patchcritic.pipeline import Plan

Analyse = Callable[[dict[str, str], dict[str, str]], Any]
TEST = "const f = require('./f')\nit.skip('a', () => f())\nit('b', { todo: true }, () => f())\n"


def test_a_new_syntax_error_is_a_premise_with_its_place(analyse: Analyse) -> None:
    new = {"f.js": "exports.f = 1\nmodule.exports = ("}
    plan = Plan(analyse({"f.js": "module.exports = () => 1", "f.test.js": TEST}, new))
    (fact,) = plan.facts
    assert (fact.kind, fact.path, fact.line, fact.decides) == ("syntax-error", "f.js", 2, None)


def test_what_the_grammar_could_not_read_before_is_no_fact(analyse: Analyse) -> None:
    old = {"f.js": "let = = 1\nmodule.exports = () => 1", "f.test.js": TEST}
    plan = Plan(analyse(old, {"f.js": "let = = 1\nmodule.exports = () => 2"}))
    assert plan.facts == ()
    assert len(plan.selected) == 2


def test_skipped_tests_and_what_the_critic_sees(analyse: Analyse) -> None:
    old = {"f.js": "module.exports = () => 1", "f.test.js": TEST}
    plan = Plan(analyse(old, {"f.js": "module.exports = () => 2"}))
    asked = [one for one in plan.steps() if isinstance(one, CriticRequest)]
    requests = {str(one.test.node_id): one for one in asked}
    facts = {name: [fact.message for fact in one.facts] for name, one in requests.items()}
    assert facts == {
        "f.test.js::a": ["The test is skipped: `a` is marked `skip`."],
        "f.test.js::b": ["The test is skipped: `b` is marked `todo`."],
    }
    context = requests["f.test.js::a"].context
    assert {one.role for one in context.shared} == {"changed-before", "changed-after"}
    assert context.snippets[-1].text == "2|it.skip('a', () => f())"
