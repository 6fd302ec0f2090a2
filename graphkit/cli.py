"""The command `graphkit`: verbs that parse, call one library function and print.

Exit codes: 0 done, 1 a GraphkitError (one line on stderr), 2 wrong arguments, 3 the check found problems,
130 interrupted.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from graphkit.errors import GraphkitError

if TYPE_CHECKING:
    from graphkit.graph import Graph
    from graphkit.store import Answer

BROKEN, PROBLEMS, INTERRUPTED = 1, 3, 130
"""Exit codes; 2 is typer's."""

_LOG = logging.getLogger("graphkit")


class _Verbs(TyperGroup):
    """All verbs, and what becomes of their errors."""

    def invoke(self, ctx: Any) -> Any:
        with _logging():
            try:
                result = super().invoke(ctx)
                sys.stdout.flush()
            except GraphkitError as error:
                if _LOG.isEnabledFor(logging.INFO):
                    traceback.print_exc()
                _say(f"error: {' '.join(str(error).split())}")
                raise typer.Exit(BROKEN) from error
            except KeyboardInterrupt as error:
                _say("interrupted; what was extracted is kept")
                raise typer.Exit(INTERRUPTED) from error
            except BrokenPipeError as error:
                # Whoever read us has seen enough. Python would complain when it closes the pipe.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit from error
        return result


@contextmanager
def _logging() -> Iterator[None]:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("graphkit: %(levelname)s: %(message)s"))
    ...


def _say(line: str) -> None:
    typer.echo(f"graphkit: {line}", err=True)
