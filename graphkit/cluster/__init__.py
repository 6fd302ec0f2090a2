"""Work on a cluster of machines, by Spark: articles in parts, each part done by one task, its claims kept.

A part is a Parquet file of articles in a work folder that all machines see; its claims are another one beside it.
What a task does with a part is what one process does with articles (`graphkit.harvest.claims_of`), so the claims are
the same. A part that is done is not done again, whoever died meanwhile. The files are read there, too, if they are many
(`intake`), and resolution has its comparisons done there, if they are (`meetings`).
"""

from __future__ import annotations

import logging
import shutil
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

from graphkit.cluster.intake import read_ahead
from graphkit.cluster.machines import Cluster
from graphkit.cluster.meetings import Machines
from graphkit.cluster.parts import Work
from graphkit.crew import Failed
from graphkit.errors import InputError
from graphkit.harvest import Extracted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphkit.cache import ClaimCache
    from graphkit.cluster.spark import Order
    from graphkit.harvest import Hands
    from graphkit.model import Article

__all__ = ["Cluster", "Machines", "extracted", "read_ahead"]

_LOOK = 0.5
"""Seconds after which it is looked again whether a part is done."""

_LOG = logging.getLogger(__name__)


def extracted(
    articles: Iterable[Article],
    cluster: Cluster,
    hands: Hands,
    under: tuple[str, str],
    cache: ClaimCache | None = None,
    *,
    on_fail: Callable[[Article, str], None] = lambda article, reason: None,
) -> Iterator[Extracted]:
    """The claims of each article: first of those that the cache knows, then of the rest, each in order.

    As `graphkit.harvest.extracted`; `hands` tells how the machines make the extractor, `under` are its fingerprint and
    that of the ontology, which the machines' own must equal. Raises InputError where Spark or Java is missing, what
    the extractor raises, and GraphkitError where the cluster fails for good.
    """
    from graphkit.cluster import spark

    if cluster.part < 1:
        raise InputError(f"parts of {cluster.part} articles hold nothing; name 1 or more")
    spark.check()
    work = Work(cluster.work, under, anew=cluster.anew)
    names: list[str] = []
    rest = iter(articles)
    while some := tuple(islice(rest, cluster.part)):
        known = cache.get(some) if cache else {}
        for article in some:
            if article.source.id in known:
                yield Extracted(article.source, known[article.source.id], cached=True)
        if unknown := [article for article in some if article.source.id not in known]:
            names.append(work.put(unknown))
    if names:
        _LOG.info("%d parts in %s, %d of them done before", len(names), work.folder, sum(map(work.is_done, names)))
        yield from _read(
            work, names, cluster, spark.Order(str(work.folder), hands.make, hands.arguments, under), cache, on_fail
        )
    if not cluster.keep:
        shutil.rmtree(work.folder, ignore_errors=True)


def _read(
    work: Work,
    names: Sequence[str],
    cluster: Cluster,
    order: Order,
    cache: ClaimCache | None,
    on_fail: Callable[[Article, str], None],
) -> Iterator[Extracted]:
    """What was found in each part, in order, as soon as it and those before it are done."""
    from graphkit.cluster import spark

    before = {name for name in names if work.is_done(name)}
    with ExitStack() as stack:
        going = None
        if undone := [name for name in names if name not in before]:
            engine = stack.enter_context(spark.engine(cluster))
            pool = stack.enter_context(ThreadPoolExecutor(1))
            stack.callback(engine.cancel)
            going = pool.submit(engine.run, order, undone, work)
        for name in names:
            while not work.is_done(name):
                assert going is not None
                if going.done():
                    going.result()
                    break
                wait([going], timeout=_LOOK)
            done = []
            for article, claims in work.found(name):
                if isinstance(claims, Failed):
                    on_fail(article, claims.reason)
                else:
                    done.append((article, claims))
            if cache:
                cache.put(done)
            for article, claims in done:
                yield Extracted(article.source, claims, cached=False)
        if going is not None:
            going.result()
