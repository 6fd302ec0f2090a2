"""Identifiers: each node its own, whatever else there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.model import digest
from graphkit.resolution.slugs import identified, slug


def test_a_slug_that_one_key_wants_stays_as_it_is() -> None:
    assert identified({"a": "paris", "b": "rome"}, {"a": "a", "b": "b"}) == {"a": "paris", "b": "rome"}


def test_what_several_want_gets_a_digest_of_what_tells_it_apart() -> None:
    ids = identified({"a": "paris", "b": "paris", "c": "rome"}, {"a": "one", "b": "two", "c": "three"})
    assert ids == {"a": f"paris-{digest('one', length=8)}", "b": f"paris-{digest('two', length=8)}", "c": "rome"}


def test_a_hundred_thousand_of_one_name_have_each_an_id_of_its_own() -> None:
    """Each article has a government of its own; with so many, digests of eight digits do collide."""
    keys = [f"government {number}" for number in range(100_000)]
    ids = identified(dict.fromkeys(keys, "government"), {key: key for key in keys})
    assert len(set(ids.values())) == len(keys)
    lengths = [len(id_) for id_ in ids.values()]
    assert set(lengths) == {len("government-") + 8, len("government-") + 16}
    assert lengths.count(len("government-") + 16) < 20, "only those that collide are longer"


def test_what_is_taken_is_given_to_none() -> None:
    assert identified({"a": "paris"}, {"a": "a"}, frozenset({"paris"})) == {"a": f"paris-{digest('a', length=8)}"}


def test_what_nothing_tells_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing that tells them apart"):
        identified({"a": "paris", "b": "paris"}, {"a": "same", "b": "same"})


@given(st.dictionaries(st.text(max_size=3), st.text("aB é-", max_size=2).map(slug)), st.randoms(use_true_random=False))
def test_the_order_of_the_keys_does_not_matter(wanted: dict[str, str], random: object) -> None:
    keys = list(wanted)
    random.shuffle(keys)  # type: ignore[attr-defined]
    told = {key: key for key in keys}
    ids = identified({key: wanted[key] for key in keys}, told)
    assert ids == identified(wanted, told)
    assert len(set(ids.values())) == len(ids)
