"""`build`: files to articles, articles to claims, claims to one graph."""

from __future__ import annotations

import logging
import re
from contextlib import closing, nullcontext
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, NamedTuple

from graphkit.cache import ClaimCache
from graphkit.cluster import Machines, read_ahead
from graphkit.cluster import extracted as extracted_on_cluster
from graphkit.codebook import read_codebook
from graphkit.errors import InputError, ModelError
from graphkit.graph import Graph, Report
from graphkit.harvest import Hands, Harvest, extracted
from graphkit.ontology import load_ontology
from graphkit.rdf import BASE, checked_base
from graphkit.reading import READERS, Skipped, find, read, read_files, to_article
from graphkit.resolution import read_authorities, read_ledger, resolve
from graphkit.store import check_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphkit.cluster import Cluster
    from graphkit.directory import Directory
    from graphkit.extraction import Extractor, RuleExtractor
    from graphkit.extraction.rules import Explanation
    from graphkit.harvest import Extracted
    from graphkit.model import Article
    from graphkit.ontology import Ontology
    from graphkit.reading import File, Noted

EXTRACTORS = {
    "rules": "graphkit.extraction:RuleExtractor",
    "llm": "graphkit.extraction.llm:LanguageModelExtractor",
}
"""What makes an extractor of this name from an ontology and the name of a model (or None)."""

PLUGINS = "graphkit.extractors"
"""The group of entry points in which other packages name extractors of theirs; each is called as those above."""

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
    on_skip: Callable[[Skipped], None] | None = None,
    mapping: Mapping[str, str] | None = None,
    directory: Directory | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
) -> Graph:
    """The graph of the articles in files and folders; `Graph.report` says what became of the files.

    A path `-` is standard input. `mapping` says which field of JSON, tables and Parquet gives an article's text,
    title, date, publisher, url or id.

    `ontology` is a folder, `extractor` a name in EXTRACTORS, that of a plug-in or one of your own, `model` an
    installed spaCy pipeline, `base` the IRI that the graph's nodes begin with, `cache` a file that keeps the claims of
    each article for the next build. `ledger` is a file of judgements, `codebook` one of topics, `links` one of IRIs
    elsewhere; they overrule the rules, go before them, and add to them. `progress` is called with the number of
    files done and of all files, `on_skip` with each that gives no article. The articles of a `directory` (see
    `graphkit.upkeep`) belong to the graph, too; paths may then be none. The same articles give the same graph, in
    whatever order they are named and however many `workers` read them.

    With more than one worker, many articles are read by that many processes. They import the script that calls
    this, whose work must therefore stand behind `if __name__ == "__main__":`. With a `cluster` (see
    `graphkit.cluster.Cluster`) its machines read them, whatever `workers` says.

    Raises InputError for a path that cannot be read and where no file gives an article, OntologyError for a
    broken ontology, ModelError where the model is missing.
    """
    return built(
        lambda: intake(*paths),
        ontology=ontology,
        extractor=extractor,
        model=model,
        base=base,
        cache=cache,
        ledger=ledger,
        codebook=codebook,
        links=links,
        progress=progress,
        on_skip=on_skip,
        mapping=mapping,
        directory=directory,
        workers=workers,
        cluster=cluster,
    )


def built(
    taken: Callable[[], Intake],
    *,
    ontology: Path | str | None,
    extractor: str | Extractor,
    model: str | None,
    base: str | None,
    cache: Path | str | None,
    ledger: Path | str | None,
    codebook: Path | str | None,
    links: Path | str | None,
    progress: Callable[[int, int], None] | None,
    on_skip: Callable[[Skipped], None] | None,
    mapping: Mapping[str, str] | None,
    directory: Directory | None,
    workers: int,
    cluster: Cluster | None,
) -> Graph:
    """As `build`, of files that were looked for already, or are when all else is found right."""
    base = checked_base(base or BASE)
    bound = _checked(ontology)
    # what people wrote is read first: a mistake in it is told before the work, not after
    judged = read_ledger(ledger, bound.relations) if ledger is not None else None
    topics = read_codebook(codebook) if codebook is not None else None
    elsewhere = read_authorities(links) if links is not None else None
    noted: list[Noted] = []
    paths, files, skipped = taken()
    extract = made_extractor(extractor, bound, model)
    alone = getattr(extract, "alone", False)
    if alone and cluster is not None:
        raise InputError(f"the extractor '{extractor}' works in one process; build without a cluster")
    hands = _hands(workers, extractor, bound, model, cluster) if not alone else None
    _LOG.info("%d files, ontology %s, extractor %s", len(files), bound.folder, extract.fingerprint)

    def skip(one: Skipped) -> None:
        skipped.append(one)
        if on_skip is not None:
            on_skip(one)

    failed: list[str] = []

    def fail(article: Article, reason: str) -> None:
        failed.append(reason)
        skip(Skipped(Path(article.source.file), reason))

    reader = partial(read_files, mapping=mapping, on_note=noted.append)
    if cluster is not None:
        reader = partial(reader, ahead=partial(read_ahead, cluster=cluster, ontology=bound))
    total = len(files)
    if directory is None:
        articles = reader(files, bound.boilerplate, skip)
    else:
        total += len(directory)
        articles = directory.taking(paths, files, bound.boilerplate, skip, reader, mapping)
    kept = ClaimCache(Path(cache), extract.fingerprint, bound.fingerprint) if cache is not None else nullcontext()
    with closing(Harvest()) as found:
        with kept as claims:
            if cluster is not None and hands is not None:
                under = (extract.fingerprint, bound.fingerprint)
                come = extracted_on_cluster(articles, cluster, hands, under, claims, on_fail=fail)
            else:
                come = extracted(articles, extract, claims, hands=hands, on_fail=fail)
            for each in _counted(come, total, progress):
                found.add(each)
        if failed and not found.articles:
            raise ModelError(
                f"nothing could be read: of {len(failed)} articles the first is skipped for this: {failed[0]}"
            )
        report = Report(
            articles=found.articles,
            cached=found.cached,
            skipped=tuple(sorted(skipped)),
            noted=tuple(sorted(noted)),
            without_claims=tuple(source.file for source, claims in found if not claims),
            account=tuple(extract.account()) if hasattr(extract, "account") else (),
        )
        resolved = resolve(
            (claim for _, claims in found for claim in claims),
            [source for source, _ in found],
            bound,
            ledger=judged,
            codebook=topics,
            authorities=elsewhere,
            division=Machines(cluster) if cluster is not None else None,
        )
    stances = directory.joined(resolved.stances) if directory is not None else resolved.stances
    return Graph(stances, bound, base, report, resolved.account.completed(stances))


def estimate(
    *paths: Path | str,
    extractor: str | Extractor,
    ontology: Path | str | None = None,
    model: str | None = None,
    cache: Path | str | None = None,
    mapping: Mapping[str, str] | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
) -> tuple[str, ...]:
    """What an extractor would take for the articles that the cache does not know: its own lines. Nothing is asked.

    Raises InputError for an extractor that cannot tell beforehand, as the rules cannot, and as `build`.
    """
    bound = _checked(ontology)
    extract = made_extractor(extractor, bound, model)
    foretell = getattr(extract, "estimate", None)
    if foretell is None:
        raise InputError(f"the extractor '{extractor}' costs nothing but time; an estimate is for --extractor llm")
    articles = read(paths, bound.boilerplate, on_skip or (lambda _: None), mapping=mapping)
    if cache is None or not Path(cache).exists():
        return tuple(foretell(articles))
    with ClaimCache(Path(cache), extract.fingerprint, bound.fingerprint) as claims:
        return tuple(foretell(article for article in articles if not claims.get([article])))


class Intake(NamedTuple):
    """What there is to read: the paths that were named, the files found there, and what there cannot be read."""

    paths: tuple[Path | str, ...]
    files: list[File]
    skipped: list[Skipped]


def intake(*paths: Path | str) -> Intake:
    """Looks for files once. Raises InputError for a path that cannot be read."""
    skipped: list[Skipped] = []
    return Intake(paths, find(paths, skipped.append), skipped)


def _checked(folder: Path | str | None) -> Ontology:
    """The ontology of a folder, every part of it sound. Raises OntologyError."""
    ontology = load_ontology(folder)
    ontology.check()
    check_questions(ontology.questions.values())
    return ontology


def made_extractor(wanted: str | Extractor, ontology: Ontology, model: str | None) -> Extractor:
    """The extractor of a name in EXTRACTORS or of a plug-in, or the one that is given. Raises InputError."""
    if not isinstance(wanted, str):
        return wanted
    plugged = {point.name: point for point in entry_points(group=PLUGINS)}
    if wanted not in EXTRACTORS and wanted not in plugged:
        raise InputError(f"no extractor '{wanted}'; there are {', '.join(sorted({*EXTRACTORS, *plugged}))}")
    try:
        make = resolve_name(EXTRACTORS[wanted]) if wanted in EXTRACTORS else plugged[wanted].load()
    except (ImportError, AttributeError) as error:
        raise InputError(f"the extractor '{wanted}' cannot be loaded ({error}); install its package again") from error
    extractor: Extractor = make(ontology, model)
    return extractor


def extractor_again(name: str, folder: Path, model: str | None) -> Extractor:
    """The extractor of a name, made anew in another process."""
    return made_extractor(name, load_ontology(folder), model)


def _hands(
    workers: int, extractor: str | Extractor, ontology: Ontology, model: str | None, cluster: Cluster | None
) -> Hands | None:
    """How other processes extract, if they are to. Raises InputError where they cannot."""
    if workers < 1:
        raise InputError(f"{workers} workers cannot do anything; name 1 or more")
    if workers == 1 and cluster is None:
        return None
    if not isinstance(extractor, str):
        raise InputError(
            "an extractor that is an object works in one process; "
            f"give {'no cluster' if cluster else 'workers=1'}, or name it as a plug-in"
        )
    return Hands(workers, f"{__name__}:{extractor_again.__name__}", (extractor, ontology.folder, model))


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
