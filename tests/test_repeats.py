from __future__ import annotations

import random
import tracemalloc
from collections import Counter
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import Pair, pairs, sentence, sentence_pairs, story

from graphkit.model import Evidence
from graphkit.ontology.boilerplate import read_boilerplate
from graphkit.reading import read, to_article
from graphkit.repeats import ArticleRepeats, evidence_id, repeated_articles, repeated_sentences, reports
from graphkit.repeats.sketches import MINIMA, containment, resemblance, shingles, signature, words

ROOT = Path(__file__).resolve().parent.parent
RULES = read_boilerplate(ROOT / "ontology" / "boilerplate" / "en.yaml")
NEGATORS = ("not", "never", "no")


def grouped(texts: dict[str, str]) -> dict[str, str]:
    with closing(ArticleRepeats()) as repeats:
        for name, text in texts.items():
            repeats.add_text(name, text)
        return repeats.groups()


def sides(made: list[Pair]) -> dict[str, str]:
    """The texts of pairs: 0000a and 0000b, 0001a and 0001b."""
    return {f"{n:04}a": pair.one for n, pair in enumerate(made)} | {
        f"{n:04}b": pair.other for n, pair in enumerate(made)
    }


def together(groups: dict[str, str]) -> set[tuple[str, str]]:
    """All pairs that the groups put together, those that follow from others too."""
    members: dict[str, list[str]] = {}
    for name, least in groups.items():
        members.setdefault(least, []).append(name)
    return {(one, other) for group in members.values() for one, other in combinations(sorted(group), 2)}


def measured(found: set[tuple[str, str]], right: set[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall."""
    return len(found & right) / len(found), len(found & right) / len(right)


# -- articles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, 8])
def test_repeated_articles_are_found_and_others_are_not(seed: int) -> None:
    made = pairs(40, seed)
    texts = sides(made)
    right = {(f"{number:04}a", f"{number:04}b") for number, pair in enumerate(made) if pair.repeat}
    found = together(grouped(texts))
    precision, recall = measured(found, right)
    missed = Counter(made[int(one[:4])].kind for one, _ in right - found)
    assert precision >= 0.98, found - right
    assert recall >= 0.94, missed
    assert set(missed) <= {"cut_and_edited", "cut", "update"}


def test_the_order_does_not_matter() -> None:
    texts = sides(pairs(6))
    names = sorted(texts)
    expected = grouped({name: texts[name] for name in names})
    assert expected
    for seed in range(3):
        random.Random(seed).shuffle(names)  # noqa: S311
        assert grouped({name: texts[name] for name in names}) == expected


def test_a_large_group_is_one_group() -> None:
    rng = random.Random(1)  # noqa: S311
    copy = story(rng, 20, 20)
    texts = {f"{n:03}": "\n".join([sentence(rng), *copy]) for n in range(300)} | {"other": "\n".join(story(rng))}
    assert grouped(texts) == dict.fromkeys((f"{n:03}" for n in range(300)), "000")


def test_boilerplate_makes_no_repeat() -> None:
    notices = "Subscribe to our newsletter\nFollow us on Telegram for the latest updates\n© 2025 The Guardian\n" * 4
    rng = random.Random(2)  # noqa: S311
    articles = [to_article(f"{sentence(rng)}\n{notices}", f"{n}.txt", RULES) for n in range(20)]
    assert repeated_articles(articles) == {}
    again = to_article(f"{articles[0].text}\nAdvertisement\n", "again.txt", RULES)
    ids = {articles[0].source.id, again.source.id}
    assert repeated_articles([*articles, again]) == dict.fromkeys(ids, min(ids))


def test_the_seeds_do_not_repeat_each_other() -> None:
    assert repeated_articles(read([ROOT / "seeds"], RULES)) == {}


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": ""}, {"a": "x"}, {"a": "...", "b": "!"}])
def test_texts_of_nothing(texts: dict[str, str]) -> None:
    assert grouped(texts) == {}


def test_short_texts_repeat_where_they_are_the_same() -> None:
    assert grouped({"a": "Norway votes.", "b": "Norway votes!", "c": "Iceland votes."}) == {"a": "a", "b": "a"}


def test_more_may_be_added_after_groups_were_asked_for() -> None:
    with closing(ArticleRepeats()) as repeats:
        for name in ("b", "c"):
            repeats.add_text(name, "Norway votes on the quota.")
        assert repeats.groups() == {"b": "b", "c": "b"}
        repeats.add_text("a", "Norway votes on the quota.")
        assert repeats.groups() == {"a": "a", "b": "a", "c": "a"}


def test_memory_does_not_grow_with_the_length_of_the_texts() -> None:
    def peak(length: int) -> int:
        text = "".join(f"word{number} " for number in range(length))
        with closing(ArticleRepeats()) as repeats:
            for number in range(10):
                repeats.add_text(str(number), text)
            tracemalloc.start()
            repeats.groups()
            _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(4000) < 1.2 * peak(400)


def test_an_id_that_is_too_long() -> None:
    with closing(ArticleRepeats()) as repeats, pytest.raises(ValueError, match="an id of more than 64 bytes"):
        repeats.add_text("é" * 33, "Norway votes.")


# -- sketches --------------------------------------------------------------------------------------


def test_a_sketch_is_the_same_everywhere() -> None:
    made = signature(shingles(words("Norway rejected the new fish quota on Monday."), 4))
    assert len(made) == MINIMA
    assert made[:4].tolist() == FIRST_MINIMA


FIRST_MINIMA = [340211548, 530000179, 31438403, 1725165942]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_resemblance_and_containment_are_estimated(share: float) -> None:
    common = int(1000 * share)
    one = shingles([f"a{n}" for n in range(1000)], 1)
    other = shingles([f"a{n}" for n in range(common)] + [f"b{n}" for n in range(500 - common // 2)], 1)
    both = len(set(one.tolist()) & set(other.tolist()))
    truth = both / (len(one) + len(other) - both)
    estimate = resemblance(signature(one), signature(other))
    assert estimate == pytest.approx(truth, abs=0.12)
    assert containment(truth, len(one), len(other)) == pytest.approx(both / min(len(one), len(other)), abs=0.001)


@given(st.lists(st.text(max_size=5), max_size=30), st.integers(1, 5))
@settings(max_examples=50)
def test_any_words_have_shingles(tokens: list[str], length: int) -> None:
    hashes = shingles(tokens, length)
    assert len(hashes) <= max(1, len(tokens) - length + 1)
    assert resemblance(signature(hashes), signature(hashes)) == 1


# -- sentences -------------------------------------------------------------------------------------


def test_repeated_sentences_are_found_and_others_are_not() -> None:
    made = sentence_pairs(60)
    texts = sides(made)
    right = {(f"{number:04}a", f"{number:04}b") for number, pair in enumerate(made) if pair.repeat}
    found = together(repeated_sentences(texts, NEGATORS))
    precision, recall = measured(found, right)
    assert precision >= 0.98, [(texts[one], texts[other]) for one, other in list(found - right)[:5]]
    assert recall >= 0.94, Counter(made[int(one[:4])].kind for one, _ in right - found)


SAID = "Norway rejected the new fish quota on Monday after a night of talks in Oslo"
SENTENCES = [
    (f"{SAID}.", f"“{SAID.upper()}”", True),
    (f"{SAID}.", f"{SAID}, officials said.", True),
    (f"{SAID}, the defence minister said.", f"{SAID}, the defense minister said.", True),
    (f"{SAID}.", SAID.replace("Monday", "Tuesday"), False),
    (f"{SAID}.", SAID.replace("Norway", "Iceland"), False),
    (SAID.replace("Norway", "Ireland"), SAID.replace("Norway", "Iceland"), False),
    (f"Organisers of Zelensky's travels: {SAID}.", f"Organizers of Zelenskyy's travels: {SAID}.", True),
    (f"{SAID}.", SAID.replace("rejected", "accepted"), False),
    (f"{SAID}.", SAID.replace("rejected", "has not rejected"), False),
    (f"{SAID}.", f"{SAID}, and much else was said there by many people who had come from far away.", False),
    ("Norway rejected it.", "Norway rejected it", True),
    ("Norway rejected it.", "Norway rejected it all.", False),
    ("", "", True),
]


@pytest.mark.parametrize(("one", "other", "repeat"), SENTENCES)
def test_sentence(one: str, other: str, repeat: bool) -> None:
    expected = {"x": "x", "y": "x"} if repeat else {}
    assert repeated_sentences({"x": one, "y": other}, NEGATORS) == expected
    assert repeated_sentences({"y": one, "x": other}, NEGATORS) == expected


# -- reports ---------------------------------------------------------------------------------------


def test_what_repeats_is_one_report() -> None:
    def at(article: str, start: int) -> Evidence:
        return Evidence(article, start, start + 9, "", "", "")

    evidence = [at("a", 0), at("a", 50), at("b", 0), at("c", 7), at("d", 3), at("e", 1)]
    articles = {"a": "a", "c": "a"}
    sentences = {evidence_id(at("b", 0)): "s", evidence_id(at("d", 3)): "s"}
    expected = ((at("a", 0), at("a", 50), at("c", 7)), (at("b", 0), at("d", 3)), (at("e", 1),))
    assert reports(evidence, articles, sentences) == expected
    assert reports(reversed(evidence), articles, sentences) == expected
    assert reports([], articles, sentences) == ()
    joined = {**sentences, evidence_id(at("a", 50)): "s"}
    assert [len(report) for report in reports(evidence, articles, joined)] == [5, 1]
