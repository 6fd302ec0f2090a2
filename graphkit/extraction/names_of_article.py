"""What the names of persons in one article are short for: decided by the full names that the article gives."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphkit.naming import PersonName, PersonNames
    from graphkit.ontology import PersonalWords


class NamesOfArticle:
    """The full names of an article, variants together, and what may be short for each."""

    def __init__(self, written: Sequence[str], parser: PersonNames, words: PersonalWords) -> None:
        """`written` are the names as they stand, in the order of the text."""
        self._parser = parser
        self._words = words
        self._texts = Counter(written)
        self._order = {text: i for i, text in reversed(list(enumerate(written)))}
        full: dict[PersonName, list[str]] = {}
        for text in sorted(self._texts):
            if (name := parser.parse(text)).given:
                full.setdefault(name, []).append(text)
        self._name = self._merged(full)
        self._bearers: dict[str, set[str]] = {}
        self._first_names: dict[str, set[str]] = {}
        for name, fullest in self._name.items():
            for short in parser.short_forms(name):
                self._bearers.setdefault(short, set()).add(fullest)
            self._first_names.setdefault(name.given[0], set()).add(fullest)

    def is_short(self, text: str) -> bool:
        """Whether a word is short for a full name of the article."""
        return self._parser.parse(text).key in self._bearers

    def forms(self, tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The runs of a written name's tokens that stand for the same person again, itself among them."""
        if len(tokens) > 1 or " ".join(tokens) in self._texts:
            yield tuple(tokens)
        for start in range(len(tokens)):
            for end in {len(tokens), len(tokens) - 1, 1}:
                run = tuple(tokens[start:end])
                if 0 < len(run) < len(tokens) and self._stands_alone(run):
                    yield run
                    yield (run[0][0].upper() + run[0][1:], *run[1:])  # "Von der Leyen" where a sentence begins

    def _stands_alone(self, run: Sequence[str]) -> bool:
        if not run[0][0].isalpha() or run[-1][-1] in "-,":
            return False
        return self.is_short(" ".join(run).replace(" - ", "-"))

    def fullest(self, written: str, title: str) -> str:
        """The fullest name that the article gives the person whom these words, behind these titles, stand for."""
        name = self._parser.parse(written)
        bearers = self._bearers.get(name.key, set())
        if name.given:
            surname = not self._parser.is_given(name.given[0]) and len(bearers) == 1  # "García Márquez"
            return next(iter(bearers)) if surname else self._name.get(name, written)
        titles = title.casefold().replace(".", "").split()
        if titles and titles[-1] in self._words.regnal:
            return f"{title.split()[-1]} {written}"  # "Prince Harry" is nobody called Harry
        courtesy = self._parser.courtesy(title)
        could = {full for full in bearers if self._may_bear(full, courtesy, titles)}
        if len(could) == 1:
            return could.pop()
        if bearers:  # "Mrs. Clinton" beside Bill Clinton, or beside two of them, keeps what tells her from him
            return f"{title.split()[-1]} {written}" if courtesy else written
        first = self._first_names.get(name.key, set())
        by_first_name = self._parser.is_given(written) or (titles and titles[-1] in self._words.first_name_titles)
        return next(iter(first)) if len(first) == 1 and by_first_name else written

    def _may_bear(self, full: str, courtesy: str, titles: Sequence[str]) -> bool:
        """Whether a courtesy title speaks against a bearer of the surname; a wife's title needs a woman's name."""
        gender = self._parser.gender(self._parser.parse(full))
        if not courtesy or gender:
            return gender in ("", courtesy) or not courtesy
        return courtesy == "m" or "ms" in titles

    def _merged(self, full: dict[PersonName, list[str]]) -> dict[PersonName, str]:
        """Full names by the one form in which each person is named: the commonest, of several the first."""
        fuller = sorted(full, key=lambda name: (self._parser.detail(name), name), reverse=True)
        root: dict[PersonName, PersonName] = {}
        for name in fuller:
            could = {root[other] for other in root if self._parser.variant(name, other)}
            root[name] = could.pop() if len(could) == 1 else name
        texts: dict[PersonName, list[str]] = {}
        for name, fullest in root.items():
            texts.setdefault(fullest, []).extend(full[name])
        form = {
            fullest: min(found, key=lambda text: (-self._texts[text], self._order[text]))
            for fullest, found in texts.items()
        }
        return {name: form[fullest] for name, fullest in root.items()}
