"""What is done with reference data."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from chassis.tx import Tx
from contracts import paging
from contracts.problems import problem
from contracts.refusals import Invalid, NotFound, StaleVersion
from contracts.registry.reference import CountryGroupFacts, CountryGroupRecorded, InUse
from services.registry.reference import domain, repository

Record = dict[str, Any]
GROUP = tuple(CountryGroupFacts().fields)
spell_problems = domain.spell_problems


def check_fields(tx: Tx, codes: Sequence[str], *, kept: Iterable[str] = (), field: str = "fields_of_training") -> None:
    """Passes codes of fields of training; refuses `Invalid`: unknown with the nearest, deprecated unless `kept` from before."""
    if not codes:
        return
    rows, kept = repository.list_field_names(tx), set(kept)
    known = {row["code"]: row["name"] for row in rows if not row["replaced_by"] or row["code"] in kept}
    replaced = {row["code"]: row["replaced_by"] for row in rows if row["code"] not in known}
    problems = domain.code_problems(field, codes, known, replaced)
    if problems:
        raise Invalid(problems)


def check_terms(tx: Tx, name: str, codes: Sequence[str], *, kept: Iterable[str] = (), field: str) -> None:
    """Passes terms of a vocabulary that may be chosen; refuses `Invalid` for removed ones and deprecated ones not `kept`."""
    terms, kept = repository.get_vocabulary(tx, name)["terms"], set(kept)
    known = {
        term["code"]: term["names"].get("en", "") for term in terms if not term["deprecated"] or term["code"] in kept
    }
    replaced = {term["code"]: term["replaced_by"] for term in terms if term["code"] not in known}
    problems = domain.code_problems(field, codes, dict.fromkeys(kept, "") | known, replaced)
    if problems:
        raise Invalid(problems)


def list_fields(tx: Tx, request: Record) -> Record:
    """A page of fields in the order of their codes."""
    key = paging.key_of(request["cursor"], str)
    chosen = {name: request[name] for name in ("parent", "level", "missing")}
    words = (request["words"] or "").lower().split()
    rows = repository.list_fields(tx, chosen, words, key[0] if key else None, request["limit"])
    return paging.page([_shown_field(row) for row in rows], request["limit"], "code")


def get_field(tx: Tx, code: str) -> Record:
    """The field; refuses `NotFound`, naming the nearest ones."""
    found = repository.find_field(tx, code)
    if found is None:
        raise _no_field(tx, code)
    return _shown_field(found)


def translate_field(tx: Tx, code: str, names: dict[str, str], version: int) -> Record:
    """Enter the names; refuses `StaleVersion`, and `Invalid` where the English name is not the classification's."""
    old = _locked_field(tx, code)
    if old["version"] != version:
        raise StaleVersion(version=old["version"])
    _refuse_other_english(old["names"], names)
    if old["names"] == names:
        return _shown_field(old)
    return _saved_field(tx, old, {"names": names}, "translate_field")


def deprecate_field(tx: Tx, code: str, replaced_by: str) -> Record:
    """Let the other stand for it; refuses itself and what is deprecated."""
    old = _locked_field(tx, code)
    if old["replaced_by"] == replaced_by:
        return _shown_field(old)
    if code == replaced_by:
        raise Invalid([problem("replaced_by", "self_relation", "It does not replace itself.")])
    check_fields(tx, [replaced_by], field="replaced_by")
    return _saved_field(tx, old, {"replaced_by": replaced_by}, "deprecate_field")


def record_group(tx: Tx, request: Record, today: date) -> Record:
    """Enter the group or bring it up to date; the same again changes nothing; refuses empty and cyclic ones."""
    facts = {field: request[field] for field in GROUP}
    repository.lock_groups(tx)
    groups = repository.read_groups(tx)
    known = groups.get(facts["code"])
    if request["expected_version"] is not None and request["expected_version"] != (known or {"version": 0})["version"]:
        raise StaleVersion(version=known["version"] if known else 0)
    domain.check_group(facts, groups)
    changed = [field for field in GROUP if not known or known[field] != facts[field]]
    version = (known["version"] if known else 0) + bool(changed)
    groups[facts["code"]] = {**facts, "version": version}
    shown = _shown_group(facts["code"], groups, today)
    if changed:
        repository.save_group(tx, facts, version)
        tx.audit("record_country_group", f"country_group/{facts['code']}", old_new=_old_new(known, facts, changed))
        tx.emit(CountryGroupRecorded, {**shown, "country_group_id": facts["code"]})
    return shown


def get_group(tx: Tx, code: str, on: date) -> Record:
    """The group with its countries on a day; refuses `NotFound`."""
    groups = repository.read_groups(tx)
    if code not in groups:
        raise NotFound
    return _shown_group(code, groups, on)


def list_groups(tx: Tx, on: date, cursor: str | None, limit: int) -> Record:
    """A page of groups with their countries on a day."""
    key = paging.key_of(cursor, str)
    groups = repository.read_groups(tx)
    rows = [_shown_group(code, groups, on) for code in groups if key is None or code > key[0]]
    return paging.page(rows[: limit + 1], limit, "code")


def countries_of(tx: Tx, codes: Sequence[str], on: date, *, field: str = "groups") -> list[str]:
    """The countries in any of these groups on a day; refuses `Invalid` naming unknown groups."""
    groups = repository.read_groups(tx)
    unknown = domain.code_problems(
        field, codes, {code: group["names"].get("en", "") for code, group in groups.items()}, {}
    )
    if unknown:
        raise Invalid(unknown)
    return sorted({country for code in codes for country in domain.expanded(code, groups, on)})


def members_of(tx: Tx, code: str, on: date) -> list[str]:
    """The countries in a group on a day; none where there is no such group."""
    groups = repository.read_groups(tx)
    return domain.expanded(code, groups, on)


def list_vocabularies(tx: Tx, cursor: str | None, limit: int) -> Record:
    """A page of vocabularies with their terms."""
    key = paging.key_of(cursor, str)
    rows = repository.list_vocabularies(tx, key[0] if key else None, limit)
    return paging.page([_shown_vocabulary(row) for row in rows], limit, "name")


def get_vocabulary(tx: Tx, name: str) -> Record:
    """The vocabulary; refuses `NotFound`."""
    return _shown_vocabulary(repository.get_vocabulary(tx, name))


def translate_term(tx: Tx, name: str, code: str, names: dict[str, str], version: int) -> Record:
    """Enter a term's names; refuses `StaleVersion`."""
    vocabulary, term = _locked_term(tx, name, code)
    if vocabulary["version"] != version:
        raise StaleVersion(version=vocabulary["version"])
    if term["names"] == names:
        return _shown_vocabulary(vocabulary)
    return _saved_term(tx, name, term, {"names": names}, "translate_term")


def deprecate_term(tx: Tx, name: str, code: str, replaced_by: str) -> Record:
    """Let the other stand for it; refuses itself, unknown and deprecated ones."""
    vocabulary, term = _locked_term(tx, name, code)
    if term["replaced_by"] == replaced_by:
        return _shown_vocabulary(vocabulary)
    if code == replaced_by:
        raise Invalid([problem("replaced_by", "self_relation", "It does not replace itself.")])
    check_terms(tx, name, [replaced_by], field="replaced_by")
    return _saved_term(tx, name, term, {"replaced_by": replaced_by}, "deprecate_term")


def remove_term(tx: Tx, name: str, code: str) -> Record:
    """Take a term out; refuses `InUse` with how many records have it, and where that is not known here."""
    _, term = _locked_term(tx, name, code)
    uses = repository.count_uses(tx, name, code)
    if uses or not repository.is_counted(name):
        raise InUse(uses=uses)
    repository.remove_term(tx, name, code)
    repository.save_version(tx, name)
    tx.audit("remove_term", f"vocabulary/{name}", old_new={code: [term["names"], None]})
    return get_vocabulary(tx, name)


def _no_field(tx: Tx, code: str) -> NotFound:
    known = {row["code"]: row["name"] for row in repository.list_field_names(tx)}
    return NotFound(nearest=[{"code": one, "name": known[one]} for one in domain.nearest(code, known)])


def _locked_field(tx: Tx, code: str) -> Record:
    found = repository.lock_field(tx, code)
    if found is None:
        raise _no_field(tx, code)
    return found


def _saved_field(tx: Tx, old: Record, change: Record, action: str) -> Record:
    new = {**old, **change, "version": old["version"] + 1}
    repository.save_field(tx, new)
    tx.audit(action, f"field_of_training/{old['code']}", old_new=_old_new(old, new, list(change)))
    return get_field(tx, old["code"])


def _refuse_other_english(old: dict[str, str], new: dict[str, str]) -> None:
    if new["source"] != "en" or new.get("en") != old["en"]:
        raise Invalid([problem("names.en", "official_name", f"The classification's own name stays: {old['en']}.")])


def _locked_term(tx: Tx, name: str, code: str) -> tuple[Record, Record]:
    vocabulary = repository.lock_vocabulary(tx, name)
    term = next((term for term in vocabulary["terms"] if term["code"] == code), None)
    if term is None:
        known = {one["code"]: one["names"].get("en", "") for one in vocabulary["terms"]}
        raise NotFound(nearest=domain.nearest(code, known))
    return vocabulary, term


def _saved_term(tx: Tx, name: str, old: Record, change: Record, action: str) -> Record:
    repository.save_term(tx, name, {**old, **change})
    repository.save_version(tx, name)
    old_new = {f"{old['code']}.{field}": [old[field], value] for field, value in change.items()}
    tx.audit(action, f"vocabulary/{name}", old_new=old_new)
    return get_vocabulary(tx, name)


def _shown_field(field: Record) -> Record:
    return {**field, "missing_languages": domain.missing_languages(field["names"])}


def _shown_group(code: str, groups: dict[str, Record], on: date) -> Record:
    return {**groups[code], "countries": domain.expanded(code, groups, on), "on": on}


def _shown_vocabulary(vocabulary: Record) -> Record:
    terms = vocabulary["terms"] or []
    return {**vocabulary, "terms": [_shown_field(term) for term in terms]}


def _old_new(old: Record | None, new: Record, changed: list[str]) -> Record:
    return {field: [old[field] if old else None, new[field]] for field in changed}
