"""In which direction a feature may move the trees: what is known need not be learnt."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FAILING = _words(
    "own_way own_weight own_names name_is_used name_weight class_is_used operator_is_used "
    "title_has_name title_has_edit title_has_entry edit_names_used edit_weight edit_words_used "
    "edit_words_said edit_literals_used edit_words_in_param guard_names_used guard_words_used "
    "guard_literals_used guard_in_title way_guard_names_used way_guard_words_used "
    "way_guard_literals_used way_guard_in_title own_guard_names_used own_guard_words_used "
    "own_guard_literals_used trail_any_own trail_is_own raised_matches test_asserts "
    "facts_of_patch facts_of_test path_has_module changed_share edit_come edit_gone "
    "reach_trails base_failed own_share"
)
"""The nearer the test is to the change, or the larger the change, the likelier it fails."""
_PASSING = _words(
    "own_steps own_depth best_depth support_steps support_depth reach_distance trail_steps "
    "trail_members trail_ends_in_member trail_is_file place_depth place_guards place_else "
    "place_handler place_is_handler place_exits_before place_raises_behind place_is_raise "
    "way_depth"
)
"""The farther away the change is, or the more has to be so for it to run, the likelier the test
passes."""


def sign_of(feature: str) -> int:
    """1 for a feature that speaks for passing, -1 for failing, 0 for one that may do either."""
    return -1 if feature in _FAILING else int(feature in _PASSING)
