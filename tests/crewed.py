"""Work for the crews of the tests, and an extractor for those of `graphkit.harvest`: done in other processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.errors import InputError
from graphkit.model import Claim, Content, Evidence, Mention, ObjectPhrase
from graphkit.resolution.shares import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphkit.model import Article
    from graphkit.resolution.shares import Division, Item, Meeting, Result, Share


def squares(folder: str) -> Callable[[list[int]], list[int]]:
    """Squares numbers; each start of a process leaves a file in the folder."""
    Path(folder, str(os.getpid())).touch()
    return lambda numbers: [_square(number, Path(folder)) for number in numbers]


def _square(number: int, folder: Path) -> int:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 17:
        time.sleep(1000)
    if number == 19 and not (folder / "once").exists():
        (folder / "once").touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 23:
        raise InputError("23 is no number")
    return number * number


def broken() -> None:
    """Cannot be made."""
    raise InputError("no model")


def stillborn() -> None:
    """Kills the process that makes it."""
    os.kill(os.getpid(), signal.SIGKILL)


class Echo:
    """An extractor that finds in every article that its first word opposes it; some articles are its death."""

    fingerprint = "echo"

    def __init__(self, ontology: object = None, model: str | None = None) -> None:
        self._model = model

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for article in articles:
            if "POISON" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "BUG" in article.text:
                raise RuntimeError("a bug")
            if "SLOW" in article.text:
                time.sleep(0.2)
            word = article.text.split()[0]
            yield (
                Claim(
                    evidence=Evidence(article.source.id, 0, len(word), word, "", ""),
                    actor=Mention(0, len(word), word, word, "Person"),
                    relation="opposes",
                    object=ObjectPhrase(0, len(word), word, word, Content(word.lower())),
                    cue="opposes",
                    rule="echo",
                ),
            )


def echo(name: str, folder: object, model: str | None) -> Echo:
    """As `graphkit.pipeline.extractor_again`, for the extractor of the tests."""
    return Echo(folder, model)


class Slowed:
    """A division whose every process waits a while before its first share, and leaves a file in a folder then."""

    def __init__(self, division: Division, folder: str) -> None:
        self._division = division
        self._folder = folder

    def meeting(self, work: Meeting[Item, Result], items: Sequence[Item]) -> Iterable[Result]:
        return self._division.meeting(_Waiting(work, self._folder), items)


class _Waiting:
    def __init__(self, work: Meeting[Any, Any], folder: str) -> None:
        self._work = work
        self._folder = folder

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # not before it is there
            raise AttributeError(name)
        return getattr(self._work, name)

    def surveyed(self, items: Iterable[Any]) -> _Waiting:
        return _Waiting(self._work.surveyed(items), self._folder)

    def met(self, items: Sequence[Any], share: Share = WHOLE) -> Iterable[Any]:
        if not (file := Path(self._folder, str(os.getpid()))).exists():
            file.touch()
            time.sleep(5)
        return self._work.met(items, share)
