"""The institutions' own table, slugs and external ids."""

from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.folding import fold, search_words, sounds_of
from contracts.refusals import Conflict, Duplicate, NotFound
from contracts.slugs import candidates, slug_of
from services.registry.institutions.domain import acronyms, full_names

CARD = """i.institution_id, i.slug, i.status, i.merged_into, i.names, i.other_names, i.types, i.stakeholder, i.country,
  i.international, i.city, i.latitude, i.longitude, i.website, i.domains, i.established, i.topics, i.languages,
  i.capabilities, i.description, i.contact, i.links, i.sites, i.programmes, i.fields_of_training, i.facilities, i.capacity, i.version,
  i.registered_digest, i.sort_name,
  i.confirmed_at, i.confirmation_due_at, i.missed_confirmations, institution_freshness(i.confirmed_at, i.updated_at) as freshness,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value) order by e.position), '[]')
     from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""


# All that an insert fills; the others have defaults or are made of these.
_STORED = """institution_id, slug, status, names, other_names, types, stakeholder, country, international, city, latitude,
  longitude, website, domains, established, topics, languages, capabilities, description, contact, links, sites,
  programmes, fields_of_training, facilities, capacity, registered_digest, sort_name, folded_names, folded_acronyms, words"""
_ELSEWHERE = ("external_ids", "relations", "found_by", "force_reason")  # no columns of its own table


def find_institution(tx: Tx, institution_id: UUID) -> dict[str, Any] | None:
    """The institution under this id, or the one it was merged into."""
    return tx.one(
        f"""select {CARD} from institutions as i where i.institution_id =
              (select coalesce(merged_into, institution_id) from institutions where institution_id = %(id)s)""",
        id=institution_id,
    )


def find_registration(tx: Tx, institution_id: UUID) -> str | None:
    """The fingerprint of the facts this very institution was registered with, merged or not."""
    row = tx.one("select registered_digest from institutions where institution_id = %(id)s", id=institution_id)
    return row["registered_digest"] if row else None


def find_institution_by_slug(tx: Tx, slug: str) -> dict[str, Any] | None:
    """The institution this slug leads to, now or ever."""
    row = tx.one("select institution_id from institution_slugs where slug = %(slug)s", slug=slug)
    return row and find_institution(tx, row["institution_id"])


def lock_institution(tx: Tx, institution_id: UUID) -> dict[str, Any]:
    """This very institution, merged or not, for a change; refuses `NotFound`."""
    found = tx.one(
        f"select {CARD} from institutions as i where institution_id = %(id)s for no key update", id=institution_id
    )
    if found is None:
        raise NotFound
    return found


def add_institution(tx: Tx, institution: dict[str, Any]) -> str:
    """Insert it and answer its slug; refuses `Duplicate` for a known id and `Conflict` for a known external id."""
    return add_institutions(tx, [institution])[0]


def add_institutions(tx: Tx, institutions: list[dict[str, Any]]) -> list[str]:
    """Insert them all and answer their slugs; refuses `Duplicate` for a known id and `Conflict` for a known external id."""
    bases = {one["institution_id"]: _slug_base(one) for one in institutions}
    slugs = _take_new_slugs(tx, bases)
    rows = [{**_columns(one), "slug": slugs[one["institution_id"]]} for one in institutions]
    added = tx.run(
        f"""insert into institutions ({_STORED})
            select {_STORED} from jsonb_populate_recordset(null::institutions, %(rows)s)
            on conflict on constraint institutions_pkey do nothing""",
        rows=Json(rows),
    )
    if added < len(rows):
        raise Duplicate(institution_id=", ".join(map(str, bases)))
    ids = [(one["institution_id"], one["external_ids"]) for one in institutions]
    _add_external_ids(tx, ids)
    return [slugs[one["institution_id"]] for one in institutions]


def save_institution(tx: Tx, institution: dict[str, Any]) -> str:
    """Write the locked institution's record, status and version, and answer its slug, new where its name is."""
    institution_id, base = institution["institution_id"], _slug_base(institution)
    renamed = base and not _is_slug_for(institution["slug"], base)
    slug = _take_slug(tx, institution_id, base) if renamed else institution["slug"]
    tx.run(
        """update institutions set slug = %(slug)s, status = %(status)s, merged_into = %(merged_into)s, names = %(names)s,
             other_names = %(other_names)s, types = %(types)s, stakeholder = %(stakeholder)s, country = %(country)s,
             international = %(international)s, city = %(city)s, latitude = %(latitude)s, longitude = %(longitude)s,
             website = %(website)s, domains = %(domains)s, established = %(established)s, topics = %(topics)s,
             languages = %(languages)s, capabilities = %(capabilities)s, description = %(description)s,
             contact = %(contact)s, links = %(links)s, sites = %(sites)s, programmes = %(programmes)s,
             fields_of_training = %(fields_of_training)s, facilities = %(facilities)s, capacity = %(capacity)s, sort_name = %(sort_name)s, folded_names = %(folded_names)s,
             folded_acronyms = %(folded_acronyms)s, words = %(words)s, version = %(version)s, updated_at = now()
           where institution_id = %(institution_id)s""",
        **{**_columns(institution), **_json_lists(institution), "slug": slug},
    )
    _replace_external_ids(tx, institution_id, institution["external_ids"])
    return slug


def redirect_merged(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let what was merged into the one before lead to the other at once; answers how many."""
    return tx.run("update institutions set merged_into = %(i)s where merged_into = %(f)s", f=from_id, i=into_id)


def move_external_ids(tx: Tx, from_id: UUID, into_id: UUID) -> None:
    """Hand the external ids of one institution to the other, behind its own."""
    tx.run(
        """update institution_external_ids set institution_id = %(i)s,
             position = position + (select count(*) from institution_external_ids where institution_id = %(i)s)
           where institution_id = %(f)s""",
        f=from_id, i=into_id,
    )  # fmt: skip


def raise_version(tx: Tx, institution_id: UUID) -> None:
    """Give a locked institution its next version where what hangs on it changed, so that who read it before is told."""
    tx.run("update institutions set version = version + 1 where institution_id = %(id)s", id=institution_id)


def holders_of(tx: Tx, external_ids: list[dict[str, str]]) -> dict[tuple[str, str], UUID]:
    """Which institution holds each of these external ids, of those that are held."""
    rows = tx.all(
        """select e.scheme, e.value, e.institution_id
           from (select distinct * from unnest(%(schemes)s::text[], %(values)s::text[])) as g (scheme, value)
             cross join lateral (
               select * from institution_external_ids where (scheme, value) = (g.scheme, g.value) limit 1) as e""",
        schemes=[found["scheme"] for found in external_ids], values=[found["value"] for found in external_ids],
    )  # fmt: skip
    return {(row["scheme"], row["value"]): row["institution_id"] for row in rows}


def _columns(institution: dict[str, Any]) -> dict[str, Any]:
    own = {field: value for field, value in institution.items() if field not in _ELSEWHERE}
    return {**own, **(institution.get("found_by") or found_by(institution))}


def found_by(record: dict[str, Any]) -> dict[str, Any]:
    """The columns by which the record is found; an import works them out early and hands them over as `found_by`."""
    names, short = full_names(record), acronyms(record)
    texts = [*names, *short, record["city"] or "", *record["domains"]]
    return {
        "sort_name": fold(names[0]) or names[0],
        "folded_names": [fold(name) for name in names],
        "folded_acronyms": [fold(name) for name in short],
        "words": search_words(texts) + sounds_of(names),
    }


def _json_lists(institution: dict[str, Any]) -> dict[str, Any]:
    return {
        field: Json(institution[field]) for field in ("other_names", "facilities", "capabilities", "links", "sites")
    }


def _slug_base(institution: dict[str, Any]) -> str:
    return slug_of(*full_names(institution)) or "institution"


def _is_slug_for(slug: str, base: str) -> bool:
    return slug == base or (slug.startswith(f"{base}-") and slug[len(base) + 1 :].isalnum())


def _take_new_slugs(tx: Tx, bases: dict[UUID, str]) -> dict[UUID, str]:
    """A free slug for each institution that has none yet, all in one statement a turn."""
    tries = {owner: candidates(base, owner) for owner, base in bases.items()}
    taken: dict[UUID, str] = {}
    while len(taken) < len(bases):
        asked = sorted((next(tries[owner], ""), owner) for owner in bases if owner not in taken)
        if not asked[0][0]:
            raise Conflict
        rows = tx.all(
            """insert into institution_slugs (slug, institution_id)
               select * from unnest(%(slugs)s::text[], %(owners)s::uuid[]) on conflict do nothing
               returning slug, institution_id""",
            slugs=[slug for slug, _ in asked], owners=[str(owner) for _, owner in asked],
        )  # fmt: skip
        taken |= {row["institution_id"]: row["slug"] for row in rows}
    return taken


def _take_slug(tx: Tx, institution_id: UUID, base: str) -> str:
    for slug in candidates(base, institution_id):
        row = tx.one(
            """insert into institution_slugs (slug, institution_id) values (%(slug)s, %(institution_id)s)
               on conflict (slug) do update set slug = excluded.slug returning institution_id""",
            slug=slug, institution_id=institution_id,
        )  # fmt: skip
        if row and row["institution_id"] == institution_id:
            return slug
    raise Conflict


def _replace_external_ids(tx: Tx, institution_id: UUID, external_ids: list[dict[str, str]]) -> None:
    tx.run("delete from institution_external_ids where institution_id = %(id)s", id=institution_id)
    _add_external_ids(tx, [(institution_id, external_ids)])


def _add_external_ids(tx: Tx, held: list[tuple[UUID, list[dict[str, str]]]]) -> None:
    rows = [(one["scheme"], one["value"], str(id_), place) for id_, ids in held for place, one in enumerate(ids, 1)]
    if not rows:
        return
    # In one order whoever writes, so that two who add the same ids wait for each other in a line.
    schemes, values, owners, places = (list(column) for column in zip(*sorted(rows), strict=True))
    added = tx.run(
        """insert into institution_external_ids (scheme, value, institution_id, position)
           select * from unnest(%(schemes)s::text[], %(values)s::text[], %(owners)s::uuid[], %(places)s::int[])
           on conflict on constraint institution_external_ids_taken do nothing""",
        schemes=schemes, values=values, owners=owners, places=places,
    )  # fmt: skip
    if added < len(rows):
        wanted = [{"scheme": scheme, "value": value} for scheme, value, _, _ in rows]
        mine = {id_ for id_, _ in held}
        others = {key: owner for key, owner in holders_of(tx, wanted).items() if owner not in mine}
        raise Conflict(
            "Another institution has one of these external ids.",
            held_by=[{"scheme": s, "value": v, "institution_id": str(o)} for (s, v), o in sorted(others.items())],
        )
