"""The verb that looks for what is wrong: doctor."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import PROBLEMS, app
from graphkit.cli.options import Verbose, examples
from graphkit.cli.printing import count


@app.command(epilog=examples("graphkit doctor", "graphkit doctor output"))
def doctor(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder of a graph; without one, the installation.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Check the installation, or the folder of a graph, and say how to mend what is wrong; then the exit code is 3."""
    from graphkit.cli.configuring import NAME, defaults
    from graphkit.doctor import Finding, examine_folder, examine_installation
    from graphkit.errors import InputError

    wrong = 0
    for finding in examine_installation() if folder is None else examine_folder(folder):
        typer.echo(str(finding))
        wrong += finding.state == "wrong"
    if folder is None and Path(NAME).exists():
        try:
            defaults(ctx.find_root())
            typer.echo(str(Finding("ok", NAME, "each key is an option of its verb")))
        except InputError as error:
            typer.echo(str(Finding("wrong", NAME, str(error))))
            wrong += 1
    if wrong:
        typer.echo(f"{count(wrong, 'thing')} wrong")
        raise typer.Exit(PROBLEMS)
