"""``patchcritic hook``: judge what git is about to let through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patchcritic.cli import critic_options, options
from patchcritic.hooks.kinds import HookKind

if TYPE_CHECKING:
    from patchcritic.hooks.folder import HooksFolder

app = typer.Typer(
    help="Judge what git is about to let through.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Types = Annotated[
    list[HookKind] | None,
    typer.Option("--type", metavar="TYPE", help="pre-merge-commit, pre-push or pre-commit."
                 " Repeatable."),
]  # fmt: skip
Repo = Annotated[
    Path,
    typer.Option("--repo", "-r", metavar="PATH", envvar="PATCHCRITIC_REPO",
                 help="A folder inside the git repository; of it only hooks are written."),
]  # fmt: skip
MaxTime = Annotated[
    float,
    typer.Option(min=0.1, metavar="S", envvar="PATCHCRITIC_HOOK_MAX_TIME",
                 help="Seconds for the whole run; then there is no verdict."),
]  # fmt: skip
OnNoVerdict = Annotated[
    str,
    typer.Option(metavar="allow|block", envvar="PATCHCRITIC_HOOK_ON_NO_VERDICT",
                 help="What happens where nothing can be said."),
]  # fmt: skip
MaxTests = Annotated[
    int | None,
    typer.Option(metavar="N", help="Judge only the N best associated tests.  [default: 50]"),
]
MaxCost = Annotated[
    float | None,
    typer.Option(metavar="USD", help="What a run may cost in all.  [default: 0.25]"),
]
FailOn = Annotated[
    str | None,
    typer.Option(metavar="WHEN",
                 help="fail, uncertain or never: which verdict rejects.  [default: fail]"),
]  # fmt: skip
Threshold = Annotated[
    float | None,
    typer.Option(metavar="P", help="Least p_pass that counts as passing.  [default: 0.5]"),
]


@app.command()
def install(
    types: Types = None,
    repo: Repo = Path(),
    model: critic_options.Model = None,
    cascade: critic_options.Cascade = None,
    api_base: critic_options.ApiBase = None,
    threshold: Threshold = None,
    profile: critic_options.Profile = None,
    fail_on: FailOn = None,
    max_tests: MaxTests = None,
    max_cost: MaxCost = None,
    price: critic_options.Price = None,
    max_time: MaxTime = 60.0,
    on_no_verdict: OnNoVerdict = "allow",
) -> None:
    """Let git run patchcritic; a hook that is there already goes on running, before it.

    The options are written into the script; a second install replaces them.
    """
    from patchcritic.cli.hook_install import install_hooks

    flags = {
        "model": model,
        "cascade": cascade,
        "api_base": api_base,
        "threshold": threshold,
        "profile": profile,
        "fail_on": fail_on,
        "max_tests": max_tests,
        "max_cost": max_cost,
        "price": price,
    }
    blocks = _read_policy(on_no_verdict)
    kinds = types or [HookKind.PRE_MERGE_COMMIT]
    for line in install_hooks(repo, kinds, flags, max_time=max_time, blocks=blocks):
        _say(line)


@app.command()
def uninstall(types: Types = None, repo: Repo = Path()) -> None:
    """Take our hooks away and put back what was there before them."""
    from patchcritic.hooks.install import uninstall_hook

    folder = _find_folder(repo)
    notes = [note for kind in types or HookKind for note in uninstall_hook(folder.path, kind)]
    for note in notes or ["no hook of ours is installed"]:
        _say(note)


@app.command()
def status(repo: Repo = Path()) -> None:
    """Say which hooks are installed, and where git looks for them."""
    from patchcritic.hooks.state import read_state

    folder = _find_folder(repo)
    for kind in HookKind:
        _say(f"{kind:<17} {read_state(folder.path, kind).describe()}")
    _say(folder.note or f"hooks are in {folder.path}")


def _say(text: str) -> None:
    """Paths come from the repository's configuration."""
    from patchcritic.reports.sanitise import make_printable

    typer.echo(make_printable(text))


@app.command()
def run(
    kind: Annotated[
        HookKind | None,
        typer.Argument(metavar="[TYPE]", help="The hook; without it, by what git and pre-commit"
                       " export, or else what is staged."),
    ] = None,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[ARGS]...", help="What git gives the hook.")
    ] = None,
    model: critic_options.Model = None,
    cascade: critic_options.Cascade = None,
    api_base: critic_options.ApiBase = None,
    threshold: Threshold = None,
    profile: critic_options.Profile = None,
    fail_on: FailOn = None,
    max_tests: MaxTests = None,
    max_cost: MaxCost = None,
    price: critic_options.Price = None,
    max_time: MaxTime = 60.0,
    on_no_verdict: OnNoVerdict = "allow",
    verbose: options.Verbose = 0,
) -> None:  # fmt: skip
    """Judge as the hook does; git calls this. Exits 0 to let things through, else 1, 4 or 130."""
    from patchcritic.cli.hook_run import HookRun, choose_kind, run_hook
    from patchcritic.symbols.source import pause_collection

    hook = HookRun(
        kind=choose_kind(kind),
        arguments=tuple(arguments or ()),
        flags={
            "model": model,
            "cascade": cascade,
            "api_base": api_base,
            "threshold": threshold,
            "profile": profile,
            "fail_on": fail_on,
            "max_tests": max_tests,
            "max_cost": max_cost,
            "price": price,
        },
        max_time=max_time,
        blocks=_read_policy(on_no_verdict),
        is_verbose=verbose > 0,
    )
    with pause_collection():
        code = run_hook(hook)
    raise typer.Exit(code)


def _find_folder(repo: Path) -> HooksFolder:
    from patchcritic.hooks.folder import find_hooks_folder

    return find_hooks_folder(repo)


def _read_policy(text: str) -> bool:
    from patchcritic.errors import UsageProblem

    if text not in ("allow", "block"):
        raise UsageProblem(f"--on-no-verdict {text}: it is allow or block")
    return text == "block"
