"""The opportunities' table and slugs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.refusals import Conflict, NotFound
from contracts.slugs import candidates, slug_of

_CARD = """o.opportunity_id, o.slug, o.institution_id, o.author_id, o.title, o.description, o.kind, o.topic, o.start_date,
  o.end_date, o.deadline, o.zone, o.languages, o.modality, o.place, o.fee_amount, o.fee_currency, o.eligibility,
  o.contact_email, o.url, o.status, o.status_before, o.comments, o.reason, o.closes_at, o.starts_at, o.ends_at,
  o.published_at, o.version, i.names as institution_names, i.country"""
_FROM = "opportunities as o join institutions as i using (institution_id)"
_DUE = {
    "close": "o.status = 'published' and o.closes_at <= %(now)s",
    "start": "o.status = 'closed' and o.starts_at <= %(now)s",
    "end": "o.status = 'running' and o.ends_at <= %(now)s",
}


def find_opportunity(tx: Tx, opportunity_id: UUID | None, slug: str | None) -> dict[str, Any] | None:
    """The opportunity under this id or slug, or None."""
    return tx.one(
        f"""select {_CARD} from {_FROM} where o.opportunity_id = coalesce(%(id)s::uuid,
              (select opportunity_id from opportunity_slugs where slug = %(slug)s))""",
        id=opportunity_id, slug=slug,
    )  # fmt: skip


def find_and_lock_opportunity(tx: Tx, opportunity_id: UUID) -> dict[str, Any] | None:
    """The opportunity for a change, or None."""
    return tx.one(f"select {_CARD} from {_FROM} where o.opportunity_id = %(id)s for update of o", id=opportunity_id)


def get_opportunity(tx: Tx, opportunity_id: UUID) -> dict[str, Any]:
    """The opportunity; refuses `NotFound`."""
    found = find_opportunity(tx, opportunity_id, None)
    if found is None:
        raise NotFound
    return found


def claim_due(tx: Tx, command: str, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` opportunities that are due to close, start or end, locked."""
    return tx.all(
        f"""select {_CARD} from {_FROM} where {_DUE[command]}
            order by o.closes_at, o.opportunity_id limit %(limit)s for update of o skip locked""",
        now=now, limit=limit,
    )  # fmt: skip


def lock_opportunities_of(tx: Tx, institution_id: UUID, statuses: list[str]) -> list[dict[str, Any]]:
    """An institution's opportunities with one of these statuses, for a change."""
    return tx.all(
        f"""select {_CARD} from {_FROM} where o.institution_id = %(id)s and o.status = any (%(statuses)s)
            order by o.opportunity_id for update of o""",
        id=institution_id, statuses=statuses,
    )  # fmt: skip


def add_opportunity(tx: Tx, opportunity: dict[str, Any]) -> None:
    """Insert a draft with a slug of its own."""
    slug = _take_slug(tx, opportunity["opportunity_id"], _base(opportunity))
    tx.run(
        """insert into opportunities (opportunity_id, slug, institution_id, author_id, title, description, kind, topic,
             start_date, end_date, deadline, zone, languages, modality, place, fee_amount, fee_currency, eligibility,
             contact_email, url, status, closes_at, starts_at, ends_at)
           values (%(opportunity_id)s, %(slug)s, %(institution_id)s, %(author_id)s, %(title)s, %(description)s, %(kind)s,
             %(topic)s, %(start_date)s, %(end_date)s, %(deadline)s, %(zone)s, %(languages)s, %(modality)s, %(place)s,
             %(fee_amount)s, %(fee_currency)s, %(eligibility)s, %(contact_email)s, %(url)s, 'draft', %(closes_at)s,
             %(starts_at)s, %(ends_at)s)""",
        **{**opportunity, "slug": slug},
    )


def save_record(tx: Tx, opportunity: dict[str, Any]) -> None:
    """Write a locked draft's record and version; a new title takes a new slug, the old one still leads here."""
    base = _base(opportunity)
    same = opportunity["slug"].startswith(base)
    slug = opportunity["slug"] if same else _take_slug(tx, opportunity["opportunity_id"], base)
    tx.run(
        """update opportunities set slug = %(slug)s, title = %(title)s, description = %(description)s, kind = %(kind)s,
             topic = %(topic)s, start_date = %(start_date)s, end_date = %(end_date)s, deadline = %(deadline)s,
             zone = %(zone)s, languages = %(languages)s, modality = %(modality)s, place = %(place)s,
             fee_amount = %(fee_amount)s, fee_currency = %(fee_currency)s, eligibility = %(eligibility)s,
             contact_email = %(contact_email)s, url = %(url)s, closes_at = %(closes_at)s, starts_at = %(starts_at)s,
             ends_at = %(ends_at)s, version = %(version)s
           where opportunity_id = %(opportunity_id)s""",
        **{**opportunity, "slug": slug, "comments": None, "institution_names": None},
    )


def save_step(tx: Tx, opportunity: dict[str, Any]) -> None:
    """Write where a locked opportunity stands now."""
    tx.run(
        """update opportunities set status = %(status)s, status_before = %(status_before)s, comments = %(comments)s,
             reason = %(reason)s, published_at = %(published_at)s, version = %(version)s
           where opportunity_id = %(opportunity_id)s""",
        **{**opportunity, "comments": Json(opportunity["comments"]), "institution_names": None},
    )


def list_opportunities(
    tx: Tx, chosen: dict[str, Any], after: tuple[Any, ...] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 opportunities by deadline after a key (deadline, id); `open_at` and `own_id` say which may be seen."""
    deadline, opportunity_id = after or (None, None)
    return tx.all(
        f"""select {_CARD} from {_FROM}
            where (%(open_at)s::timestamptz is null or (o.status = 'published' and o.closes_at > %(open_at)s))
              and (%(own_id)s::uuid is null or o.institution_id = %(own_id)s)
              and (%(status)s::text is null or o.status = %(status)s)
              and (%(topic)s::text is null or o.topic = %(topic)s)
              and (%(country)s::text is null or i.country = %(country)s)
              and (%(institution_id)s::uuid is null or o.institution_id = %(institution_id)s)
              and (%(deadline)s::date is null or (o.deadline, o.opportunity_id) > (%(deadline)s, %(id)s::uuid))
            order by o.deadline, o.opportunity_id limit %(limit)s + 1""",
        **chosen, deadline=deadline, id=opportunity_id, limit=limit,
    )  # fmt: skip


def move_opportunities(tx: Tx, from_id: UUID, into_id: UUID) -> int:
    """Let every opportunity of one institution belong to the other; answers how many."""
    return tx.run("update opportunities set institution_id = %(i)s where institution_id = %(f)s", f=from_id, i=into_id)


def _base(opportunity: dict[str, Any]) -> str:
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
