"""Folding and slugs, without servers."""

import re
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from contracts.folding import fold, search_words, words_of
from contracts.slugs import candidates, slug_of


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcçğıİIiöşüÂâéèêœæ' -ABCÇĞÖŞÜ"))
def test_case_does_not_matter_in_latin_writing(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(st.text())
def test_folded_words_hold_nothing_that_a_query_language_could_read(text):
    assert not set("'\"\\|&!:*()<>%_-") & set("".join(words_of(text)))


@given(st.text())
def test_a_text_is_found_by_its_own_words(text):
    assert set(words_of(text)) <= set(search_words([text]))


@given(st.text())
def test_a_slug_is_ascii_and_short(text):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug_of(text))
    assert len(slug_of(text)) <= 80


def test_slugs_are_transliterated():
    assert slug_of("Таджикский национальный университет") == "tadzhikskii-natsionalnyi-universitet"
    assert slug_of("বাংলাদেশ", "Bangladesh Bureau") == "bangladesh-bureau"
    assert re.fullmatch(r"[a-z-]{8,}", slug_of("جامعة القاهرة"))


def test_the_last_candidate_is_nobody_elses():
    one, other = list(candidates("academy", uuid4())), list(candidates("academy", uuid4()))
    assert one[:-1] == other[:-1]
    assert one[-1] != other[-1]
    assert next(candidates("", uuid4()))
