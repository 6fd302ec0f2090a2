"""Articles made up for the tests of repeats, with known answers: stories, what newsrooms do to copy, and look-alikes.

Everything comes from a seeded generator, so it is the same every time. The sentences are of a few patterns with
many words, so that stories which have nothing to do with each other share more than real ones do.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


def listed(text: str, separator: str | None = None) -> list[str]:
    return [" ".join(part.split()) for part in text.split(separator)]


PLACES = listed(
    """
    Norway Iceland Portugal Chile Ghana Kenya Peru Vietnam Nepal Malta Cyprus Latvia Estonia Ireland Uruguay Panama
    Bergen Tromso Porto Valparaiso Accra Mombasa Lima Hanoi Pokhara Valletta Limassol Riga Tartu Galway Salto Colon
    """
)
NAMES = listed(
    """
    Alvarez Brandt Costa Dahl Eriksen Fofana Garcia Haug Ibsen Jansen Kamau Larsen Mensah Nguyen Okafor Pereira
    Quispe Rana Silva Tamm Ulvaeus Vella Wambui Xuereb Yadav Zammit Berzins Kask Duarte Flynn Ortega Moreno
    """
)
WHO = listed(
    """
    minister mayor union senate council ministry committee regulator parliament court association governor party
    cabinet agency commission board envoy spokesman delegation
    """
)
WHAT = listed(
    """
    quota tariff tax subsidy treaty pipeline dam ferry railway port merger levy curfew ban budget reform bill pact
    licence tunnel bridge reservoir pension wage census visa embargo permit grant decree charter reactor
    """
)
KIND = listed(
    """
    fish steel water grain timber copper tourist coastal northern regional national rural urban digital nuclear
    solar maritime customs housing school hospital airport mining dairy cotton coffee fuel transport climate border
    """
)
VERB = listed(
    """
    rejected backed criticised welcomed proposed defended questioned delayed condemned endorsed opposed praised
    """
)
MANNER = listed(
    """
    after a night of talks|during a visit to the coast|in a letter to members|on the eve of the vote|without a
    debate|at a meeting behind closed doors|despite protests in the capital|for the second time this year|in a radio
    interview|before the summer recess|amid a dispute over costs|as crowds gathered outside|following a report by
    auditors|in spite of earlier promises|when parliament reconvened|under pressure from farmers
    """,
    "|",
)
WHY = listed(
    """
    it would cost too many jobs|the figures did not add up|its neighbours had been consulted too late|the old rules
    were unfair to small towns|prices had doubled since the spring|nobody had asked the people concerned|the harbour
    could not take more ships|the money was needed for schools|an independent review was still missing|the law left
    no other choice|promises made a decade ago were binding|the winter had been unusually hard|investors were losing
    patience|the plan ignored the advice of scientists|the court had ruled twice already|the region depended on it
    """,
    "|",
)
WEEKDAY = listed(
    """
    Monday Tuesday Wednesday Thursday Friday
    """
)
PATTERNS = (
    "{place}'s {who} {verb} the {kind} {what} on {day} {manner}, saying that {why}.",
    "{name}, who heads the {kind} {who}, told reporters in {place} that {why}.",
    "The {kind} {what} was {verb} {manner}, and {place} said that {why}.",
    "“We will not wait for {place},” {name} said {manner}, because {why}.",
    "About {number} people marched through {place} on {day}, where the {who} had {verb} the {kind} {what}.",
    "According to the {who} of {place}, {number} households would lose the {kind} {what} {manner}.",
    "{name} and {name2} {verb} a second {what}, which {place} wants {manner}, since {why}.",
    "A spokesman for the {kind} {who} declined to comment on the {what} that {place} {verb} on {day}.",
    "Critics in {place} say that {why}, and that {name} knew of the {kind} {what} all along.",
    "The {what}, worth {number} million, has divided {place} since {name} {verb} it {manner}.",
    "Officials in {place} expect the {who} to decide on the {kind} {what} by {day}, {name} said.",
    "Opinion polls suggest that {number} in a thousand voters in {place} have {verb} the {kind} {what}.",
)
MASTHEADS = ("The Coast", "Harbour Post", "Valley Herald", "Morning Ledger", "Northern Star")
SPELLING = {
    "criticised": "criticized",
    "harbour": "harbor",
    "licence": "license",
    "neighbours": "neighbors",
}
SYNONYMS = {"said": "stated", "told reporters": "told journalists", "marched": "walked", "declined": "refused"}


class Pair(NamedTuple):
    """Two texts, whether they repeat each other, and how they were made."""

    one: str
    other: str
    repeat: bool
    kind: str


def sentence(rng: random.Random) -> str:
    name, other = rng.sample(NAMES, 2)
    return rng.choice(PATTERNS).format(
        place=rng.choice(PLACES), who=rng.choice(WHO), verb=rng.choice(VERB), kind=rng.choice(KIND),
        what=rng.choice(WHAT), day=rng.choice(WEEKDAY), manner=rng.choice(MANNER), why=rng.choice(WHY),
        name=name, name2=other, number=rng.randrange(3, 990),
    )  # fmt: skip


def story(rng: random.Random, fewest: int = 6, most: int = 30) -> list[str]:
    """Paragraphs of one to three sentences."""
    return [
        " ".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(fewest, most) * 2 // 3)
    ]


def wire(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The same copy under another masthead: another headline, a byline, an advertisement, a notice."""
    return [
        f"{rng.choice(NAMES)} at odds with {rng.choice(PLACES)} over {rng.choice(WHAT)}",
        f"By {rng.choice(NAMES)}, {rng.choice(MASTHEADS)}",
        *paragraphs,
        f"{rng.choice(MASTHEADS)} has covered {rng.choice(PLACES)} since {rng.randrange(1850, 1999)}.",
    ]


def house_style(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Other spellings, quotation marks and days, and one word in twenty-five another."""
    text = "\n".join(paragraphs).replace("“", '"').replace("”", '"')
    for ours, theirs in (*SPELLING.items(), *SYNONYMS.items()):
        text = text.replace(ours, theirs)
    words = text.split(" ")
    for place in rng.sample(range(len(words)), len(words) // 25):
        words[place] = rng.choice(("reportedly", "then", "also", "meanwhile", words[place].upper()))
    return " ".join(words).split("\n")


def cut(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The first paragraphs, 45 to 80 of 100."""
    return paragraphs[: max(2, round(len(paragraphs) * rng.uniform(0.45, 0.8)))]


def update(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A new lead, new paragraphs inside, other numbers, the last one gone."""
    text = [re.sub(r"\d+", lambda found: str(int(found[0]) + rng.randrange(3)), one) for one in paragraphs[:-1]]
    for _ in range(max(1, len(text) // 5)):
        text.insert(rng.randrange(len(text)), sentence(rng))
    return [sentence(rng), *text[1:]]


def reordered(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The same paragraphs, most of them elsewhere."""
    return rng.sample(paragraphs, len(paragraphs))


def typos(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """A letter in every hundred doubled, as a scanner does."""
    return ["".join(c * 2 if c.isalpha() and rng.random() < 0.01 else c for c in one) for one in paragraphs]


def cut_and_edited(rng: random.Random, paragraphs: list[str]) -> list[str]:
    return house_style(rng, cut(rng, wire(rng, paragraphs)))


def quoting(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Another story that quotes a sixth of this one word by word: no repeat."""
    other = story(rng, 12, 30)
    quoted = rng.sample(paragraphs, max(1, len(paragraphs) // 6))
    for one in quoted:
        other.insert(rng.randrange(len(other)), one)
    return other


def with_background(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """Another story of the same series, with the same three sentences of background at its end: no repeat."""
    return [*story(rng, 12, 30), *paragraphs[-2:]]


def same_subject(rng: random.Random, paragraphs: list[str]) -> list[str]:
    """The same sentences about other places, people, things and numbers: no repeat."""
    text = "\n".join(paragraphs)
    for names in (PLACES, NAMES, WHAT, KIND):
        other = dict(zip(names, rng.sample(names, len(names)), strict=True))
        text = re.sub(rf"\b(?:{'|'.join(names)})\b", lambda found, other=other: other[found[0]], text)  # type: ignore[misc]
    return re.sub(r"\d+", lambda _: str(rng.randrange(3, 990)), text).split("\n")


def unrelated(rng: random.Random, _: list[str]) -> list[str]:
    return story(rng)


def spelled(rng: random.Random, text: str) -> str:
    return text.replace("criticised", "criticized").replace("“", '"').replace("”", '"').upper()


def attributed(rng: random.Random, text: str) -> str:
    return f"{text.rstrip('.')}, officials in the capital said."


def without_day(rng: random.Random, text: str) -> str:
    return re.sub(rf" on (?:{'|'.join(WEEKDAY)})\b", "", text)


def verbatim(rng: random.Random, text: str) -> str:
    return text


def denied(rng: random.Random, text: str) -> str:
    return re.sub(r" (was|would|will|has|have|say|said) ", r" \1 not ", text, count=1)


def _swapped(names: list[str]) -> Callable[[random.Random, str], str]:
    def swap(rng: random.Random, text: str) -> str:
        found = [name for name in names if re.search(rf"\b{name}\b", text)]
        old = rng.choice(found) if found else ""
        new = rng.choice([name for name in names if name not in found])
        return re.sub(rf"\b{old}\b", new, text, count=1) if old else sentence(rng)

    return swap


def other_sentence(rng: random.Random, text: str) -> str:
    return sentence(rng)


SAME_SENTENCE = {"verbatim": verbatim, "spelled": spelled, "attributed": attributed, "without_day": without_day}
OTHER_SENTENCE = {
    "denied": denied,
    "other_place": _swapped(PLACES),
    "other_name": _swapped(NAMES),
    "other_stance": _swapped(VERB),
    "other_object": _swapped(WHAT),
    "other_sentence": other_sentence,
}


def sentence_pairs(count: int, seed: int = 7) -> list[Pair]:
    """So many pairs of sentences of each kind; where a change finds nothing to change, the next one is taken."""
    rng = random.Random(seed)  # noqa: S311 - the same pairs every time
    made = []
    for kinds, repeat in ((SAME_SENTENCE, True), (OTHER_SENTENCE, False)):
        for kind, change in kinds.items():
            for _ in range(count):
                one = sentence(rng)
                while (other := change(rng, one)) == one and kind != "verbatim":
                    one = sentence(rng)
                made.append(Pair(one, other, repeat, kind))
    return made


REPEATS = (wire, house_style, cut, update, reordered, typos, cut_and_edited)
LOOK_ALIKES = (quoting, with_background, same_subject, unrelated)


def pairs(count: int, seed: int = 7) -> list[Pair]:
    """So many pairs of each kind."""
    rng = random.Random(seed)  # noqa: S311 - the same pairs every time
    made = []
    for _ in range(count):
        for change in (*REPEATS, *LOOK_ALIKES):
            one = story(rng)
            made.append(Pair("\n".join(one), "\n".join(change(rng, one)), change in REPEATS, change.__name__))
    return made
