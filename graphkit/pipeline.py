"""`build`: files to articles, articles to claims, claims to one graph."""

from __future__ import annotations

import logging
import re
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, NamedTuple

from graphkit.cache import ClaimCache
from graphkit.codebook import read_codebook
from graphkit.errors import InputError
from graphkit.graph import Graph, Report
from graphkit.ontology import load_ontology
from graphkit.rdf import BASE, checked_base
from graphkit.reading import READERS, find, read, read_files, to_article
from graphkit.resolution import read_authorities, read_ledger, resolve
from graphkit.store import check_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphkit.directory import Directory
    from graphkit.extraction import Extractor, RuleExtractor
    from graphkit.extraction.rules import Explanation
    from graphkit.model import Article, Claim, Source
    from graphkit.ontology import Ontology
    from graphkit.reading import Noted, Skipped

EXTRACTORS = {"rules": "graphkit.extraction:RuleExtractor"}
"""What makes an extractor of this name from an ontology and the name of a model (or None)."""

BATCH = 8
"""Articles that are read and kept together, about a second's work: more are no faster, and lost if we are killed."""

_LOG = logging.getLogger(__name__)


def build(
    *paths: Path | str,
    ontology: Path | str | None = None,
    extractor: str | Extractor = "rules",
    model: str | None = None,
    base: str | None = None,
    cache: Path | str | None = None,
    ledger: Path | str | None = None,
    codebook: Path | str | None = None,
    links: Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
    mapping: Mapping[str, str] | None = None,
    directory: Directory | None = None,
) -> Graph:
    """The graph of the articles in files and folders; `Graph.report` says what became of the files.

    A path `-` is standard input. `mapping` says which field of JSON, tables and Parquet gives an article's text,
    title, date, publisher, url or id.

    `ontology` is a folder, `extractor` a name in EXTRACTORS or one of your own, `model` an installed spaCy
    pipeline, `base` the IRI that the graph's nodes begin with, `cache` a file that keeps the claims of each
    article for the next build. `ledger` is a file of judgements, `codebook` one of topics, `links` one of IRIs
    elsewhere; they overrule the rules, go before them, and add to them. `progress` is called with the number of
    files done and of all files. The articles of a `directory` (see `graphkit.upkeep`) belong to the graph, too;
    paths may then be none. The same articles give the same graph, in whatever order they are named.

    Raises InputError for a path that cannot be read and where no file gives an article, OntologyError for a
    broken ontology, ModelError where the model is missing.
    """
    base = checked_base(base or BASE)
    bound = _checked(ontology)
    # what people wrote is read first: a mistake in it is told before the work, not after
    judged = read_ledger(ledger, bound.relations) if ledger is not None else None
    topics = read_codebook(codebook) if codebook is not None else None
    elsewhere = read_authorities(links) if links is not None else None
    skipped: list[Skipped] = []
    noted: list[Noted] = []
    files = find(paths, skipped.append)
    extract = _extractor(extractor, bound, model)
    _LOG.info("%d files, ontology %s, extractor %s", len(files), bound.folder, extract.fingerprint)
    reader = partial(read_files, mapping=mapping, on_note=noted.append)
    total = len(files)
    if directory is None:
        articles = reader(files, bound.boilerplate, skipped.append)
    else:
        total += len(directory)
        articles = directory.taking(paths, files, bound.boilerplate, skipped.append, reader)
    kept = ClaimCache(Path(cache), extract.fingerprint, bound.fingerprint) if cache is not None else nullcontext()
    with kept as claims:
        found = list(_counted(extracted(articles, extract, claims), total, progress))
    report = Report(
        articles=len(found),
        cached=sum(article.cached for article in found),
        skipped=tuple(sorted(skipped)),
        noted=tuple(sorted(noted)),
        without_claims=tuple(article.source.file for article in found if not article.claims),
    )
    resolved = resolve(
        (claim for article in found for claim in article.claims),
        [article.source for article in found],
        bound,
        ledger=judged,
        codebook=topics,
        authorities=elsewhere,
    )
    stances = directory.joined(resolved.stances) if directory is not None else resolved.stances
    return Graph(stances, bound, base, report, resolved.account.completed(stances))


class Extracted(NamedTuple):
    """What was found in an article, and whether it was known already."""

    source: Source
    claims: tuple[Claim, ...]
    cached: bool


def extracted(articles: Iterable[Article], extract: Extractor, cache: ClaimCache | None = None) -> Iterator[Extracted]:
    """The claims of each article, in order; what the cache does not know is extracted and kept there.

    Claims are kept after each batch, and where it breaks off, those of the articles that were finished.
    """
    rest = iter(articles)
    while batch := tuple(islice(rest, BATCH)):
        known = cache.get(batch) if cache else {}
        unknown = [article for article in batch if article.source.id not in known]
        # The extractor is not called, and its model not loaded, where nothing is left to read.
        fresh = zip(unknown, extract(unknown), strict=True) if unknown else iter(())
        done: list[tuple[Article, tuple[Claim, ...]]] = []
        try:
            for source in (article.source for article in batch):
                if source.id in known:
                    yield Extracted(source, known[source.id], cached=True)
                else:
                    done.append(next(fresh))
                    yield Extracted(source, done[-1][1], cached=False)
            for _ in fresh:  # none is left, or zip complains of an extractor that gives too many
                pass
        finally:
            # What was finished is kept, whatever interrupts the rest.
            if cache:
                cache.put(done)


def _checked(folder: Path | str | None) -> Ontology:
    """The ontology of a folder, every part of it sound. Raises OntologyError."""
    ontology = load_ontology(folder)
    ontology.check()
    check_questions(ontology.questions.values())
    return ontology


def _extractor(wanted: str | Extractor, ontology: Ontology, model: str | None) -> Extractor:
    if not isinstance(wanted, str):
        return wanted
    if wanted not in EXTRACTORS:
        raise InputError(f"no extractor '{wanted}'; there are {', '.join(sorted(EXTRACTORS))}")
    extractor: Extractor = resolve_name(EXTRACTORS[wanted])(ontology, model)
    return extractor


def _counted(
    found: Iterable[Extracted], total: int, progress: Callable[[int, int], None] | None
) -> Iterator[Extracted]:
    """The same again, counted aloud."""
    if progress is None:
        yield from found
        return
    progress(0, total)
    for done, article in enumerate(found, 1):
        total = max(total, done)  # a file may hold many articles
        progress(done, total)
        yield article
    progress(total, total)


def explain(
    source: Path | str, *, ontology: Path | str | None = None, model: str | None = None
) -> Iterator[Explanation]:
    """What the rules make of each sentence of a text, a file or a folder, and why.

    A `source` that is no path on the disk is the text itself. Raises as `build` does.
    """
    bound = _checked(ontology)
    rules: RuleExtractor = resolve_name(EXTRACTORS["rules"])(bound, model)
    if _is_path(source):
        yield from rules.explain(read([source], bound.boilerplate))
    elif _is_meant_as_path(str(source).strip()):
        raise InputError(f"'{source}': no such file; name an article, or give a sentence in quotation marks")
    else:
        yield from rules.explain([to_article(str(source), "text.txt", bound.boilerplate)])


def _is_meant_as_path(text: str) -> bool:
    """Whether a text that names nothing on the disk is none to read either: empty, or a name and no sentence."""
    # "x.txt", "my file.md", "a/b"; but "U.S." and "either/or, they said" may be texts.
    return (
        not text or text.lower().endswith(tuple(READERS)) or re.fullmatch(r"\S*[\w/](\.\w{2,5}|/\S*)", text) is not None
    )


def _is_path(source: Path | str) -> bool:
    try:
        return bool(str(source).strip()) and Path(source).exists()
    except (OSError, ValueError):  # too long for a path, or with characters that none can have
        return False
