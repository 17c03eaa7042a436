"""The group of commands about benchmarking, as a part of `comity`."""

import typer

from comity.cli.app import app

benchmark = typer.Typer(
    help="Compare an audit protocol with the common criteria.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(benchmark, name="benchmark")


@benchmark.callback()
def group() -> None:
    """Compare an audit protocol with the common criteria."""
