"""The opportunities' table and slugs."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.folding import fold, search_words
from contracts.refusals import Conflict, NotFound
from contracts.slugs import candidates, slug_of

Card = dict[str, Any]
RULES = (
    "eligible_countries", "eligible_groups", "min_age", "max_age", "language_level", "seniority", "sectors", "attendance",
)  # fmt: skip
_NO_RULES: Card = {
    **dict.fromkeys(RULES), "eligible_countries": [], "eligible_groups": [], "seniority": [], "sectors": [],
    "attendance": "any",
}  # fmt: skip
CARD = """o.opportunity_id, o.slug, o.institution_id, o.authors, o.title, o.description, o.kind, o.topic, o.start_date,
  o.end_date, o.deadline, o.zone, o.languages, o.modality, o.place, o.fee_amount, o.fee_currency, o.eligibility, o.rules,
  o.fields_of_training, o.modules, o.contact_email, o.url, o.status, o.status_before, o.suspended_by, o.comments, o.reason,
  o.closes_at, o.starts_at, o.ends_at, o.published_at, o.publish_at, o.submitted_at, o.updated_at, o.revision, o.version,
  o.course_id, o.copied_from, o.deleted_at, o.dates_to_check, o.closing_told, o.applications, i.names as institution_names, i.country"""
FROM = "opportunities as o join institutions as i using (institution_id)"
_DUE = {
    "publish": "o.status = 'approved' and o.publish_at <= %(now)s and o.closes_at > %(now)s and i.status = 'active'",
    "closing_soon": """o.status = 'published' and not o.closing_told and o.closes_at <= %(now)s + %(soon)s
      and o.closes_at > %(now)s""",
    "close": "o.status = 'published' and o.closes_at <= %(now)s",
    "start": "o.status = 'closed' and o.starts_at <= %(now)s",
    "end": "o.status = 'running' and o.ends_at <= %(now)s",
}
_RECORD = (
    "slug", "title", "description", "kind", "topic", "start_date", "end_date", "deadline", "zone", "languages", "modality",
    "place", "fee_amount", "fee_currency", "eligibility", "rules", "fields_of_training", "modules", "contact_email", "url", "closes_at",
    "starts_at", "ends_at", "authors", "folded_title", "words",
)  # fmt: skip
_LIFE = (
    "status", "status_before", "suspended_by", "comments", "reason", "published_at", "publish_at", "submitted_at", "revision",
    "dates_to_check", "closing_told", "deleted_at", "version", "updated_at",
)  # fmt: skip
_JSON_LISTS = ("comments", "dates_to_check", "modules")


def card_of(row: Card) -> Card:
    """The row with its eligibility rules side by side with the other fields."""
    rules = row.pop("rules")
    checks = [{**one, "proposed": date.fromisoformat(one["proposed"])} for one in row["dates_to_check"]]
    return {**row, **_NO_RULES, **rules, "dates_to_check": checks}


def find_opportunity(tx: Tx, opportunity_id: UUID | None, slug: str | None) -> Card | None:
    """The opportunity under this id or slug, or None."""
    row = tx.one(
        f"""select {CARD} from {FROM} where o.opportunity_id = coalesce(%(id)s::uuid,
              (select opportunity_id from opportunity_slugs where slug = %(slug)s))""",
        id=opportunity_id, slug=slug,
    )  # fmt: skip
    return row and card_of(row)


def find_and_lock_opportunity(tx: Tx, opportunity_id: UUID) -> Card | None:
    """The opportunity for a change, or None."""
    row = tx.one(f"select {CARD} from {FROM} where o.opportunity_id = %(id)s for update of o", id=opportunity_id)
    return row and card_of(row)


def get_opportunity(tx: Tx, opportunity_id: UUID) -> Card:
    """The opportunity; refuses `NotFound`."""
    found = find_opportunity(tx, opportunity_id, None)
    if found is None:
        raise NotFound
    return found


def list_opportunities(tx: Tx, opportunity_ids: list[UUID]) -> list[Card]:
    """These opportunities in the order of the ids."""
    rows = tx.all(
        f"""select {CARD} from {FROM} where o.opportunity_id = any (%(ids)s::uuid[])
            order by array_position(%(ids)s::uuid[], o.opportunity_id)""",
        ids=opportunity_ids,
    )
    return [card_of(row) for row in rows]


def claim_due(tx: Tx, command: str, moments: dict[str, Any], limit: int) -> list[Card]:
    """Up to `limit` opportunities that a command is due for at `now` (closing soon: within `soon` of it), locked."""
    rows = tx.all(
        f"""select {CARD} from {FROM} where {_DUE[command]}
            order by o.closes_at, o.opportunity_id limit %(limit)s for update of o skip locked""",
        **moments, limit=limit,
    )  # fmt: skip
    return [card_of(row) for row in rows]


def lock_opportunities_of(tx: Tx, institution_id: UUID, statuses: list[str]) -> list[Card]:
    """An institution's opportunities with one of these statuses, for a change."""
    rows = tx.all(
        f"""select {CARD} from {FROM} where o.institution_id = %(id)s and o.status = any (%(statuses)s)
            order by o.opportunity_id for update of o""",
        id=institution_id, statuses=statuses,
    )  # fmt: skip
    return [card_of(row) for row in rows]


def find_alike(tx: Tx, card: Card) -> UUID | None:
    """Another approved or public one of the institution with the same title and start, or None."""
    row = tx.one(
        """select opportunity_id from opportunities
           where institution_id = %(institution_id)s and folded_title = %(folded_title)s and start_date = %(start_date)s
             and opportunity_id <> %(opportunity_id)s
             and status in ('approved', 'published', 'closed', 'running', 'suspended')
           order by opportunity_id limit 1""",
        institution_id=card["institution_id"], folded_title=_folded_title(card), start_date=card["start_date"],
        opportunity_id=card["opportunity_id"],
    )  # fmt: skip
    return row["opportunity_id"] if row else None


def has_course(tx: Tx, course_id: UUID, institution_id: UUID) -> bool:
    """Whether the institution has a run of this course."""
    return bool(
        tx.one(
            """select 1 as one from opportunities where course_id = %(c)s and institution_id = %(i)s and deleted_at is null
               limit 1""",
            c=course_id, i=institution_id,
        )
    )  # fmt: skip


def add_opportunity(tx: Tx, opportunity: Card) -> None:
    """Insert a draft with a slug of its own."""
    slug = _take_slug(tx, opportunity["opportunity_id"], _base(opportunity))
    columns = ("opportunity_id", "institution_id", "course_id", "copied_from", "dates_to_check", "updated_at", *_RECORD)
    tx.run(
        f"""insert into opportunities ({", ".join(columns)}, status)
            values ({", ".join(f"%({column})s" for column in columns)}, 'draft')""",
        **_values({**opportunity, "slug": slug}, columns),
    )


def save_record(tx: Tx, opportunity: Card) -> None:
    """Write a locked one's record and where it stands; a new title takes a new slug, the old one still leads here."""
    base = _base(opportunity)
    same = opportunity["slug"].startswith(base)
    slug = opportunity["slug"] if same else _take_slug(tx, opportunity["opportunity_id"], base)
    _update(tx, {**opportunity, "slug": slug}, (*_RECORD, *_LIFE))


def save_step(tx: Tx, opportunity: Card) -> None:
    """Write where a locked opportunity stands now."""
    _update(tx, opportunity, _LIFE)


def count_application(tx: Tx, opportunity_id: UUID) -> None:
    """One more application for a locked opportunity."""
    tx.run("update opportunities set applications = applications + 1 where opportunity_id = %(id)s", id=opportunity_id)


def move_opportunities(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let every opportunity of one institution belong to the other; answers how many."""
    return tx.run("update opportunities set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id)


def make_words(tx: Tx, limit: int) -> int:
    """Make the words that search finds for up to `limit` opportunities that have none yet; answers for how many."""
    rows = tx.all(
        """select opportunity_id, title, description, place from opportunities where words is null
           order by opportunity_id limit %(limit)s for update skip locked""",
        limit=limit,
    )
    for row in rows:
        tx.run(
            """update opportunities set words = %(words)s, folded_title = %(folded_title)s
               where opportunity_id = %(opportunity_id)s""",
            words=_words(row), folded_title=_folded_title(row), opportunity_id=row["opportunity_id"],
        )  # fmt: skip
    return len(rows)


def _update(tx: Tx, opportunity: Card, columns: tuple[str, ...]) -> None:
    tx.run(
        f"""update opportunities set {", ".join(f"{column} = %({column})s" for column in columns)}
            where opportunity_id = %(opportunity_id)s""",
        **_values(opportunity, (*columns, "opportunity_id")),
    )


def _values(opportunity: Card, columns: tuple[str, ...]) -> Card:
    made = {
        **opportunity,
        "rules": {name: opportunity[name] for name in RULES},
        "folded_title": _folded_title(opportunity),
        "words": _words(opportunity),
        **{name: Json(opportunity[name]) for name in _JSON_LISTS if name in opportunity},
    }
    return {column: made[column] for column in columns}


def _folded_title(opportunity: Card) -> str:
    title = opportunity["title"]
    return fold(title[title["source"]])


def _words(opportunity: Card) -> list[str]:
    texts = [opportunity["place"] or ""]
    for name in ("title", "description"):
        texts += [text for code, text in opportunity[name].items() if code != "source"]
    return search_words(texts)


def _base(opportunity: Card) -> str:
    title = opportunity["title"]
    return slug_of(title[title["source"]], *(text for code, text in title.items() if code != "source")) or "opportunity"


def _take_slug(tx: Tx, opportunity_id: UUID, base: str) -> str:
    for slug in candidates(base, opportunity_id):
        row = tx.one(
            """insert into opportunity_slugs (slug, opportunity_id) values (%(slug)s, %(opportunity_id)s)
               on conflict (slug) do update set slug = excluded.slug returning opportunity_id""",
            slug=slug, opportunity_id=opportunity_id,
        )  # fmt: skip
        if row and row["opportunity_id"] == opportunity_id:
            return slug
    raise Conflict
