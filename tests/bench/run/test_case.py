"""A candidate's patch without what the test patch brings anyway."""

from __future__ import annotations

import pytest

from patchcritic.bench.run.case import prepare_case
from patchcritic.domain import Instance
from patchcritic.errors import PatchNotReadable


def plain(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("diff --git"))


def test_files_of_the_test_patch_are_left_out(
    instance: Instance, source_patch: str, test_patch: str
) -> None:
    case = prepare_case(instance)
    for text in (test_patch + source_patch, source_patch + test_patch):
        patch = case.read_candidate(text)
        assert patch is not None
        assert [file.path for file in patch.files] == ["src/calc.py"]
        assert patch.text == source_patch
        other = case.read_candidate(plain(text))
        assert other is not None
        assert [file.path for file in other.files] == ["src/calc.py"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_candidate_is_none(instance: Instance, text: str, test_patch: str) -> None:
    case = prepare_case(instance)
    assert case.read_candidate(text) is None
    assert case.read_candidate(test_patch) is None


def test_a_candidate_that_is_no_diff_is_refused(instance: Instance) -> None:
    with pytest.raises(PatchNotReadable):
        prepare_case(instance).read_candidate("Sorry.")


def test_without_a_test_patch_all_of_the_candidate_counts(
    source_patch: str, test_patch: str
) -> None:
    bare = Instance(instance_id="a", repo="a/b", base_commit="HEAD")
    patch = prepare_case(bare).read_candidate(source_patch + test_patch)
    assert patch is not None
    assert len(patch.files) == 2
