"""What the page tells about each edge: its statements, with the sentence, the speaker and the article."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from graphkit.network import edge_id, ends
from graphkit.views.labels import visible
from graphkit.views.marking import marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphkit.model import Edge, Source, StanceGraph, Statement


def evidence(graph: StanceGraph) -> dict[str, Any]:
    """`statements` by the id of their edge, the earliest first; the `articles` that they come from by id."""
    names = {actor.id: visible(actor.name) for actor in graph.actors}
    files = {article.id: article for article in graph.articles}
    statements: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for edge in graph.edges():
        statements[_id(edge)] += [_statement(said, names, files) for said in sorted(edge.statements, key=_first(files))]
    cited = {said["article"] for group in statements.values() for said in group}
    return {
        "statements": statements,
        "articles": {article.id: _article(article) for article in graph.articles if article.id in cited},
    }


def safe_url(url: str | None) -> str | None:
    """The address, if it is one of the web; nothing else may become a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _id(edge: Edge) -> str:
    source, target = ends(edge)
    return edge_id(source, edge.relation, target)


def _first(files: Mapping[str, Source]) -> Any:
    def key(said: Statement) -> tuple[str, str, int, str]:
        article = files[said.evidence.article]
        return _day(said, article) or "9999", article.file, said.evidence.start, said.id

    return key


def _day(said: Statement, article: Source) -> str | None:
    day = said.date or article.date
    return day.isoformat() if day else None


def _statement(said: Statement, names: Mapping[str, str], files: Mapping[str, Source]) -> dict[str, Any]:
    """A statement; what is left out is false, "actual" or unknown, so that large pages stay small."""
    told: dict[str, Any] = {
        "id": said.id,
        "sentence": marked(said.evidence.exact, said.actor_text, said.cue, said.object_text),
        "confidence": said.confidence,
        "article": said.evidence.article,
    }
    speaker = names.get(said.speaker) if said.speaker and said.speaker != said.actor else None
    optional = {
        "speaker": speaker,
        "date": _day(said, files[said.evidence.article]),
        "modality": said.modality if said.modality != "actual" else None,
        "negated": said.negated,
    }
    return told | {name: value for name, value in optional.items() if value}


def _article(article: Source) -> dict[str, Any]:
    return {
        "file": visible(article.file),
        "title": visible(article.title) if article.title else None,
        "date": article.date.isoformat() if article.date else None,
        "publisher": visible(article.publisher) if article.publisher else None,
        "url": safe_url(article.url),
    }
