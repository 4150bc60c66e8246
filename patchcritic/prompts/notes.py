"""What a request may add to a prompt: a reference, pictures, answers of before, an angle."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from patchcritic.domain import Image, Opinion
from patchcritic.errors import UsageProblem
from patchcritic.prompts.fences import fence, one_line
from patchcritic.prompts.templates import load_part
from patchcritic.redact import has_placeholder

if TYPE_CHECKING:
    from jinja2 import Template


def write_reference(code: str) -> str:
    """The code of a known good change, with what it is for; empty when there is none."""
    return _note("reference", fence(code)) if code else ""


def write_redacted(*texts: str) -> str:
    """What placeholders are; empty when the texts hold none."""
    return f"{load_part('notes')['redacted']}\n" if any(map(has_placeholder, texts)) else ""


def write_images(images: tuple[Image, ...]) -> str:
    """Which pictures go along; empty when none do."""
    names = "\n".join(f"{n}. {one_line(image.path)}" for n, image in enumerate(images, start=1))
    return _note("images", fence(names)) if images else ""


def write_earlier(opinions: tuple[Opinion, ...]) -> str:
    """What was answered before; fenced, since a model may repeat what it was shown."""
    blocks = [
        f"## {one_line(opinion.by)}: {opinion.label.value}, p_pass {opinion.p_pass:.2f}\n"
        f"{opinion.rationale.strip()}"
        for opinion in opinions
    ]
    return _note("earlier", fence("\n\n".join(blocks))) if blocks else ""


def write_angle(angle: str) -> str:
    """How to look at it. Raises ``UsageProblem`` listing the angles when there is no such one."""
    if not angle:
        return ""
    angles = load_part("angles")
    if angle not in angles:
        raise UsageProblem(f"There is no angle {angle!r}; known: {', '.join(sorted(angles))}.")
    return f"{angles[angle].strip()}\n"


def fill(section: str, values: Mapping[str, object]) -> str:
    """A section's text with its places filled."""
    return _compile(section).render(values)


def _note(name: str, content: str) -> str:
    return fill(load_part("notes")[name], {name: content}) + "\n"


@lru_cache(maxsize=32)
def _compile(section: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=False)
    return environment.from_string(section)
