"""Reading definitions and folders of a tree for a model that asks for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from patchcritic.domain import Snapshot, SymbolKind
from patchcritic.symbols import MODULE, Definition, parse_symbols

MAX_LINES = 150
"""Lines of a definition that are shown at most."""
MAX_WIDTH = 400
"""Characters of a line that are shown; longer ones are data or minified code."""
_MAX_NAMES = 40
_MAX_ENTRIES = 200
_N_BEFORE, _N_AFTER = 3, 30
"""Lines shown around a name in a file whose definitions are not known."""


def read_definition(tree: Snapshot, path: str, name: str) -> str:
    """The source of a definition, each line behind its number and a bar; several when a name
    is defined again, and the lines around it in a file that is not Python."""
    path = clean_path(path)
    text = tree.read(path)
    if text is None:
        return explain_missing(tree, path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if name in ("", MODULE):
        return show_range(lines, 1, len(lines))
    symbols = parse_symbols(text, has_digests=False) if path.endswith((".py", ".pyi")) else None
    if symbols is None or symbols.error is not None:
        return _show_around(lines, name)
    found = _find(symbols.definitions, name)
    if not found:
        return _explain_unknown(symbols.definitions, name)
    return "\n\n".join(_show(lines, one, symbols.definitions) for one in found)


def list_folder(tree: Snapshot, path: str) -> str:
    """The names in a folder, those of folders with a slash behind them."""
    folder = clean_path(path)
    start = f"{folder}/" if folder else ""
    inside = [one[len(start) :] for one in tree.paths() if one.startswith(start)]
    if not inside:
        return f"There is no such folder: {folder!r}."
    names = sorted({head + slash for head, slash, _ in (one.partition("/") for one in inside)})
    more = [f"... {len(names) - _MAX_ENTRIES} more"] if len(names) > _MAX_ENTRIES else []
    return "\n".join([*names[:_MAX_ENTRIES], *more])


def clean_path(path: str) -> str:
    """A path as trees spell it; one that leads out of the tree just names nothing in it."""
    parts = [part for part in path.strip().replace("\\", "/").split("/") if part not in ("", ".")]
    return "/".join(parts)


def explain_missing(tree: Snapshot, path: str) -> str:
    """That a file cannot be read, and which ones of its name can."""
    if tree.blob_id(path) is not None:
        return f"{path!r} is no text, or too large."
    ending = "/" + path.rpartition("/")[2]
    alike = [one for one in tree.paths() if f"/{one}".endswith(ending)][:5] if path else []
    hint = f" There is: {', '.join(alike)}." if alike else ""
    return f"There is no such file: {path!r}.{hint}"


def show_range(lines: Sequence[str], start: int, end: int) -> str:
    """Lines ``start`` to ``end``, numbered, as far as ``MAX_LINES`` go."""
    last = min(end, len(lines), start + MAX_LINES - 1)
    shown = [f"{number}|{lines[number - 1][:MAX_WIDTH]}" for number in range(start, last + 1)]
    if last < min(end, len(lines)):
        shown.append(f"... {min(end, len(lines)) - last} more lines")
    return "\n".join(shown)


def _find(definitions: Sequence[Definition], name: str) -> list[Definition]:
    """Those of that qualified name, or else those whose name ends so."""
    known = [one for one in definitions if one.qualname != MODULE]
    exact = [one for one in known if one.qualname == name]
    return exact or [one for one in known if one.qualname.endswith(f".{name}")]


def _show(lines: Sequence[str], found: Definition, definitions: Sequence[Definition]) -> str:
    shown = f"{found.qualname}:\n{show_range(lines, found.start, found.end)}"
    if found.kind is SymbolKind.CLASS and found.end - found.start >= MAX_LINES:
        members = [one.name for one in definitions if one.parent == found.qualname]
        shown += f"\nmembers: {_enumerate(members)}"
    return shown


def _explain_unknown(definitions: Sequence[Definition], name: str) -> str:
    top = [one.name for one in definitions if one.parent == MODULE and one.name != MODULE]
    return f"The file defines no {name!r}. It defines: {_enumerate(top) or 'nothing'}."


def _enumerate(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _MAX_NAMES} more" if len(unique) > _MAX_NAMES else ""
    return ", ".join(unique[:_MAX_NAMES]) + more


def _show_around(lines: Sequence[str], name: str) -> str:
    """The first place that names it; definitions are only known of Python that parses."""
    word = re.compile(rf"(?<!\w){re.escape(name.rpartition('.')[2])}(?!\w)")
    for number, line in enumerate(lines, start=1):
        if word.search(line):
            return show_range(lines, max(1, number - _N_BEFORE), number + _N_AFTER)
    return f"The file does not name {name!r}."
