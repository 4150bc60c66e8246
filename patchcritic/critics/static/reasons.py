"""Why the prior says what it says, in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping

N_REASONS = 3
_WORDS: Mapping[str, tuple[str, str]] = {
    # feature: (words when it is above 0, words when it is 0); empty: nothing worth saying
    "reach_distance": (
        "the number of steps from the test to the change",
        "the test itself changed",
    ),
    "trail_steps": ("the number of calls between the test and the change", ""),
    "trail_members": ("the way leads through methods the test may not call", ""),
    "trail_ends_in_member": (
        "the change is in a method of a class the test uses, which it may not call",
        "the way to the change names what it calls",
    ),
    "trail_is_own": ("the test itself leads to the change", "only its class, file or fixture does"),
    "trail_is_file": ("only the test's file leads to the change", ""),
    "own_way": (
        "what the test uses leads to the change",
        "nothing that the test uses leads to the change, as far as the changed file tells",
    ),
    "own_steps": ("the number of calls from what the test uses to the change", ""),
    "own_depth": (
        "conditions stand between what the test uses and the change",
        "no condition stands between what the test uses and the change",
    ),
    "best_depth": (
        "conditions stand between what the test uses and the change",
        "no condition stands between what the test uses and the change",
    ),
    "own_weight": ("few other tests use what leads to the change", ""),
    "name_is_used": ("the test names what changed", "the test does not name what changed"),
    "name_share": ("how many tests of the file name what changed", "no test of the file names it"),
    "name_weight": ("few other tests name what changed", "the test does not name what changed"),
    "class_is_used": ("the test names the class that changed", ""),
    "title_has_name": ("the test is called after what changed", ""),
    "title_has_edit": ("the test's name speaks of the changed lines", ""),
    "path_has_module": ("the test file is called after the changed module", ""),
    "edit_names_used": (
        "names of the changed lines are in the test",
        "none of their names is in it",
    ),
    "edit_weight": ("rare names of the changed lines are in the test", ""),
    "edit_words_used": ("words of the changed lines are in the test", ""),
    "edit_literals_used": ("literals of the changed lines are in the test", ""),
    "guard_names_used": ("the test speaks of the conditions around the change", ""),
    "guard_words_used": ("the test speaks of the conditions around the change", ""),
    "guard_literals_used": ("the test uses a value that the change depends on", ""),
    "guard_in_title": ("the test's name speaks of the conditions around the change", ""),
    "place_depth": ("the change stands under conditions", "the change stands under no condition"),
    "place_guards": ("the change stands under conditions", "the change stands under no condition"),
    "place_handler": ("the change is in the handling of an exception", ""),
    "place_raises_behind": ("the change is on the way to an exception", ""),
    "place_is_return": ("a return value changed", ""),
    "place_is_raise": ("a raise changed", ""),
    "place_is_condition": ("a condition changed", ""),
    "place_exits_before": (
        "the function may return before the change",
        "nothing returns before it",
    ),
    "place_position": ("how far down its function the change stands", ""),
    "function_lines": ("the length of the changed function", ""),
    "function_branches": ("the number of branches of the changed function", "it has no branches"),
    "changed_share": ("the share of the function that changed", ""),
    "target_is_init": ("a constructor changed", ""),
    "target_is_dunder": ("a special method changed", ""),
    "raised_matches": ("the test expects an exception that the changed lines name", ""),
    "test_raises": ("the test expects an exception", ""),
    "test_asserts": ("the number of assertions", "the test asserts nothing by itself"),
    "test_lines": ("the length of the test", ""),
    "come_return": ("a return was added", ""),
    "gone_return": ("a return was removed", ""),
    "gone_call": ("a call was removed", ""),
    "gone_assignment": ("an assignment was removed", ""),
    "come_not": ("a condition was negated", ""),
    "gone_not": ("a negation was removed", ""),
    "gone_condition": ("a condition was removed", ""),
    "come_condition": ("a condition was added", ""),
    "gone_raise": ("a raise was removed", ""),
    "edit_is_addition": ("lines were only added", ""),
    "edit_is_removal": ("lines were only removed", ""),
    "edit_is_reordered": ("tokens only changed places", ""),
    "facts_of_patch": ("facts speak of the patch", ""),
    "facts_of_test": ("facts speak of the test", ""),
    "base_failed": ("the test fails without the change", ""),
}


def say_reasons(features: Mapping[str, float], gains: Mapping[str, float], *, p_pass: float) -> str:
    """The strongest reasons for either outcome, those of the likelier one first."""
    strongest = sorted(gains, key=lambda name: -abs(gains[name]))
    found: dict[bool, list[str]] = {True: [], False: []}
    for name in strongest:
        words = _WORDS.get(name, ("", ""))[0 if features.get(name, 0.0) > 0 else 1]
        side = found[gains[name] > 0]
        if words and words not in side and len(side) < N_REASONS and abs(gains[name]) >= 0.02:
            side.append(words)
    sides = (("passing", found[True]), ("failing", found[False]))
    parts = [
        f"for {outcome}: {'; '.join(reasons)}"
        for outcome, reasons in (sides if p_pass >= 0.5 else sides[::-1])
        if reasons
    ]
    return f"A prior learnt from other projects' tests: {'. '.join(parts) or 'an average case'}."
