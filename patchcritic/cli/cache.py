"""``patchcritic cache``: what is kept between runs, and how to forget it."""

from __future__ import annotations

import typer

app = typer.Typer(help="Show or clear what is kept between runs.", no_args_is_help=True)


@app.command()
def info() -> None:
    """Show where answers and the symbol index lie, how many there are and what they take."""
    from patchcritic.cli.stores import all_stores

    for name, store in all_stores().items():
        held = store.info()
        typer.echo(
            f"{name:<8} {held.n_entries:>9,} entries {held.n_bytes / 1e6:>9.1f} MB "
            f"of at most {held.max_bytes / 1e6:,.0f} MB  {held.path}"
        )


@app.command()
def clear() -> None:
    """Forget all answers and the symbol index; the models' weights stay."""
    from patchcritic.cli.stores import all_stores

    for name, store in all_stores().items():
        typer.echo(f"{name:<8} {store.clear():>9,} entries forgotten")
