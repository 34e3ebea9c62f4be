"""The tables of reference data."""

from datetime import date
from typing import Any

from chassis.tx import Json, Tx
from contracts.refusals import NotFound

_FIELD = "code, level, parent, names, replaced_by, replaced_by is not null as deprecated, version"


def list_fields(
    tx: Tx, chosen: dict[str, str | None], words: list[str], after: str | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 fields after a code: under a parent, of a level, without a language, with all words in a name."""
    return tx.all(
        f"""select {_FIELD} from fields_of_training
            where (%(after)s::text is null or code > %(after)s)
              and (%(parent)s::text is null or parent = %(parent)s) and (%(level)s::text is null or level = %(level)s)
              and (%(missing)s::text is null or not names ? %(missing)s)
              and (select bool_and(strpos(lower(code || ' ' || (names - 'source')::text), word) > 0)
                   from unnest(%(words)s::text[]) as word) is not false
            order by code limit %(limit)s + 1""",
        words=words, after=after, limit=limit, **chosen,
    )  # fmt: skip


def list_field_names(tx: Tx) -> list[dict[str, Any]]:
    """Every code with its English name and what replaced it."""
    return tx.all("select code, names ->> 'en' as name, replaced_by from fields_of_training order by code")


def lock_field(tx: Tx, code: str) -> dict[str, Any] | None:
    """The field for a change, None where there is none."""
    return tx.one(f"select {_FIELD} from fields_of_training where code = %(code)s for no key update", code=code)


def find_field(tx: Tx, code: str) -> dict[str, Any] | None:
    """The field, None where there is none."""
    return tx.one(f"select {_FIELD} from fields_of_training where code = %(code)s", code=code)


def save_field(tx: Tx, field: dict[str, Any]) -> None:
    """Write the names, what replaces it, and the version of a locked field."""
    tx.run(
        """update fields_of_training set names = %(names)s, replaced_by = %(replaced_by)s, version = %(version)s
           where code = %(code)s""",
        code=field["code"], names=field["names"], replaced_by=field["replaced_by"], version=field["version"],
    )  # fmt: skip


def read_groups(tx: Tx) -> dict[str, dict[str, Any]]:
    """All groups by code; there are few."""
    rows = tx.all("select code, names, members, includes, version from country_groups order by code")
    return {row["code"]: {**row, "members": [_dated(member) for member in row["members"]]} for row in rows}


def lock_groups(tx: Tx) -> None:
    """Let one transaction at a time change groups, so that two halves of a cycle cannot slip in together."""
    tx.run("select pg_advisory_xact_lock(hashtext('country_groups'))")


def save_group(tx: Tx, group: dict[str, Any], version: int) -> None:
    """Write the group at this version, over the one before."""
    tx.run(
        """insert into country_groups (code, names, members, includes, version)
           values (%(code)s, %(names)s, %(members)s, %(includes)s, %(version)s)
           on conflict (code) do update set names = excluded.names, members = excluded.members,
             includes = excluded.includes, version = excluded.version""",
        code=group["code"], names=group["names"], members=Json(group["members"]), includes=group["includes"],
        version=version,
    )  # fmt: skip


def list_vocabularies(tx: Tx, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 vocabularies after a name, with their terms in order."""
    return tx.all(
        """select v.name, v.version, (select jsonb_agg(jsonb_build_object('code', t.code, 'names', t.names,
               'deprecated', t.replaced_by is not null, 'replaced_by', t.replaced_by) order by t.position)
             from vocabulary_terms as t where t.name = v.name) as terms
           from vocabularies as v where %(after)s::text is null or name > %(after)s order by name limit %(limit)s + 1""",
        after=after, limit=limit,
    )  # fmt: skip


def lock_vocabulary(tx: Tx, name: str) -> dict[str, Any]:
    """The vocabulary with its terms for a change; refuses `NotFound`."""
    if not tx.one("select name from vocabularies where name = %(name)s for no key update", name=name):
        raise NotFound
    return get_vocabulary(tx, name)


def get_vocabulary(tx: Tx, name: str) -> dict[str, Any]:
    """The vocabulary with its terms; refuses `NotFound`."""
    row = tx.one(
        """select name, version, (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'names', t.names,
               'deprecated', t.replaced_by is not null, 'replaced_by', t.replaced_by) order by t.position), '[]')
             from vocabulary_terms as t where t.name = v.name) as terms
           from vocabularies as v where name = %(name)s""",
        name=name,
    )
    if row is None:
        raise NotFound
    return row


def save_term(tx: Tx, name: str, term: dict[str, Any]) -> None:
    """Write a term's names and what replaces it."""
    tx.run(
        "update vocabulary_terms set names = %(names)s, replaced_by = %(by)s where name = %(name)s and code = %(code)s",
        name=name, code=term["code"], names=term["names"], by=term["replaced_by"],
    )  # fmt: skip


def remove_term(tx: Tx, name: str, code: str) -> None:
    """Take the term out."""
    tx.run("delete from vocabulary_terms where name = %(name)s and code = %(code)s", name=name, code=code)


def save_version(tx: Tx, name: str) -> int:
    """Raise the vocabulary's version and answer it."""
    row = tx.one("update vocabularies set version = version + 1 where name = %(name)s returning version", name=name)
    assert row is not None
    return row["version"]


# Where the records have a vocabulary's codes; the others are only in contracts of other services.
_USES = {
    "institution_types": {"institutions": "%(code)s = any (types)"},
    "stakeholders": {"institutions": "stakeholder = %(code)s"},
    "topics": {"institutions": "%(code)s = any (topics)", "opportunities": "topic = %(code)s"},
    "opportunity_kinds": {"opportunities": "kind = %(code)s"},
    "modalities": {"opportunities": "modality = %(code)s"},
}


def count_uses(tx: Tx, name: str, code: str) -> dict[str, int]:
    """How many records of each table have the term, and how many terms it replaces; those with none are left out."""
    tables = _USES.get(name, {})
    counts = {
        table: tx.one(f"select count(*) as number from {table} where {has}", code=code) for table, has in tables.items()
    }
    counts["replaced_terms"] = tx.one(
        "select count(*) as number from vocabulary_terms where name = %(name)s and replaced_by = %(code)s",
        name=name, code=code,
    )  # fmt: skip
    return {table: row["number"] for table, row in counts.items() if row and row["number"]}


def is_counted(name: str) -> bool:
    """Whether all uses of the vocabulary's terms are known here."""
    return name in _USES


def _dated(member: dict[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key != "country" and value else value for key, value in member.items()}
