"""JSON as text that is safe to print anywhere."""

from __future__ import annotations

import json
import re
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def write_json(document: Any, *, indent: int | None = 2) -> str:
    """The document in ASCII, with a final newline; what is parsed from it is what went in.

    A runner obeys ``##[`` anywhere in a line that a job prints, so that no two ``#`` stand side by
    side: one of them is written as an escape, as is the control character DEL. Lone surrogates,
    which strict parsers refuse, become U+FFFD.
    """
    text = json.dumps(document, indent=indent, ensure_ascii=True, allow_nan=False)
    if "\\ud" in text:
        text = json.dumps(_replace_surrogates(document), indent=indent, allow_nan=False)
    return text.replace("##", "#\\u0023").replace("\x7f", "\\u007f") + "\n"


def _replace_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_replace_surrogates(key): _replace_surrogates(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace_surrogates(one) for one in value]
    return value
