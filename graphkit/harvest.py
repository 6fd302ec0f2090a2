"""Articles to claims, through the cache, in this process or in many, with no more articles in memory than are read.

What is found is the same, in the same order, however many processes find it.
"""

from __future__ import annotations

import pickle
import tempfile
import zlib
from contextlib import ExitStack
from itertools import chain, islice
from pkgutil import resolve_name
from typing import TYPE_CHECKING, NamedTuple

from graphkit.crew import Crew, Failed
from graphkit.errors import GraphkitError, ModelError
from graphkit.model import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphkit.cache import ClaimCache
    from graphkit.extraction import Extractor
    from graphkit.model import Article, Source

BATCH = 8
"""Articles that are read and kept together, less than a second's work, which is lost if we are killed."""

FEW = 96
"""Fewer articles than these that the cache does not know are read here: other processes would start too late."""

_PATIENCE, _PACE = 60.0, 0.001
"""Seconds after which a process hangs that reads one article, and more for each character: 30 times the usual time."""

_HELD = 1000
"""Articles whose claims are held in memory; those of more lie on the disk."""


class Extracted(NamedTuple):
    """What was found in an article, and whether it was known already."""

    source: Source
    claims: tuple[Claim, ...]
    cached: bool


class Hands(NamedTuple):
    """How other processes make the extractor: how many they are, the name of what makes it, and its arguments."""

    workers: int
    make: str
    arguments: tuple[object, ...]


class _Known(NamedTuple):
    """A batch of articles and what the cache knows of them."""

    articles: tuple[Article, ...]
    claims: dict[str, tuple[Claim, ...]]

    @property
    def unknown(self) -> list[Article]:
        return [article for article in self.articles if article.source.id not in self.claims]


def extracted(
    articles: Iterable[Article],
    extract: Extractor,
    cache: ClaimCache | None = None,
    *,
    hands: Hands | None = None,
    on_fail: Callable[[Article, str], None] = lambda article, reason: None,
) -> Iterator[Extracted]:
    """The claims of each article, in order; what the cache does not know is extracted and kept there.

    Claims are kept after each batch, and where it breaks off, those of the articles that were finished. An article
    on which the extractor fails goes to `on_fail` with the reason. With `hands` other processes extract, if there is
    enough for them to do.
    """
    batches = _batches(articles, cache)
    while ahead := list(islice(batches, FEW // BATCH)):
        if hands is not None and sum(len(batch.unknown) for batch in ahead) >= FEW:
            yield from _by_many(chain(ahead, batches), hands, cache, on_fail)
            return
        for batch in ahead:
            yield from _here(batch, extract, cache, on_fail)


def _batches(articles: Iterable[Article], cache: ClaimCache | None) -> Iterator[_Known]:
    rest = iter(articles)
    while batch := tuple(islice(rest, BATCH)):
        yield _Known(batch, cache.get(batch) if cache else {})


def _here(
    batch: _Known, extract: Extractor, cache: ClaimCache | None, on_fail: Callable[[Article, str], None]
) -> Iterator[Extracted]:
    found = claims_of(batch.unknown, extract)
    done: list[tuple[Article, tuple[Claim, ...]]] = []
    try:
        for article in batch.articles:
            if (known := batch.claims.get(article.source.id)) is not None:
                yield Extracted(article.source, known, cached=True)
            elif isinstance(claims := next(found), Failed):
                on_fail(article, claims.reason)
            else:
                done.append((article, claims))
                yield Extracted(article.source, claims, cached=False)
        for _ in found:  # none is left, or it complains of an extractor that gives too many
            pass
    finally:
        # What was finished is kept, whatever interrupts the rest.
        if cache:
            cache.put(done)


def _by_many(
    batches: Iterable[_Known], hands: Hands, cache: ClaimCache | None, on_fail: Callable[[Article, str], None]
) -> Iterator[Extracted]:
    with ExitStack() as stack:
        crew: Crew[Article, tuple[Claim, ...]] = stack.enter_context(
            Crew(hands.workers, __name__ + ":worker", (hands.make, hands.arguments), patience=patience)
        )
        if cache:
            stack.callback(lambda: cache.put(crew.finished()))
        for batch, results in crew.map((batch, batch.unknown) for batch in batches):
            fresh = dict(zip((article.source.id for article in batch.unknown), results, strict=True))
            if cache:
                done = ((article, fresh[article.source.id]) for article in batch.unknown)
                cache.put((article, claims) for article, claims in done if not isinstance(claims, Failed))
            for article in batch.articles:
                claims = fresh.get(article.source.id)
                if claims is None:
                    yield Extracted(article.source, batch.claims[article.source.id], cached=True)
                elif isinstance(claims, Failed):
                    on_fail(article, claims.reason)
                else:
                    yield Extracted(article.source, claims, cached=False)


def patience(article: Article) -> float:
    """Seconds after which a process hangs that reads this article."""
    return _PATIENCE + _PACE * len(article.text)


def worker(make: str, arguments: tuple[object, ...]) -> Callable[[Sequence[Article]], list[tuple[Claim, ...] | Failed]]:
    """What a process of a crew does with articles; its extractor is made, and its model loaded, once."""
    extract: Extractor = resolve_name(make)(*arguments)
    ready = getattr(extract, "ready", None)
    if ready is not None:
        ready()
    return lambda articles: list(claims_of(articles, extract))


def claims_of(articles: Sequence[Article], extract: Extractor) -> Iterator[tuple[Claim, ...] | Failed]:
    """The claims of each article, in order. One on which the extractor fails twice, or lies, costs no other.

    Raises GraphkitError as the extractor does, ImportError where a library is missing, ModelError where it gives the
    claims of more or fewer articles.
    """
    rest = list(articles)
    while rest:
        found = iter(extract(tuple(rest)))
        while rest:
            try:
                claims = next(found)
            except StopIteration:
                raise ModelError(
                    "the extractor gives the claims of fewer articles than it was given; its author has to mend it"
                ) from None
            except (GraphkitError, ImportError):  # of the installation, and no fault of an article
                raise
            except Exception:  # noqa: BLE001 - whatever is wrong with one article
                yield _again(rest.pop(0), extract)
                break
            yield _held(rest.pop(0), claims)
        else:
            if next(found, None) is not None:
                raise ModelError(
                    "the extractor gives the claims of more articles than it was given; its author has to mend it"
                )


def _again(article: Article, extract: Extractor) -> tuple[Claim, ...] | Failed:
    """The claims of an article by itself: what failed may have been the one behind it, which was read ahead."""
    try:
        (claims,) = extract([article])
    except (GraphkitError, ImportError):  # of the installation, and no fault of an article
        raise
    except Exception as error:  # noqa: BLE001
        told = " ".join(str(error).split())
        return Failed(f"the extractor fails on it ({type(error).__name__}{': ' if told else ''}{told[:200]})")
    return _held(article, claims)


def _held(article: Article, claims: tuple[Claim, ...]) -> tuple[Claim, ...] | Failed:
    """The claims of an article, if its text bears them out: no extractor may quote what does not stand there."""
    for claim in claims:
        if not isinstance(claim, Claim):
            return Failed(f"the extractor gives something that is no claim ({type(claim).__name__})")
        said, actor = claim.evidence, claim.actor
        if said.article != article.source.id or not said.exact or article.text[said.start : said.end] != said.exact:
            return Failed(f"the extractor quotes what is not in it (characters {said.start} to {said.end})")
        if not (actor.name.strip() and 0 <= actor.start < actor.end <= len(article.text)):
            return Failed(f"the extractor names an actor that is not in it ('{actor.name[:50]}')")
    return claims


class Harvest:
    """What was found in all articles, in order; those of more than a few on the disk, until it is closed."""

    def __init__(self) -> None:
        """Nothing was found yet."""
        self.articles = 0
        self.cached = 0
        self._first: list[tuple[Source, tuple[Claim, ...]]] = []
        self._more = tempfile.TemporaryFile(prefix="graphkit-")  # noqa: SIM115 - closed by `close`

    def close(self) -> None:
        """Gives the disk back."""
        self._more.close()

    def add(self, found: Extracted) -> None:
        """Takes in what was found in one article."""
        self.articles += 1
        self.cached += found.cached
        if len(self._first) < _HELD:
            self._first.append((found.source, found.claims))
        else:
            packed = zlib.compress(pickle.dumps((found.source, found.claims)), 1)
            self._more.write(len(packed).to_bytes(8, "little") + packed)

    def __iter__(self) -> Iterator[tuple[Source, tuple[Claim, ...]]]:
        """Each article's source and claims."""
        yield from self._first
        self._more.seek(0)
        while size := self._more.read(8):
            packed = self._more.read(int.from_bytes(size, "little"))
            yield pickle.loads(zlib.decompress(packed))  # noqa: S301 - this process wrote it, into a file without a name
