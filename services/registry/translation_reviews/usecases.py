"""What is done with the translations of institutions and opportunities."""

from datetime import datetime
from typing import Any

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid, NotFound
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.rights import usecases as rights
from services.registry.translations import usecases as translations

Record = dict[str, Any]


def get_translations(tx: Tx, asked: Record) -> Record:
    """Where the translations of one's own record stand; refuses `Forbidden` for another's."""
    kind = _kind(asked)
    if kind == translations.INSTITUTION:
        rights.refuse_strangers(tx, asked["institution_id"])
        record = institutions.get_institution(tx, asked["institution_id"], None)
    else:
        record = opportunities.find_card(tx, asked["opportunity_id"]) or {}
    # An institution that was merged is answered by the other, which need not be the actor's own.
    rights.refuse_strangers(tx, record.get("institution_id"))
    if not record:
        raise NotFound
    return _shown(tx, kind, record)


def review_translation(tx: Tx, asked: Record, *, now: datetime) -> Record:
    """Note that the own record's texts in a language are right at the version read; the same again changes nothing."""
    kind = _kind(asked)
    if kind == translations.INSTITUTION:
        rights.refuse_changes(tx, asked["institution_id"])
        record = institutions.lock_at_version(tx, asked["institution_id"], asked["version"])
    else:
        record = opportunities.lock_own(tx, asked["opportunity_id"], asked["version"])
    if translations.review(tx, kind, record, asked["language"], now=now):
        tx.audit("review_translation", f"{kind}/{record[f'{kind}_id']}", language=asked["language"])
    return _shown(tx, kind, record)


def _kind(asked: Record) -> str:
    if (asked["institution_id"] is None) == (asked["opportunity_id"] is None):
        raise Invalid([problem("institution_id", "one_of", "Give the id of an institution or of an opportunity.")])
    return translations.INSTITUTION if asked["institution_id"] else translations.OPPORTUNITY


def _shown(tx: Tx, kind: str, record: Record) -> Record:
    may_review = rights.may_change(tx, record["institution_id"]) and not record.get("deleted_at")
    languages = translations.list_languages(tx, kind, record, may_review=may_review)
    return {"version": record["version"], "languages": languages}
