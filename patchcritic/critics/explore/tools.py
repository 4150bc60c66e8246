"""The look-ups a model may ask for, and what each gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from patchcritic.critics.calling.reply import ToolCall
from patchcritic.critics.explore.read import list_folder, read_definition
from patchcritic.critics.explore.search import search_text
from patchcritic.domain import Snapshot

MAX_CHARACTERS = 6_000
"""Of one result, some 1,700 tokens; what is over is cut and said so."""
_MAX_ARGUMENTS = 2_000


def _describe(name: str, what: str, /, **parameters: str) -> Mapping[str, Any]:
    """A function as OpenAI's API takes it; all of its parameters are texts and required."""
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": what,
            "parameters": {
                "type": "object",
                "properties": {
                    parameter: {"type": "string", "description": text}
                    for parameter, text in parameters.items()
                },
                "required": list(parameters),
                "additionalProperties": False,
            },
        },
    }


TOOLS = (
    _describe(
        "read_symbol",
        "Source of a function, class or variable in the patched tree, with line numbers.",
        path="File, relative to the repository root.",
        name="Qualified name, such as Schema.load; <module> for the file's beginning.",
    ),
    _describe(
        "grep",
        "Lines of the patched tree that hold a text.",
        text="Literal text, no regular expression; upper and lower case differ.",
        path_glob="Which files, such as src/**/*.py; * for all.",
    ),
    _describe(
        "list_dir",
        "Files and folders in a folder of the patched tree.",
        path="Folder, relative to the repository root; . for the root.",
    ),
)
"""What the model is told of the look-ups."""

_PARAMETERS: dict[str, list[str]] = {
    tool["function"]["name"]: tool["function"]["parameters"]["required"] for tool in TOOLS
}
_FUNCTIONS: dict[str, Callable[..., str]] = {
    "read_symbol": read_definition,
    "grep": search_text,
    "list_dir": list_folder,
}


class LookUps:
    """Answers look-ups from one tree, never from the file system."""

    def __init__(self, tree: Snapshot) -> None:
        self._tree = tree

    def answer(self, call: ToolCall) -> str:
        """The result, or one sentence on what is wrong with the call; never longer than
        ``MAX_CHARACTERS`` and a note."""
        values, problem = _read_arguments(call)
        if problem:
            return problem
        shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
        result = _FUNCTIONS[call.name](self._tree, **values)
        if len(result) > MAX_CHARACTERS:
            kept = result[:MAX_CHARACTERS].rpartition("\n")[0] or result[:MAX_CHARACTERS]
            n_cut = result.count("\n") - kept.count("\n")
            result = f"{kept}\n... cut here, {n_cut} more lines: ask for something smaller"
        return f"{call.name}({shown})\n{result}"


def _read_arguments(call: ToolCall) -> tuple[dict[str, str], str]:
    """The arguments as texts by name; or what keeps the call from being answered."""
    if call.name not in _PARAMETERS:
        return {}, f"There is no function {call.name[:64]!r}; there are {', '.join(_PARAMETERS)}."
    wanted = _PARAMETERS[call.name]
    signature = f"{call.name} takes a JSON object with the texts {' and '.join(wanted)}"
    if len(call.arguments) > _MAX_ARGUMENTS:
        return {}, f"The arguments are too long: {signature}."
    try:
        values = json.loads(call.arguments)
    except (ValueError, RecursionError):
        return {}, f"The arguments are no JSON: {signature}."
    is_fitting = (
        isinstance(values, dict)
        and sorted(values) == sorted(wanted)
        and all(isinstance(value, str) for value in values.values())
    )
    if not is_fitting:
        return {}, f"The arguments do not fit: {signature}."
    return {name: values[name] for name in wanted}, ""
