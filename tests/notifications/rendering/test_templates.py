"""Every template in every language: whole, filled, and readable from right to left."""

import importlib
import json
import pkgutil
import re
import shutil

import pytest
from jinja2 import UndefinedError

import contracts
from contracts.base import EVENTS
from contracts.languages import LANGUAGES
from services.notifications.deliveries.domain import rule_of, templates
from services.notifications.rendering import templates as folders
from services.notifications.rendering.context import Links, Reader, context
from services.notifications.rendering.plain import FIRST_STRONG_ISOLATE, POP_ISOLATE

LINKS = Links("https://training.example.org", "secret")
EVERY = [(template, language) for template in templates() for language in LANGUAGES]


def words(template, language, name="Amina Diallo", **changes):
    people = folders.sample_people()
    facts = {**folders.sample(template), **changes}
    reader = Reader(name, "amina@example.org", language)
    return folders.render(template, language, context(template, reader, facts, people["activity"], LINKS))


def contract_of(template):
    for found in pkgutil.walk_packages(contracts.__path__, "contracts."):
        importlib.import_module(found.name)
    key = rule_of(template).event
    return next(contract for address, contract in EVENTS.items() if address.endswith(f"/{key}"))


@pytest.mark.parametrize("template", templates())
def test_a_sample_is_an_event_of_the_rule(template):
    assert contract_of(template).read(folders.sample(template))


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_nothing_raw_is_left(template, language):
    made = words(template, language)
    for part in (made.subject, made.text, made.html):
        assert part.strip()
        assert not re.search(r"\{\{|\{%|mlang|None|\bdict\b|Undefined|<bdi>\s*</bdi>", part)
    assert "<" not in made.text.replace("<address>", "")


@pytest.mark.parametrize("template", templates())
def test_the_languages_say_different_things(template):
    assert len({words(template, language).subject for language in LANGUAGES}) == 3


@pytest.mark.parametrize("template", templates())
def test_arabic_runs_from_right_to_left_with_latin_names_apart(template):
    made = words(template, "ar")
    assert '<html lang="ar" dir="rtl">' in made.html
    assert "<bdi>Amina Diallo</bdi>" in made.html
    assert f"{FIRST_STRONG_ISOLATE}Amina Diallo{POP_ISOLATE}" in made.text
    assert made.text.count(FIRST_STRONG_ISOLATE) <= made.text.count(POP_ISOLATE)
    english = words(template, "en")
    assert '<html lang="en" dir="ltr">' in english.html
    assert FIRST_STRONG_ISOLATE not in english.text


def test_the_last_moment_to_answer_stands_in_the_activitys_zone():
    assert "Thursday, 8 October 2026, 17:00 (Tajikistan Time, UTC+05:00)" in words("nomination_selected", "en").text
    assert "8 أكتوبر 2026" in words("nomination_selected", "ar").text
    assert "jeudi 8 octobre 2026, 17:00" in words("nomination_selected", "fr").text


NAUGHTY = '<script>alert("x")</script>{{ 7*7 }}\r\nBcc: all@example.org \u202eevil'


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_foreign_words_are_neither_run_nor_trusted(template, language):
    made = words(template, language, name=NAUGHTY, reason=NAUGHTY)
    assert "<script" not in made.html
    assert "49" not in made.text.replace("%49", "") or "{{ 7*7 }}" in made.text
    assert "\u202e" not in made.html + made.text + made.subject
    assert "\n" not in made.subject
    assert not re.search(r"^Bcc:", made.text.split("\n\n")[0], re.MULTILINE)


def test_a_missing_variable_is_an_error_not_an_empty_place():
    people = folders.sample_people()
    reader = Reader("Amina", "amina@example.org", "en")
    filled = context("nomination_selected", reader, folders.sample("nomination_selected"), people["activity"], LINKS)
    del filled["answer_by"]
    with pytest.raises(UndefinedError):
        folders.render("nomination_selected", "en", filled)


def test_a_rule_without_its_template_or_a_language_stops_the_boot(tmp_path, monkeypatch):
    copy = tmp_path / "templates"
    shutil.copytree(folders.FOLDER, copy)
    (copy / "nomination_selected" / "ar.jinja").unlink()
    shutil.rmtree(copy / "account_invited")
    monkeypatch.setattr(folders, "FOLDER", copy)
    with pytest.raises(folders.TemplatesIncomplete) as refused:
        folders.check_templates()
    assert "nomination_selected/ar.jinja is missing" in str(refused.value)
    assert "account_invited/en.jinja is missing" in str(refused.value)
    assert "account_invited/sample.json is missing" in str(refused.value)


def test_a_broken_template_is_named(tmp_path, monkeypatch):
    copy = tmp_path / "templates"
    shutil.copytree(folders.FOLDER, copy)
    (copy / "nomination_selected" / "fr.jinja").write_text("{% extends layout %}{% block subject %}")
    monkeypatch.setattr(folders, "FOLDER", copy)
    folders._environments.cache_clear()
    try:
        with pytest.raises(folders.TemplatesIncomplete, match=r"nomination_selected/fr\.jinja"):
            folders.check_templates()
    finally:
        folders._environments.cache_clear()


def test_samples_are_readable_json():
    for path in folders.FOLDER.glob("*/sample.json"):
        assert isinstance(json.loads(path.read_text()), dict)
