"""What a worker does with a job: it asks the store and writes the answer in the form that the client takes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import GraphkitError, QueryError
from graphkit.server import negotiation, pages
from graphkit.server.jobs import Job, Reply, plain
from graphkit.server.opening import picture_file
from graphkit.store.complaints import complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphkit.ontology import Ontology
    from graphkit.store import Store

_MORE = "ask for less (LIMIT, fewer variables), or let the server be started with a larger --max-result"


class _TooLargeError(GraphkitError):
    """An answer is larger than the server sends."""


class _Limited(io.BytesIO):
    """Bytes in memory, up to a limit: an answer is sent whole or not at all."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.is_full = False

    def write(self, data: object) -> int:
        written = super().write(data)  # type: ignore[arg-type]
        if self.tell() > self._limit:
            self.is_full = True
            raise _TooLargeError(f"the answer is larger than {self._limit:,} bytes; {_MORE}")
        return written


class Answerer:
    """Answers jobs about one graph."""

    def __init__(self, store: Store, ontology: Ontology, path: Path, max_result: int) -> None:
        """`path` is what was named to serve; `max_result` the bytes of the largest answer."""
        self._store = store
        self._ontology = ontology
        self._path = path
        self._max_result = max_result
        self._pages = pages.Pages(store, ontology)

    def warm(self) -> None:
        """Reads what every answer needs, so that workers find it in the memory that they share."""
        self(Job("home"))
        for question in self._ontology.questions.values():
            for name, _ in question.parameters[:1]:
                self(Job("question", question.name, ((name, "nobody at all"),)))

    def __call__(self, job: Job) -> Reply:
        """The reply to a job; what is wrong with the job is a reply, too."""
        answers: dict[str, Callable[[Job], Reply]] = {
            "query": self._query,
            "question": self._question,
            "node": self._node,
            "names": self._names,
            "home": self._home,
            "picture": self._picture,
            "description": self._description,
        }
        try:
            return answers[job.kind](job)
        except negotiation.NotAcceptableError as error:
            return plain(406, str(error))
        except _TooLargeError as error:
            return self._refused(job, 500, str(error))
        except QueryError as error:
            return self._refused(job, 400, str(error))
        except GraphkitError as error:
            return plain(500, str(error))
        except (MemoryError, RecursionError):
            return plain(500, "the answer needs more memory than a query may take; ask for less")

    def _refused(self, job: Job, status: int, words: str) -> Reply:
        if job.kind in ("query", "question") and not job.format and negotiation.prefers_page(job.accept):
            return _html(self._pages.refused(job, words), status)
        return plain(status, words)

    def _query(self, job: Job) -> Reply:
        found = self._store.evaluated(job.text, job.default_graphs, job.named_graphs)
        forms: Sequence[negotiation.Form] = negotiation.TRIPLES
        if not isinstance(found, ox.QueryTriples):
            forms = negotiation.ROWS if isinstance(found, ox.QuerySolutions) else negotiation.YES_OR_NO
        form = negotiation.chosen(job.accept, job.format, forms)
        if form.writer is None:
            # Rows are computed as the page reads them, and may fail there.
            try:
                return _html(self._pages.answered(job, found))
            except (SyntaxError, ValueError, RuntimeError, OSError) as error:
                raise complaint(job.text, error, self._store.prefixes) from error
        return Reply(200, form.media_type, self._written(found, form.writer, job.text))

    def _written(
        self,
        found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
        writer: ox.QueryResultsFormat | ox.RdfFormat,
        sparql: str,
    ) -> bytes:
        buffer = _Limited(self._max_result)
        try:
            if isinstance(found, ox.QueryTriples):
                known = {} if writer in _WITHOUT_PREFIXES else dict(sorted(self._store.prefixes.items()))
                ox.serialize(found, buffer, format=writer, prefixes=known)  # type: ignore[arg-type]
            else:
                found.serialize(buffer, format=writer)  # type: ignore[arg-type]
        except _TooLargeError:
            raise
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            if buffer.is_full:  # the engine gives our error as one of its own
                raise _TooLargeError(f"the answer is larger than {self._max_result:,} bytes; {_MORE}") from error
            raise complaint(sparql, error, self._store.prefixes) from error
        return _steady(buffer.getvalue(), writer)

    def _question(self, job: Job) -> Reply:
        question = self._ontology.questions.get(job.text)
        if question is None:
            return plain(404, f"no question '{job.text}'; there are {', '.join(self._ontology.questions)}")
        form = negotiation.chosen(job.accept, job.format, negotiation.ROWS)
        values = {name: value for name, value in job.values if value}
        answer = self._store.ask(question, values, self._ontology)
        if form.writer is None:
            return _html(self._pages.asked(job, question, answer))
        body = getattr(answer, form.names[0])().encode()
        if len(body) > self._max_result:
            raise _TooLargeError(f"the answer is larger than {self._max_result:,} bytes; {_MORE}")
        return Reply(200, form.media_type, body)

    def _node(self, job: Job) -> Reply:
        kind, _, identifier = job.text.partition("/")
        node = self._pages.node(kind, identifier)
        triples = self._store.about(node)
        if not triples:
            return plain(404, f"nothing is said here of <{node.value}>; see the start page for what there is")
        form = negotiation.chosen(job.accept, job.format, negotiation.TRIPLES)
        if form.writer is None:
            return _html(self._pages.described(node, kind, triples))
        known = {} if form.writer in _WITHOUT_PREFIXES else dict(sorted(self._store.prefixes.items()))
        body = ox.serialize(triples, format=form.writer, prefixes=known) or b""  # type: ignore[arg-type]
        return Reply(200, form.media_type, _steady(body, form.writer))

    def _names(self, job: Job) -> Reply:
        labels = self._store.completed(job.text, dict(job.values).get("for", ""))
        return Reply(200, "application/json", pages.json_array(labels))

    def _home(self, job: Job) -> Reply:
        return _html(self._pages.home(job))

    def _picture(self, _: Job) -> Reply:
        from graphkit.rdf import from_rdf, turtle
        from graphkit.rdf.files import read_triples
        from graphkit.rdf.writing import order
        from graphkit.server.opening import graph_file
        from graphkit.views.html import page

        if drawn := picture_file(self._path):
            return Reply(200, "text/html; charset=utf-8", drawn.read_bytes())
        base = self._store.prefixes["st"].removesuffix("st/")
        file = graph_file(self._path)
        told = turtle(sorted(set(read_triples(file)), key=order), {})
        text = page(from_rdf(told, base, name=str(file)), self._ontology)
        return Reply(200, "text/html; charset=utf-8", text.encode())

    def _description(self, job: Job) -> Reply:
        from graphkit.server.description import described

        form = negotiation.chosen(job.accept, job.format, negotiation.DESCRIPTION)
        return Reply(200, form.media_type, described(self._store, job.endpoint, form))


_WITHOUT_PREFIXES = (ox.RdfFormat.N_TRIPLES,)


def _steady(body: bytes, writer: ox.QueryResultsFormat | ox.RdfFormat) -> bytes:
    """Turtle with its prefixes in order: the serialiser's own is that of a hash table."""
    if writer != ox.RdfFormat.TURTLE:
        return body
    lines = body.split(b"\n")
    heads = next((at for at, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"\n".join([*sorted(lines[:heads]), *lines[heads:]])


def _html(page: str, status: int = 200) -> Reply:
    return Reply(status, "text/html; charset=utf-8", page.encode("utf-8", "replace"))
