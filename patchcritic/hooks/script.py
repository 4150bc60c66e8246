"""The script that git runs: POSIX sh, no program besides the ones it is for."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass

from patchcritic.hooks.kinds import HookKind

VERSION = 1
_MARK = re.compile(rb"^# patchcritic hook, version (\d+), digest ([0-9a-f]{16})$", re.MULTILINE)
_NO_DIGEST = "0" * 16

# Not `-m patchcritic`, which could not tell a missing package from a verdict; -P keeps modules of
# the repository, in whose folder git starts this, from being imported.
_LAUNCHER = """\
import sys
try:
    from patchcritic.cli import main
except ImportError:
    sys.exit(86)
sys.argv[0] = "patchcritic"
main()
"""

_TEMPLATE = """\
#!/bin/sh
# patchcritic hook, version @VERSION@, digest @DIGEST@
# Made by `patchcritic hook install --type @KIND@`; install it again to change its options.
# `patchcritic hook uninstall --type @KIND@` takes it away and puts back what was here before.
python=@PYTHON@
launcher=@LAUNCHER@
earlier=${0%/*}/@KIND@@EARLIER@

judge() {
    if [ -x "$python" ]; then
        "$python" -P -c "$launcher" hook run @OPTIONS@@KIND@ -- "$@"
        code=$?
        [ "$code" -eq 86 ] || return "$code"
    fi
    if command -v patchcritic >/dev/null 2>&1; then
        patchcritic hook run @OPTIONS@@KIND@ -- "$@"
        return
    fi
    echo "patchcritic: no verdict: patchcritic is neither in $python nor on PATH;" >&2
    echo "    install it, or take away this hook: $0" >&2
    return @MISSING@
}
@BODY@"""

_PLAIN = """
if [ -x "$earlier" ]; then
    "$earlier" "$@" || exit
fi
judge "$@"
"""

_WITH_INPUT = """
input=
while IFS= read -r line || [ -n "$line" ]; do
    input="$input$line
"
done
if [ -x "$earlier" ]; then
    printf '%s' "$input" | "$earlier" "$@" || exit
fi
printf '%s' "$input" | judge "$@"
"""

EARLIER_SUFFIX = ".before-patchcritic"
"""What the hook that was there first is called while ours stands in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a file says about being one of ours."""

    version: int
    is_edited: bool
    """Whether somebody changed it since it was written."""
    python: str
    """The interpreter that installed it."""


def render_script(kind: HookKind, *, python: str, options: tuple[str, ...], blocks: bool) -> str:
    """The script for one hook.

    Args:
        kind: which hook.
        python: the interpreter that has patchcritic; ``patchcritic`` on PATH stands in for it.
        options: what to pass to ``patchcritic hook run``.
        blocks: whether to hold things back where there is no patchcritic any more.
    """
    text = _TEMPLATE
    for name, value in {
        "BODY": _WITH_INPUT if kind is HookKind.PRE_PUSH else _PLAIN,
        "VERSION": str(VERSION),
        "KIND": kind.value,
        "EARLIER": EARLIER_SUFFIX,
        "LAUNCHER": shlex.quote(_LAUNCHER),
        "MISSING": "4" if blocks else "0",
        "PYTHON": shlex.quote(python),
        "OPTIONS": f"{shlex.join(options)} " if options else "",
    }.items():
        text = text.replace(f"@{name}@", value)
    return text.replace("@DIGEST@", _digest(text.replace("@DIGEST@", _NO_DIGEST)), 1)


def read_script(raw: bytes) -> Script | None:
    """What is known of a script of ours; None when it is another's."""
    found = _MARK.search(raw[:400])
    if found is None:
        return None
    text = raw.decode("utf-8", "surrogateescape")
    digest = found[2].decode("ascii")
    python = re.search(r"^python=(.*)$", text, re.MULTILINE)
    return Script(
        version=int(found[1]),
        is_edited=_digest(text.replace(digest, _NO_DIGEST, 1)) != digest,
        python="".join(shlex.split(python[1])) if python else "",
    )


def _digest(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return hashlib.sha256(raw).hexdigest()[:16]
