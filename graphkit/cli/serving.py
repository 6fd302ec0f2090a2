"""The verb that serves a graph: serve."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from graphkit.cli.app import app
from graphkit.cli.options import Belief, OntologyDir, Publishers, Verbose, examples
from graphkit.errors import InputError

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@,]+", re.IGNORECASE)
_NEEDED = ("starlette", "uvicorn")


@app.command(epilog=examples("graphkit serve output", "graphkit serve output --port 8000 --timeout 60"))
def serve(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="What graphkit build wrote, or a graph.")
    ] = Path("output"),
    host: Annotated[
        str, typer.Option(help="The address to listen at; others than yourself need 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 7890,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long a query may take.")] = 30,
    workers: Annotated[int, typer.Option(min=2, max=256, help="How many queries are answered at once.")] = 8,
    max_result: Annotated[int, typer.Option(min=1, metavar="MB", help="The largest answer.")] = 64,
    max_request: Annotated[int, typer.Option(min=1, metavar="KB", help="The largest query.")] = 1024,
    memory: Annotated[int, typer.Option(min=64, metavar="MB", help="Memory that one query may take.")] = 1024,
    cors: Annotated[
        list[str] | None, typer.Option(metavar="ORIGIN", help="Web pages that may read answers; * for all.")
    ] = None,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Log no requests.")] = False,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Serve a graph on this machine: SPARQL for programs at /sparql, pages for people at /."""
    try:
        from graphkit.server.pool import Limits
        from graphkit.server.serving import serve as serve_graph
    except ModuleNotFoundError as error:
        if error.name not in _NEEDED:
            raise
        raise InputError(f"serve needs {error.name}; install it with: pip install 'graphkit[serve]'") from error
    for origin in cors or ():
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise InputError(
                f"--cors '{origin}': no origin; write * or scheme://host[:port], such as https://a.example"
            )
    if not quiet:
        logging.getLogger("graphkit.server").setLevel(logging.INFO)

    def tell(address: str) -> None:
        sys.stdout.write(f"serving {directory} at {address} (SPARQL at {address}sparql); Ctrl-C stops it\n")
        sys.stdout.flush()

    limits = Limits(
        timeout=timeout,
        max_request=max_request << 10,
        max_result=max_result << 20,
        memory=memory << 20,
        workers=workers,
    )
    with _surer(directory, ontology, belief, publishers) as served:
        serve_graph(
            served,
            ontology=ontology,
            host=host,
            port=port,
            limits=limits,
            cors=tuple(cors or ()),
            ready=tell,
        )


@contextmanager
def _surer(directory: Path, ontology: Path | None, belief: float, publishers: int) -> Iterator[Path]:
    """What is to be served: the directory itself, or a file of the edges that are believed so far."""
    if not (belief or publishers):
        yield directory
        return
    from graphkit.graph import load

    with TemporaryDirectory(prefix="graphkit-") as folder:
        part = Path(folder) / "graph.ttl"
        load(directory, ontology=ontology).believed(belief, publishers=publishers).to_turtle(part)
        yield part
