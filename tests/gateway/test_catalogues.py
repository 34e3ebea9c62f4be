import re

import pytest
from babel.messages.pofile import read_po

from services.gateway.locales.extract import wanted
from services.gateway.pages.catalogues import LOCALES, load
from services.gateway.pages.reading import Reading


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_word_of_the_pages_is_translated(language):
    with (LOCALES / language / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    messages = {message.id: message for message in catalogue if message.id}

    assert set(messages) == {message.id for message in wanted() if message.id}
    for message in messages.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        names = set(re.findall(r"%\((\w+)\)s", str(message.id)))
        assert all(set(re.findall(r"%\((\w+)\)s", words)) <= names for words in strings), message.id


def test_arabic_counts_in_its_six_ways():
    translations = load()["ar"]
    said = [
        translations.ngettext("%(num)s participant", "%(num)s participants", n) % {"num": n}
        for n in (0, 1, 2, 3, 11, 100)
    ]
    assert said == ["لا مشاركين", "مشارك واحد", "مشاركان", "3 مشاركين", "11 مشاركًا", "100 مشارك"]


@pytest.mark.parametrize(
    ("language", "days", "zone"),
    [
        ("en", "30 Oct – 2 Nov 2018", "Dushanbe"),
        ("fr", "30 oct. – 2 nov. 2018", "Douchanbé"),
        ("ar", "30 أكتوبر – 2 نوفمبر 2018", "دوشانبي"),
    ],
)
def test_dates_and_zones_are_in_the_readers_language(language, days, zone):
    reading = Reading(language, load()[language])
    assert reading.days("2018-10-30", "2018-11-02").replace("\u202f", " ").replace("\u2009", " ") == days
    assert reading.zone("Etc/GMT-4") == "\u2066UTC+4\u2069"
    assert reading.zone("Asia/Dushanbe", "2018-10-30T09:00") == f"{zone} (\u2066UTC+5\u2069)"


def test_missing_words_fall_back_and_say_in_which_language_they_are():
    reading = Reading("ar", load()["ar"])
    assert (
        reading.text({"source": "fr", "fr": "<b>Atelier</b>"})
        == '<bdi lang="fr" dir="ltr">&lt;b&gt;Atelier&lt;/b&gt;</bdi>'
    )
    assert reading.text({"source": "en", "en": "x", "ar": "ورشة"}) == "<bdi>ورشة</bdi>"
    assert (
        reading.paragraphs({"source": "en", "en": "a\n\nb"})
        == '<p lang="en" dir="ltr">a</p><p lang="en" dir="ltr">b</p>'
    )
