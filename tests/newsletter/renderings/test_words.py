"""How languages say things."""

from datetime import date

import pytest

from services.newsletter.renderings import usecases
from services.newsletter.renderings.words import words_of

LANGUAGES = ["en", "ar", "fr"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "22 October 2026",
                "22–23 October 2026",
                "30 October – 2 November 2026",
                "30 December 2026 – 2 January 2027",
            ],
        ),
        (
            "fr",
            [
                "22 octobre 2026",
                "22–23 octobre 2026",
                "30 octobre – 2 novembre 2026",
                "30 décembre 2026 – 2 janvier 2027",
            ],
        ),
        ("ar", ["22 أكتوبر 2026", "22–23 أكتوبر 2026", "30 أكتوبر – 2 نوفمبر 2026", "30 ديسمبر 2026 – 2 يناير 2027"]),
    ],
)
def test_spans_of_days(language, said):
    spans = [
        (date(2026, 10, 22), date(2026, 10, 22)),
        (date(2026, 10, 22), date(2026, 10, 23)),
        (date(2026, 10, 30), date(2026, 11, 2)),
        (date(2026, 12, 30), date(2027, 1, 2)),
    ]

    assert [words_of(language).days(*span) for span in spans] == said


def test_latin_words_in_arabic_are_set_apart():
    assert words_of("ar").pick({"source": "en", "en": "Baku (AZ)"}) == "\u2068Baku (AZ)\u2069"
    assert words_of("ar").pick({"source": "en", "ar": "باكو"}) == "باكو"


@pytest.mark.parametrize("raw", ["{mlang en}Roadmap{mlang}{mlang az}Yol{mlang}", "{mlang en}Roadmap"])
def test_no_mlang_tag_is_ever_said(raw):
    for language in LANGUAGES:
        assert "{mlang" not in words_of(language).pick({"source": "en", "en": raw})


def test_every_code_of_the_vocabulary_has_words_in_every_language():
    from contracts.vocabularies import ACTIVITY_KINDS, INSTITUTION_TYPES, MODALITIES, OPPORTUNITY_KINDS, OUTCOME_KINDS

    groups = {
        "kinds": {*ACTIVITY_KINDS, *OPPORTUNITY_KINDS}, "modalities": set(MODALITIES), "types": set(INSTITUTION_TYPES),
        "outcomes": set(OUTCOME_KINDS),
    }  # fmt: skip
    for language in LANGUAGES:
        assert {name: codes - set(words_of(language).known[name]) for name, codes in groups.items()} == {
            name: set() for name in groups
        }
        assert set(words_of(language).labels) == set(words_of("en").labels)


def test_an_institution_says_where_it_is():
    facts = {"types": ["university"], "city": "Baku", "country": "AZ"}

    text = usecases.text_of("institution", facts, LANGUAGES)

    assert text["en"] == "New in the directory: university, Baku, Azerbaijan."
    assert text["fr"] == "Nouveau dans le répertoire : université, Baku, Azerbaïdjan."
    assert text["ar"].startswith("جديد في الدليل: جامعة")


def test_a_long_report_stays_an_item():
    outcomes = [{"kind": "finding", "text": {"source": "en", "en": "word " * 400}}] * 100
    facts = {"kind": "workshop", "held": True, "outcomes": outcomes, "organisers": [{"names": {"en": "o" * 300}}] * 30}

    text = usecases.text_of("activity", facts, LANGUAGES)

    assert all(len(words) <= 6000 for words in text.values())
    assert text["en"].count("Finding") == 12


def test_markup_in_facts_stays_text():
    page = usecases.render_all(
        {
            "volume": 1, "number": 1, "period": "2026-H1", "slug": "s", "publication_title": {"en": "P"},
            "sections": [{"code": "news", "title": {"en": "News"}}],
        },
        [
            {
                "item_id": "1", "section": "news", "title": {"en": "<script>alert(1)</script>"}, "byline": "<b>",
                "text": {"en": "a & b <img src=x onerror=1>"}, "path": None,
            }
        ],
        ["en"], "https://training.example",
    )[0]  # fmt: skip

    assert "<script" not in page.html + page.body
    assert "<img" not in page.html + page.body
    assert "a & b" in page.text
