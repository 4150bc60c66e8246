from __future__ import annotations

import pytest

from patchcritic.models import KNOWN_MODELS, KnownModel, default_local_model, find_known


@pytest.mark.parametrize("model", KNOWN_MODELS, ids=lambda model: model.alias)
def test_the_parts_cover_the_file(model: KnownModel) -> None:
    parts = model.parts
    full_parts = (parts.n_parts - 1) * parts.part_size
    assert full_parts < model.size <= full_parts + parts.part_size


@pytest.mark.parametrize("model", KNOWN_MODELS, ids=lambda model: model.alias)
def test_a_model_is_identified_by_its_digest(model: KnownModel) -> None:
    assert len(bytes.fromhex(model.sha256)) == 32
    assert model.licence == "Apache-2.0"
    assert "{}" in model.parts.package


@pytest.mark.parametrize(
    ("name", "alias"),
    [("0.5b", "0.5b"), ("0.5B", "0.5b"), ("Qwen2.5-Coder-1.5B", "1.5b"), ("7b", None), ("", None)],
)
def test_find_known(name: str, alias: str | None) -> None:
    found = find_known(name)
    assert (found.alias if found else None) == alias


def test_the_default_is_the_smallest() -> None:
    assert default_local_model().size == min(model.size for model in KNOWN_MODELS)
