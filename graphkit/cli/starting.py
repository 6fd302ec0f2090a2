"""The verb that makes a folder to begin in: init."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import app
from graphkit.cli.options import Verbose, examples
from graphkit.cli.printing import print_lines

_TOLD = {
    "graphkit.toml": "what the verbs take where you say nothing",
    "articles": "two made-up articles; put yours in their place",
    "codebook.ttl": "topics of your own",
    "ledger.txt": "what you judge to be the same, different or wrong",
}
"""What each thing in the folder is for."""


@app.command(epilog=examples("graphkit init debate"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, or one that is here; . for this.")],
    verbose: Verbose = False,
) -> None:
    """Make a folder to begin in: a config file, example articles, a codebook and a ledger to edit."""
    from graphkit.starter import start

    done = start(folder)
    width = max(map(len, _TOLD)) + 2
    made = {path.relative_to(folder).parts[0] for path in done.made}
    print_lines(f"{name:<{width}}{told}" for name, told in _TOLD.items() if name in made)
    print_lines(f"{path} was here and stays as it is" for path in done.kept)
    enter = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    print_lines(["", f"Next:  {enter}graphkit build", "Then:  graphkit view"])
