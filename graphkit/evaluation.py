"""How good a graph is, against statements that people coded; and how far two codings agree.

A gold file is YAML, one entry an article:

    - article: berlin.txt                       # the file's name
      statements:
      - a: Germany|Olaf Scholz                  # the actor; "|" parts names of which either is right
        r: opposes                              # the relation; "supports|proposes" admits both, the first preferred
        o: troops to Ukraine || any troops      # words of the object; "||" parts spans of which either is right
        i: troop deployment                     # the issue, or the actor, that the object should merge into
        s: Berlin rejected any                  # how the sentence begins (its first 40 characters count)
        opt: true                               # defensible, but not asked for: neither missed nor false

Beside it may lie `aliases.yaml`: a mapping from an actor's name to a list of other labels that are right too.
"""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from graphkit.errors import InputError, OntologyError
from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from graphkit.model import StanceGraph, Statement

_BEGINNING = 40
_ENOUGH = 0.5
_RESAMPLES = 1000
_YES = ("true", "yes", "on")
# What the measure leaves out of spans; a change here would change every figure that was ever published.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a an the of to in on for with by at from and or that this such as its his her their our it he she they we is"
        " are was were be been being has have had will would may might can could should must do does not n't",
    )
)


@dataclass(frozen=True, slots=True)
class Coded:
    """A statement that a person coded; several names, relations or spans are alternatives."""

    article: str
    sentence: str
    actors: tuple[str, ...]
    relations: tuple[str, ...]
    objects: tuple[str, ...]
    issue: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """A coding of some articles, and other labels under which an actor is right as well."""

    statements: tuple[Coded, ...]
    aliases: Mapping[str, frozenset[str]]

    def names(self, actor: str) -> frozenset[str]:
        """All labels of an actor, as they are compared."""
        return self.aliases.get(actor, frozenset()) | {_name(actor)}


def read_gold(path: Path, aliases: Path | None = None) -> Gold:
    """Reads a gold file, and the aliases beside it. Raises InputError, with the line, for a broken one."""
    beside = aliases or path.parent / "aliases.yaml"
    try:
        statements = tuple(_statements(Located.read(path)))
        other = _aliases(Located.read(beside)) if aliases or beside.exists() else {}
    except OntologyError as error:
        raise InputError(str(error)) from error
    return Gold(statements, other)


def refuse_strangers(gold: Gold, articles: Iterable[str], names: tuple[object, object]) -> None:
    """Raises InputError where none of the coded articles is among these: all figures would be nought.

    `names` are what the gold and the articles are called.
    """
    coded = sorted({statement.article for statement in gold.statements})
    if coded and not set(coded) & (others := {PurePosixPath(article).name for article in articles}):
        raise InputError(
            f"{names[0]} and {names[1]} have no article in common: {coded[0]} is coded,"
            f" {min(others, default='none')} is there; name the graph of the coded articles"
        )


def _statements(root: Located) -> Iterable[Coded]:
    for entry in root.entries():
        article = entry.fields({"article", "statements"})
        for statement in article["statements"].entries():
            fields = statement.fields({"a", "r", "o", "s"}, {"i", "opt"})
            yield Coded(
                article=article["article"].text(),
                sentence=_plain(fields["s"].text())[:_BEGINNING],
                actors=tuple(fields["a"].text().split("|")),
                relations=tuple(fields["r"].text().split("|")),
                objects=tuple(fields["o"].text().split(" || ")),
                issue=fields["i"].text() if "i" in fields else fields["o"].text(),
                optional="opt" in fields and fields["opt"].text().casefold() in _YES,
            )


def _aliases(root: Located) -> dict[str, frozenset[str]]:
    return {name.text(): frozenset(_name(label) for label in labels.texts()) for name, labels in root.pairs()}


# -- how words are compared ------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).translate(str.maketrans("’‘“”", "''\"\""))
    return re.sub(r"\s+", " ", text).strip()


def _name(text: str) -> str:
    return re.sub(r"^(the|a|an|some) ", "", _plain(text).lower()).replace(".", "")


def _words(text: str) -> frozenset[str]:
    tokens = re.findall(r"[a-z0-9%]+", _plain(text).lower().replace("'s", ""))
    return frozenset(token for token in tokens if token not in _FUNCTION_WORDS) or frozenset(tokens)


def overlap(one: str, other: str) -> float:
    """Token F1 of two spans, 0 to 1: content words in common, plural or not, over the mean of their numbers.

    >>> overlap("the ban on night ferries", "a ban on ferries")
    0.8
    """
    a, b = _words(one), _words(other)
    common = sum(word in b or word + "s" in b or word.rstrip("s") in b for word in a)
    return 2 * common / (len(a) + len(b)) if a and b else 0.0


# -- matching --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of a graph as it is compared: with the labels of its nodes."""

    statement: Statement
    file: str
    actor: str
    object: str

    @property
    def node(self) -> str:
        """The object's node; an actor and a topic of one id are two."""
        return f"{'actor' if self.statement.object_is_actor else 'topic'}:{self.statement.object}"


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Evaluation:
    """A graph held against a gold: which statement matches which, and what follows.

    A found statement matches a coded one in the same sentence of the same article, with a relation that the
    coding admits, an actor that bears one of its names, and an object whose words overlap by half or more, or
    which is the very actor of the issue. Each matches once, the closest first. Statements that are merely
    possible are not looked at.
    """

    def __init__(self, gold: Gold, graph: StanceGraph, polarity: Callable[[str], str] = str) -> None:
        """`polarity` maps relations before they are compared; the identity compares them strictly."""
        self.gold = gold
        self._polarity = polarity
        files = {source.id: PurePosixPath(source.file).name for source in graph.articles}
        actors = {actor.id: actor.name for actor in graph.actors}
        topics = {topic.id: topic.label for topic in graph.topics}
        coded = {statement.article for statement in gold.statements}
        self.found = tuple(
            Found(
                s,
                files[s.evidence.article],
                actors[s.actor],
                (actors if s.object_is_actor else topics)[s.object],
            )
            for s in graph.statements
            if s.modality != "possible" and files[s.evidence.article] in coded
        )
        self.matched = self._match()

    def _match(self) -> dict[int, int]:
        by_article: dict[str, list[tuple[int, str]]] = {}
        for index, found in enumerate(self.found):
            by_article.setdefault(found.file, []).append((index, _plain(found.statement.evidence.exact)))
        pairs = []
        for g, coded in enumerate(self.gold.statements):
            for f, sentence in by_article.get(coded.article, []):
                if coded.sentence in sentence and (close := self._closeness(coded, self.found[f])) >= _ENOUGH:
                    pairs.append((close, not coded.optional, g, f))
        matched: dict[int, int] = {}
        taken = set()
        for _, _, g, f in sorted(pairs, reverse=True):
            if g not in matched and f not in taken:
                matched[g] = f
                taken.add(f)
        return matched

    def _closeness(self, coded: Coded, found: Found) -> float:
        relation = self._polarity(found.statement.relation)
        if relation not in {self._polarity(r) for r in coded.relations}:
            return 0.0
        if not any(_name(found.actor) in self.gold.names(actor) for actor in coded.actors):
            return 0.0
        spans = {found.statement.object_text, found.object}
        close = max(overlap(words, span) for words in coded.objects for span in spans)
        return max(close, 0.9) if _name(found.object) in self.gold.names(coded.issue) else close

    # -- figures -----------------------------------------------------------------------------------------------

    @cached_property
    def required(self) -> frozenset[int]:
        """Indices of the coded statements that are asked for."""
        return frozenset(i for i, coded in enumerate(self.gold.statements) if not coded.optional)

    @cached_property
    def hits(self) -> frozenset[int]:
        """Indices of the coded statements that are asked for and found."""
        return self.required & self.matched.keys()

    @cached_property
    def missed(self) -> tuple[Coded, ...]:
        """What is asked for and not found."""
        return tuple(self.gold.statements[i] for i in sorted(self.required - self.matched.keys()))

    @cached_property
    def false(self) -> tuple[Found, ...]:
        """What is found and matches nothing that was coded."""
        taken = set(self.matched.values())
        return tuple(found for f, found in enumerate(self.found) if f not in taken)

    @cached_property
    def score(self) -> Score:
        """Over all statements asked for; a found one that matches an optional one is left out."""
        return _score(len(self.hits), len(self.false), len(self.required))

    def by_relation(self) -> dict[str, Score]:
        """The score for each relation: recall by the preferred one of the coding, precision by the one found."""
        hits = Counter(self.gold.statements[i].relations[0] for i in self.hits)
        asked = Counter(self.gold.statements[i].relations[0] for i in self.required)
        right = Counter(self.found[self.matched[i]].statement.relation for i in self.hits)
        wrong = Counter(found.statement.relation for found in self.false)
        return {
            relation: Score(
                right[relation] / judged if (judged := right[relation] + wrong[relation]) else 0.0,
                hits[relation] / asked[relation] if asked[relation] else 0.0,
            )
            for relation in sorted(asked.keys() | right.keys() | wrong.keys())
        }

    def actor_naming(self) -> float:
        """The share of hits whose actor bears the very name of the coding and not only an alias."""
        named = sum(
            _name(self.found[self.matched[i]].actor) in {_name(actor) for actor in self.gold.statements[i].actors}
            for i in self.hits
        )
        return named / len(self.hits) if self.hits else 0.0

    def object_overlap(self) -> float:
        """The mean token F1 of the objects of hits."""
        closest = [self._closeness(self.gold.statements[i], self.found[self.matched[i]]) for i in sorted(self.hits)]
        return sum(closest) / len(closest) if closest else 0.0

    def merging(self) -> Score:
        """Pairwise: do two statements share an object node where the coding gives them one issue?"""
        node = {g: self.found[f].node for g, f in self.matched.items()}
        issue = {g: self.gold.statements[g].issue for g in self.required | node.keys()}
        wanted = {pair for pair in itertools.combinations(sorted(issue), 2) if issue[pair[0]] == issue[pair[1]]}
        made = {pair for pair in itertools.combinations(sorted(node), 2) if node[pair[0]] == node[pair[1]]}
        both = len(wanted & made)
        return Score(both / len(made) if made else 0.0, both / len(wanted) if wanted else 0.0)

    def reliability(self) -> tuple[tuple[float, float, int], ...]:
        """What confidence is worth: for each tenth, the mean confidence, the share that is right, and how many.

        Right are statements that match what is asked for; those that match an optional one are left out
        (a reliability diagram after Murphy and Winkler 1977, as a table).
        """
        right = {self.matched[i] for i in self.hits}
        neutral = set(self.matched.values()) - right
        bins: dict[int, list[tuple[float, bool]]] = {}
        for f, found in enumerate(self.found):
            if f not in neutral:
                confidence = found.statement.confidence
                bins.setdefault(min(int(confidence * 10), 9), []).append((confidence, f in right))
        return tuple(
            (sum(c for c, _ in row) / len(row), sum(hit for _, hit in row) / len(row), len(row))
            for _, row in sorted(bins.items())
        )

    def interval(self, seed: int = 0) -> tuple[float, float]:
        """A 95 % percentile bootstrap interval of F1, resampled by sentence (Efron and Tibshirani 1993)."""
        counts: dict[tuple[str, str], list[int]] = {}
        for i in self.required:
            coded = self.gold.statements[i]
            row = counts.setdefault((coded.article, coded.sentence), [0, 0, 0])
            row[0] += i in self.hits
            row[2] += 1
        for found in self.false:
            row = counts.setdefault((found.file, _plain(found.statement.evidence.exact)[:_BEGINNING]), [0, 0, 0])
            row[1] += 1
        rows = [counts[key] for key in sorted(counts)]
        if not rows:
            return 0.0, 0.0
        chance = random.Random(seed)  # noqa: S311 - a resampling, no secret
        figures = sorted(
            _score(*(sum(column) for column in zip(*chance.choices(rows, k=len(rows)), strict=True))).f1
            for _ in range(_RESAMPLES)
        )
        return figures[round(0.025 * _RESAMPLES)], figures[round(0.975 * _RESAMPLES) - 1]


def _score(hits: int, false: int, required: int) -> Score:
    judged = hits + false
    return Score(hits / judged if judged else 0.0, hits / required if required else 0.0)


# -- two codings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two codings of the same articles agree on the relation, over all statements that either has."""

    units: int
    observed: float
    kappa: float
    alpha: float


def agreement(one: Gold, other: Gold) -> Agreement:
    """Cohen's kappa (1960) and Krippendorff's alpha for nominal data (2004) of two codings.

    A unit is a statement that either coding has, paired by sentence, actor and object; where the other has
    none, its value is "none". Optional statements are left out of both.
    """
    left = [coded for coded in one.statements if not coded.optional]
    rest = [coded for coded in other.statements if not coded.optional]
    values: list[tuple[str, str]] = []
    for coded in left:
        close = [(_same(coded, c, one), -i) for i, c in enumerate(rest)]
        best, index = max(close, default=(0.0, 0))
        if best >= _ENOUGH:
            values.append((coded.relations[0], rest.pop(-index).relations[0]))
        else:
            values.append((coded.relations[0], "none"))
    values += [("none", coded.relations[0]) for coded in rest]
    return _agreement(values)


def _same(one: Coded, other: Coded, gold: Gold) -> float:
    if one.article != other.article or not (
        one.sentence.startswith(other.sentence) or other.sentence.startswith(one.sentence)
    ):
        return 0.0
    if not any(_name(b) in gold.names(a) for a in one.actors for b in other.actors):
        return 0.0
    return max(overlap(a, b) for a in one.objects for b in other.objects)


def _agreement(values: Sequence[tuple[str, str]]) -> Agreement:
    units = len(values)
    if not units:
        return Agreement(0, 1.0, 1.0, 1.0)
    observed = sum(a == b for a, b in values) / units
    first, second = Counter(a for a, _ in values), Counter(b for _, b in values)
    by_chance = sum(first[value] * second[value] for value in first) / units**2
    pooled = first + second
    total = 2 * units
    apart = 1 - sum(n * (n - 1) for n in pooled.values()) / (total * (total - 1))
    return Agreement(
        units,
        observed,
        (observed - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0,
        1 - (1 - observed) / apart if apart else 1.0,
    )
