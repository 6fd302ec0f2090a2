"""The command itself: how its verbs run, what becomes of their errors, and how it leaves."""

import io
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from graphkit.cli.options import Verbose
from graphkit.errors import GraphkitError

FAILED, PROBLEMS, INTERRUPTED, TERMINATED = 1, 3, 130, 143
"""Exit codes; 2 is typer's own."""

_LOG = logging.getLogger("graphkit")


class Terminated(KeyboardInterrupt):
    """SIGTERM: the work is broken off as by Ctrl-C, and what was finished is kept."""


class Verbs(TyperGroup):
    """The verbs, and what becomes of their errors."""

    def invoke(self, ctx: Any) -> Any:
        """Runs a verb. Leaves by typer.Exit with the exit code."""
        with _logging_to_stderr():
            try:
                result = super().invoke(ctx)
                sys.stdout.flush()
            except GraphkitError as error:
                if _LOG.isEnabledFor(logging.INFO):
                    traceback.print_exc()
                typer.echo(f"graphkit: error: {' '.join(str(error).split())}", err=True)
                raise typer.Exit(FAILED) from error
            except ImportError as error:
                if _LOG.isEnabledFor(logging.INFO):
                    traceback.print_exc()
                typer.echo(
                    f"graphkit: error: {' '.join(str(error).split())}; the installation is broken:"
                    " `graphkit doctor` tells what to do",
                    err=True,
                )
                raise typer.Exit(FAILED) from error
            except KeyboardInterrupt as error:
                terminated = isinstance(error, Terminated)
                typer.echo(f"graphkit: {'terminated' if terminated else 'interrupted'}", err=True)
                raise typer.Exit(TERMINATED if terminated else INTERRUPTED) from error
            except BrokenPipeError as error:
                _close_stdout()  # who read us has seen enough
                raise typer.Exit from error
        return result


def _close_stdout() -> None:
    """Sends what is left to write nowhere; Python would complain about it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _logging_to_stderr() -> Iterator[None]:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("graphkit: %(message)s"))
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(logging.NOTSET)


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
"""Shells that have completion."""


def _of_shell(option: str, shell: str) -> None:
    """Prints the completion script of a shell that is named; typer alone looks only at the one that it runs in."""
    if shell not in SHELLS or option == "--install-completion":
        remedy = f"there is {', '.join(SHELLS)}" if shell not in SHELLS else f"run it in {shell}, without the name"
        typer.echo(f"graphkit: error: {option} '{shell}': {remedy}", err=True)
        sys.exit(FAILED)
    os.environ["_GRAPHKIT_COMPLETE"] = f"source_{shell}"
    with redirect_stdout(io.StringIO()) as shown, suppress(SystemExit):
        app(args=[], prog_name="graphkit")
    typer.echo(shown.getvalue().strip())  # zsh wants its #compdef in the first line


def main() -> None:
    """The entry point of the command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file name or a letter that the terminal's encoding lacks is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        try:
            match sys.argv[1:]:
                case ["--show-completion" | "--install-completion" as option, shell]:
                    _of_shell(option, shell)
                case _:
                    app(prog_name="graphkit")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    except OSError as error:
        # All else that touches a file raises a GraphkitError: this is stdout.
        _close_stdout()
        typer.echo(f"graphkit: error: stdout: cannot be written ({error.strerror}); write to another place", err=True)
        sys.exit(FAILED)


def _terminate(*_: object) -> None:
    raise Terminated


def _version(wanted: bool) -> None:
    if wanted:
        from graphkit import __version__

        typer.echo(f"graphkit {__version__}")
        raise typer.Exit


@app.callback()
def graphkit(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Who supports, opposes or proposes what, and which sentence says so."""
    from graphkit.cli.configuring import UNCONFIGURED, defaults

    if ctx.invoked_subcommand not in UNCONFIGURED:
        ctx.default_map = defaults(ctx)
