"""Multilingual text: mlang in and out, fallback, direction (P20–P22, P25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import MlangProblem, direction, gaps, has_mlang, is_code, parse_mlang, pick, to_mlang

codes = st.sampled_from(["en", "ar", "fr", "az", "ru", "zh-Hant", "fr-CA", "other"])
words = st.text(
    st.characters(exclude_characters="{}", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40
).filter(lambda text: text.strip() == text and text.strip())
texts = st.dictionaries(codes, words, min_size=1, max_size=5)

RTCM = (
    "{mlang en}Workshop on Roadmap for the establishment of a RTCM {mlang}{mlang ru}{mlang}"
    "{mlang az}RTM yaradılması ilə bağlı Yol Xəritəsinin hazırlanması üzrə seminar{mlang}"
)


def test_the_roadmap_workshop_keeps_its_two_languages_and_misses_the_third():
    title = parse_mlang(RTCM)

    assert title == {
        "source": "en",
        "en": "Workshop on Roadmap for the establishment of a RTCM",
        "az": "RTM yaradılması ilə bağlı Yol Xəritəsinin hazırlanması üzrə seminar",
    }
    assert pick(title, "ru") == ("Workshop on Roadmap for the establishment of a RTCM", "en")
    assert gaps(title, ("en", "ru")) == ["ru"]


@given(texts)
def test_a_text_survives_the_way_out_and_in(text):
    assert {k: v for k, v in parse_mlang(to_mlang(text)).items() if k != "source"} == text


@given(st.text(max_size=80))
def test_whatever_is_typed_never_comes_back_with_a_raw_tag(typed):
    try:
        text = parse_mlang(typed)
    except MlangProblem as problem:
        assert 0 <= problem.position <= len(typed)  # noqa: PT017 - read or refused, both are right
        return
    assert not any(has_mlang(words) for words in text.values())


@given(
    st.lists(
        st.sampled_from(
            ["{mlang en}", "{mlang}", "{mlang ar,fr}", "{MLANG en}", "{ mlang en }", "word ", "{mlang xx-yy-zz}", "{"]
        )
    )
)
def test_any_row_of_tags_is_read_or_refused_with_its_place(pieces):
    typed = "".join(pieces)
    try:
        text = parse_mlang(typed)
    except MlangProblem as problem:
        assert 0 <= problem.position <= len(typed)  # noqa: PT017 - read or refused, both are right
        return
    assert not any(has_mlang(words) for words in text.values())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("{mlang en}open", "unclosed_mlang"),
        ("{mlang en}a{mlang fr}b{mlang}", "nested_mlang"),
        ("a{mlang}", "unopened_mlang"),
        ("{mlang english}a{mlang}", "unknown_language"),
    ],
)
def test_broken_notation_is_named(typed, code):
    with pytest.raises(MlangProblem) as refused:
        parse_mlang(typed)

    assert refused.value.code == code


def test_words_outside_blocks_belong_to_every_language():
    assert parse_mlang("RTCM: {mlang en}Home{mlang}{mlang fr}Accueil{mlang}") == {
        "source": "en",
        "en": "RTCM: Home",
        "fr": "RTCM: Accueil",
    }


def test_one_block_may_serve_two_languages():
    assert parse_mlang("{mlang en,fr}Conference{mlang}") == {"source": "en", "en": "Conference", "fr": "Conference"}


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("fr-CA", ("Bonjour", "fr")), ("ar", ("مرحبا", "ar")), ("tr", ("Hello", "en")), ("en", ("Hello", "en"))],
)
def test_the_nearest_language_answers_and_says_which(asked, answer):
    assert pick({"source": "en", "en": "Hello", "fr": "Bonjour", "ar": "مرحبا"}, asked) == answer


@given(texts, codes)
def test_a_text_with_words_never_shows_as_empty(text, asked):
    found, used = pick({"source": next(iter(text)), **text}, asked)

    assert found.strip()
    assert used in text


def test_blank_words_count_as_missing():
    assert pick({"source": "en", "en": "Hello", "ar": "   "}, "ar") == ("Hello", "en")


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("fa-IR", "rtl"), ("en", "ltr"), ("fr-CA", "ltr")])
def test_arabic_and_its_neighbours_read_from_right_to_left(language, way):
    assert direction(language) == way


@pytest.mark.parametrize("code", ["english", "e", "EN", "en_GB", "", "en-", "../etc"])
def test_what_is_no_language_code_is_told(code):
    assert not is_code(code)
