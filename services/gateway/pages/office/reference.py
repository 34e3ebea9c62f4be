"""Fields of training and vocabularies: their gaps of translation, entering a translation, what is not chosen any more."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER, Request
from contracts.languages import LANGUAGES
from contracts.refusals import NotFound
from contracts.registry.reference import (
    LEVELS,
    DeprecateField,
    DeprecateTerm,
    GetFieldOfTraining,
    GetVocabulary,
    ListFieldsOfTraining,
    ListVocabularies,
    RemoveTerm,
    TranslateField,
    TranslateTerm,
)  # fmt: skip
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import CHOICE, LANGUAGES_LINE, Field, Group, given
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


FIELDS, WORDS = "/office/reference/fields", "/office/reference/vocabularies"
TRANSLATION = Group("names", "", (
    Field("ar", _("Name in Arabic"), path="names.ar", language="ar"),
    Field("fr", _("Name in French"), path="names.fr", language="fr"),
))  # fmt: skip
NAMES = Group("names", "", (Field("names", _("Name"), LANGUAGES_LINE, required=True),))
OTHER_FIELD = Field("replaced_by", _("Code of the field that stands for it"), required=True, input="code", hint=_("Two to four digits."))  # fmt: skip
EFFECT = _("Nobody can choose it any more. Records that have it keep it.")


def index(visit: Visit) -> Response:
    """What reference data there is."""
    return desks.at(visit, OFFICER).page("office/reference.html")


def fields(visit: Visit) -> Response:
    """The fields of training, narrowed by words, level and missing language."""
    desk = desks.at(visit, OFFICER)
    asked = visit.query("words", "level", "missing")
    found = visit.find(ListFieldsOfTraining, **asked, **visit.query("cursor"), limit=50)
    reading = visit.reading
    return desk.page(
        "office/fields.html", found=found, asked=asked, levels=[(code, reading.label("level", code)) for code in LEVELS],
        tongues=[(code, reading.language_name(code)) for code in LANGUAGES if code != "en"],
    )  # fmt: skip


def field(visit: Visit, code: str) -> Response:
    """Enter a field's names; the English one is the classification's own."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(GetFieldOfTraining, code=code)
    form = desk.form((TRANSLATION,), found)
    form.guard(found["version"])
    if form.sent:
        names = {**found["names"], **dict.fromkeys(("ar", "fr")), **form.data().get("names", {})}
        filled = {language: words for language, words in names.items() if words}
        if form.replace(TranslateField, code=code, names=filled, version=form.version):
            return desk.to(FIELDS, "saved")
    return desk.ask_page(
        form, _("Translate a field of training"), _("Save"), FIELDS,
        lead=visit.reading.in_language(f"{code} {found['names'].get('en', '')}", "en"),
    )  # fmt: skip


def end_field(visit: Visit, code: str) -> Response:
    """Let another field stand for it."""
    found = visit.ask(GetFieldOfTraining, code=code)
    return _ended(visit, DeprecateField, OTHER_FIELD, FIELDS, found["names"], code=code)


def vocabularies(visit: Visit) -> Response:
    """The vocabularies with how many terms lack a translation."""
    desk = desks.at(visit, OFFICER)
    return desk.page("office/vocabularies.html", found=visit.ask(ListVocabularies, limit=100))


def vocabulary(visit: Visit, name: str) -> Response:
    """The terms of one vocabulary."""
    desk = desks.at(visit, OFFICER)
    return desk.page("office/vocabulary.html", vocabulary=visit.ask(GetVocabulary, name=name), home=f"{WORDS}/{name}")


def term(visit: Visit, name: str, code: str) -> Response:
    """Enter a term's names."""
    desk = desks.at(visit, OFFICER)
    found, one = _term(visit, name, code)
    form = desk.form((NAMES,), one)
    form.guard(found["version"])
    if form.sent and form.send(TranslateTerm, name=name, code=code, version=form.version) is not None:
        return desk.to(f"{WORDS}/{name}", "saved")
    return desk.ask_page(
        form, _("Translate a term"), _("Save"), f"{WORDS}/{name}", lead=visit.reading.text(one["names"])
    )


def end_term(visit: Visit, name: str, code: str) -> Response:
    """Let another term stand for it."""
    found, one = _term(visit, name, code)
    others = [
        (other["code"], visit.reading.plain(other["names"]))
        for other in found["terms"]
        if other["code"] != code and not other["deprecated"]
    ]
    asked = Field("replaced_by", _("What stands for it"), CHOICE, required=True, options=given(others))
    return _ended(visit, DeprecateTerm, asked, f"{WORDS}/{name}", one["names"], name=name, code=code)


def remove_term(visit: Visit, name: str, code: str) -> Response:
    """Take a term out that no record has."""
    desk = desks.at(visit, OFFICER)
    _found, one = _term(visit, name, code)
    form = desk.form((Group("remove", "", ()),), {})
    if form.sent and form.send(RemoveTerm, name=name, code=code) is not None:
        return desk.to(f"{WORDS}/{name}", "ended")
    return desk.ask_page(
        form, _("Take the term out"), _("Take the term out"), f"{WORDS}/{name}", grave=True,
        lead=visit.reading.text(one["names"]),
        effect=(visit.reading.say(_("It is gone for good. This works only while no record has it.")),),
    )  # fmt: skip


def _ended(
    visit: Visit, contract: type[Request], asked: Field, back: str, names: dict[str, str], **subject: str
) -> Response:
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("end", "", (asked,)),), {})
    if form.sent and form.send(contract, **subject) is not None:
        return desk.to(back, "saved")
    return desk.ask_page(
        form, _("Let it not be chosen any more"), _("Let it not be chosen any more"), back, grave=True,
        lead=visit.reading.text(names), effect=(visit.reading.say(EFFECT),),
    )  # fmt: skip


def _term(visit: Visit, name: str, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = visit.ask(GetVocabulary, name=name)
    one = next((term for term in found["terms"] if term["code"] == code), None)
    if one is None:
        raise NotFound
    return found, one
