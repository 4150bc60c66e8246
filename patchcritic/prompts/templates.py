"""Prompt files: a head with ``version`` and ``schema``, then the sections of the prompt."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from patchcritic.errors import UsageProblem

DEFAULT_PROMPT = "full"
"""Asks for the whole procedure, which any model can follow."""

_PARTS = frozenset({"angles", "compare", "notes", "repair"})
"""Files whose sections go into prompts; they are none themselves."""
_SECTION = re.compile(r"^=== ([\w-]+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTemplate:
    """One prompt file, with the sections it takes over from the prompt it extends."""

    name: str
    version: int
    schema: int
    """Version of the JSON schema of the answer it asks for; 0 when that is no JSON."""
    sections: dict[str, str]
    digest: str
    """Changes whenever a word of the prompt or the answer's schema does."""


@cache
def load_template(name: str) -> PromptTemplate:
    """The prompt of that name. Raises ``UsageProblem`` listing the known ones."""
    if name not in known_prompts():
        raise UsageProblem(f"There is no prompt {name!r}; known: {', '.join(known_prompts())}.")
    return parse_template(name, _read(name))


@cache
def load_part(name: str) -> dict[str, str]:
    """The sections of ``angles``, ``notes`` or ``repair``, by name."""
    return _split(_read(name))[1]


def parse_template(name: str, text: str) -> PromptTemplate:
    """A prompt file's text, joined with the sections of the prompt that it extends."""
    head, sections = _split(text)
    if parent := head.get("extends"):
        sections = {**load_template(parent).sections, **sections}
    return PromptTemplate(
        name=name,
        version=int(head["version"]),
        schema=int(head["schema"]),
        sections=sections,
        digest=_digest(head["schema"], sections),
    )


def known_prompts() -> tuple[str, ...]:
    """Names of the prompts that are shipped."""
    names = {path.stem for path in _folder().glob("*.md")}
    return tuple(sorted(names - _PARTS))


def prompt_digest(prompt: str = DEFAULT_PROMPT) -> str:
    """A short hash over a prompt's text and its answer schema: part of every cache key."""
    return load_template(prompt).digest


def schema_of(prompt: str) -> int:
    """Version of the JSON schema of the answer a prompt asks for; 0 when that is no JSON."""
    return load_template(prompt).schema


def _read(name: str) -> str:
    return (_folder() / f"{name}.md").read_text(encoding="utf-8")


def _folder() -> Path:
    """In a wheel the prompts stand beside this file, in a checkout at its top."""
    installed = Path(__file__).parent / "files"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "prompts"


def _split(text: str) -> tuple[dict[str, str], dict[str, str]]:
    _, head, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    parts = _SECTION.split(body)
    names, texts = parts[1::2], parts[2::2]
    return fields, {name: part.removesuffix("\n") for name, part in zip(names, texts, strict=True)}


def _digest(schema: str, sections: dict[str, str]) -> str:
    content = "\0".join([schema, *(f"{name}\0{sections[name]}" for name in sorted(sections))])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:12]
