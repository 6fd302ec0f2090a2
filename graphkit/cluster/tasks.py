"""What a task does on a machine of the cluster: a part's articles to claims, by the functions of one process."""

from __future__ import annotations

import signal
import threading
from functools import lru_cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from graphkit import __version__
from graphkit.crew import Failed
from graphkit.errors import GraphkitError
from graphkit.harvest import BATCH, claims_of, patience
from graphkit.ontology import load_ontology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphkit.cluster.parts import Work
    from graphkit.extraction import Extractor
    from graphkit.model import Article, Claim

_ENDS = 2
"""How many tasks may end over an article that is all they have."""


@lru_cache(maxsize=1)
def extractor(make: str, arguments: tuple[object, ...], under: tuple[str, str]) -> Extractor:
    """The extractor of this process, made once. Raises GraphkitError where it is not the one that was meant."""
    made: Extractor = resolve_name(make)(*arguments)
    folder = arguments[1]
    mine = (made.fingerprint, load_ontology(folder).fingerprint if folder is not None else under[1])  # type: ignore[arg-type]
    if mine != under:
        raise GraphkitError(
            f"a machine of the cluster has another extractor or ontology ({', '.join(mine)}) than the one that asks "
            f"({', '.join(under)}); install the same release of graphkit, its model and the ontology on all"
        )
    ready = getattr(made, "ready", None)
    if ready is not None:
        ready()
    return made


def same_release(release: str) -> None:
    """Raises GraphkitError on a machine with another release of graphkit than this."""
    if release != __version__:
        raise GraphkitError(
            f"a machine of the cluster has graphkit {__version__}, and the one that asks {release}; "
            "install the same release on all"
        )


def do(work: Work, name: str, extract: Extractor) -> None:
    """Reads a part, if that is not done, and writes its claims.

    Articles over which an earlier task ended are read alone; one over which two more end, or which takes too long
    twice, is given as Failed.
    """
    if work.is_done(name):
        return
    articles = work.articles(name)
    ended = work.ended(name)
    suspects = {place for places in ended for place in places}
    found: list[tuple[Claim, ...] | Failed] = []
    while (start := len(found)) < len(articles):
        stop = min(start + BATCH - start % BATCH, len(articles))
        if not suspects.isdisjoint(range(start, stop)):
            stop = start + 1
        places = range(start, stop)
        if len(places) == 1 and ended[places] >= _ENDS:
            found.append(Failed("a process that read it died or took too long, twice"))
            continue
        work.note(name, "begun", places)
        try:
            found += _watched(articles[start:stop], extract)
        finally:  # it is not the end of the process
            work.note(name, "done", places)
    work.finish(name, articles, found)


def _watched(articles: Sequence[Article], extract: Extractor) -> list[tuple[Claim, ...] | Failed]:
    """The claims of articles; the process ends where that takes too long, and Spark does its task again."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return list(claims_of(articles, extract))
    before = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, sum(map(patience, articles)))
    try:
        return list(claims_of(articles, extract))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
