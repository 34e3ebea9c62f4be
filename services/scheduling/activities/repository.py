"""The activities' tables: records, organisers and slugs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from contracts.folding import search_words
from contracts.refusals import NotFound
from contracts.vocabularies import NOMINATING_KINDS
from services.scheduling.activities.domain import RECORD, Activity, Record

_SELECT = """select a.*,
  (select count(*)::int from nominations as n where n.activity_id = a.activity_id
     and n.status in ('offered', 'confirmed', 'attended', 'partially_attended', 'absent')) as seats_taken,
  (select coalesce(jsonb_agg(jsonb_build_object('institution_id', o.institution_id, 'role', o.role,
            'names', coalesce(i.names, '{}')) order by o.position), '[]')
     from activity_organisers as o left join institutions as i using (institution_id)
     where o.activity_id = a.activity_id) as organisers
  from activities as a"""
_STATE = (
    "activity_id", "slug", "status", "starts_at", "ends_at", "deadline_at", "ical_sequence", "agenda_version",
    "drafted_digest", "proposed_by", "announced_at", "cancel_reason", "headcount", "exact", "none_reason", "version",
)  # fmt: skip


def find_activity(tx: Tx, activity_id: UUID) -> Activity | None:
    """The activity, or None."""
    row = tx.one(f"{_SELECT} where a.activity_id = %(id)s", id=activity_id)
    return _activity(row) if row else None


def find_activity_by_slug(tx: Tx, slug: str) -> Activity | None:
    """The activity this slug leads to, now or ever."""
    row = tx.one("select activity_id from activity_slugs where slug = %(slug)s", slug=slug)
    return find_activity(tx, row["activity_id"]) if row else None


def lock_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity for a change, others wait; refuses `NotFound`."""
    # The lock comes first and alone, so that the counts are read after whoever held it has committed.
    tx.one("select true as locked from activities where activity_id = %(id)s for no key update", id=activity_id)
    return get_activity(tx, activity_id)


def share_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity, kept from changing until the transaction ends; refuses `NotFound`."""
    tx.one("select true as locked from activities where activity_id = %(id)s for share", id=activity_id)
    return get_activity(tx, activity_id)


def get_activity(tx: Tx, activity_id: UUID) -> Activity:
    """The activity; refuses `NotFound`."""
    found = find_activity(tx, activity_id)
    if found is None:
        raise NotFound
    return found


def claim_activities_due_to_close(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Locked activities whose deadline for nominations has passed."""
    return _claimed(
        tx,
        """select activity_id from activities where status = 'announced' and deadline_at <= %(now)s and not historic
             and kind = any(%(kinds)s)
           order by activity_id limit %(most)s for no key update skip locked""",
        now=now, most=most, kinds=list(NOMINATING_KINDS),
    )  # fmt: skip


def claim_activities_due_to_start(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Locked activities whose start has come; those that take nominations only with somebody confirmed."""
    return _claimed(
        tx,
        """select activity_id from activities as a where starts_at <= %(now)s and not historic and (
             status = 'announced' and not kind = any(%(kinds)s)
             or status = 'participants_selected' and exists (
               select from nominations as n where n.activity_id = a.activity_id and n.status = 'confirmed'))
           order by activity_id limit %(most)s for no key update skip locked""",
        now=now, most=most, kinds=list(NOMINATING_KINDS),
    )  # fmt: skip


def claim_activities_with_expired_offers(tx: Tx, now: datetime, most: int) -> list[Activity]:
    """Locked activities that have an offer whose last moment has passed."""
    return _claimed(
        tx,
        """select activity_id from activities as a where exists (
             select from nominations as n where n.activity_id = a.activity_id and n.status = 'offered'
               and n.offer_expires_at <= %(now)s)
           order by activity_id limit %(most)s for no key update skip locked""",
        now=now, most=most,
    )  # fmt: skip


def _claimed(tx: Tx, sql: str, **parameters: Any) -> list[Activity]:
    return [get_activity(tx, row["activity_id"]) for row in tx.all(sql, **parameters)]


def add_activity(tx: Tx, activity: Activity) -> bool:
    """Insert the activity; False where the id is taken."""
    added = tx.run(
        """insert into activities (activity_id, slug, status, kind, title, description, programme, project_id, starts,
             ends, period, zone, starts_at, ends_at, sort_at, last_day, modality, venue, join_link, seats,
             nomination_deadline, deadline_at, contact, objectives, target_group, stakeholders, topics, sdgs, languages,
             interpretation, eligible_countries, historic, search, drafted_digest)
           values (%(activity_id)s, %(slug)s, %(status)s, %(kind)s, %(title)s, %(description)s, %(programme)s,
             %(project_id)s, %(starts)s, %(ends)s, %(period)s, %(zone)s, %(starts_at)s, %(ends_at)s, %(sort_at)s,
             %(last_day)s, %(modality)s, %(venue)s, %(join_link)s, %(seats)s, %(nomination_deadline)s, %(deadline_at)s,
             %(contact)s, %(objectives)s, %(target_group)s, %(stakeholders)s, %(topics)s, %(sdgs)s, %(languages)s,
             %(interpretation)s, %(eligible_countries)s, %(historic)s, %(search)s, %(drafted_digest)s)
           on conflict (activity_id) do nothing""",
        **_columns(activity),
    )
    if added:
        _set_organisers(tx, activity)
    return bool(added)


def save_activity(tx: Tx, activity: Activity) -> None:
    """Write the locked activity's state and record."""
    tx.run(
        """update activities set slug = %(slug)s, status = %(status)s, kind = %(kind)s, title = %(title)s,
             description = %(description)s, programme = %(programme)s, project_id = %(project_id)s, starts = %(starts)s,
             ends = %(ends)s, period = %(period)s, zone = %(zone)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s,
             sort_at = %(sort_at)s, last_day = %(last_day)s, modality = %(modality)s, venue = %(venue)s,
             join_link = %(join_link)s, seats = %(seats)s, nomination_deadline = %(nomination_deadline)s,
             deadline_at = %(deadline_at)s, contact = %(contact)s, objectives = %(objectives)s,
             target_group = %(target_group)s, stakeholders = %(stakeholders)s, topics = %(topics)s, sdgs = %(sdgs)s,
             languages = %(languages)s, interpretation = %(interpretation)s,
             eligible_countries = %(eligible_countries)s, historic = %(historic)s, search = %(search)s,
             ical_sequence = %(ical_sequence)s, agenda_version = %(agenda_version)s, proposed_by = %(proposed_by)s,
             announced_at = %(announced_at)s, cancel_reason = %(cancel_reason)s, headcount = %(headcount)s,
             exact = %(exact)s, none_reason = %(none_reason)s, version = %(version)s, updated_at = now()
           where activity_id = %(activity_id)s""",
        **_columns(activity),
    )


def replace_organisers(tx: Tx, activity: Activity) -> None:
    """Write the organisers of the locked activity anew."""
    tx.run("delete from activity_organisers where activity_id = %(id)s", id=activity.activity_id)
    _set_organisers(tx, activity)


def _set_organisers(tx: Tx, activity: Activity) -> None:
    for position, organiser in enumerate(activity.record.organisers):
        tx.run(
            """insert into activity_organisers (activity_id, position, institution_id, role)
               values (%(activity_id)s, %(position)s, %(institution_id)s, %(role)s)""",
            activity_id=activity.activity_id, position=position,
            institution_id=organiser["institution_id"], role=organiser["role"],
        )  # fmt: skip


def take_slug(tx: Tx, activity_id: UUID, candidates: Iterable[str]) -> str:
    """The first of the slugs that is nobody else's, taken for ever."""
    for slug in candidates:
        row = tx.one(
            """insert into activity_slugs (slug, activity_id) values (%(slug)s, %(id)s)
               on conflict (slug) do update set slug = excluded.slug
                 where activity_slugs.activity_id = excluded.activity_id
               returning slug""",
            slug=slug, id=activity_id,
        )  # fmt: skip
        if row:
            return slug
    raise AssertionError("the last candidate carries the id")


def list_activities(
    tx: Tx, wanted: dict[str, Any], statuses: list[str] | None, after: tuple[datetime, UUID] | None, limit: int
) -> tuple[list[Activity], int]:
    """Up to `limit` activities by start, from after the key on, and how many there are in all."""
    down = wanted["order"] == "desc"
    values = dict(
        wanted, statuses=statuses, limit=limit, after_at=after and after[0], after_id=after and after[1],
        public=statuses is not None,
    )  # fmt: skip
    total = tx.one(f"select count(*)::int as total from activities as a where {_WANTED}", **values)
    rows = tx.all(
        f"""{_SELECT} where {_WANTED} and (%(after_at)s::timestamp is null
              or (sort_at, activity_id) {"<" if down else ">"} (%(after_at)s, %(after_id)s))
            order by sort_at {"desc" if down else "asc"}, activity_id {"desc" if down else "asc"}
            limit %(limit)s""",
        **values,
    )
    return [_activity(row) for row in rows], total["total"] if total else 0


_WANTED = """(not %(public)s or (announced_at is not null and status = any(%(statuses)s)))
  and (%(kind)s::text is null or kind = %(kind)s)
  and (%(programme)s::text is null or programme = %(programme)s)
  and (%(topic)s::text is null or %(topic)s = any(topics))
  and (%(country)s::text is null or venue ->> 'country' = %(country)s)
  and (%(status)s::text is null or status = %(status)s)
  and (%(since)s::date is null or last_day >= %(since)s)
  and (%(until)s::date is null or sort_at < %(until)s::date + 1)
  and not exists (select from unnest(%(words)s::text[]) as w where strpos(' ' || search, ' ' || w) = 0)"""


def _columns(activity: Activity) -> dict[str, Any]:
    record = activity.record
    columns = {name: getattr(record, name) for name in RECORD} | {name: getattr(activity, name) for name in _STATE}
    last_day = record.days[1] if record.days else date.max
    return columns | {
        "objectives": Json(record.objectives), "sort_at": record.sort_at, "last_day": last_day, "search": _search(record),
    }  # fmt: skip


def _search(record: Record) -> str:
    """The folded words it is found by."""
    places = [(record.venue or {}).get(name) or {} for name in ("name", "city")]
    texts = [text for words in (record.title, *places) for code, text in words.items() if code != "source"]
    return " ".join(search_words([*texts, record.programme]))


def _activity(row: dict[str, Any]) -> Activity:
    organisers = [{**organiser, "institution_id": UUID(organiser["institution_id"])} for organiser in row["organisers"]]
    names = {organiser["institution_id"]: organiser["names"] for organiser in organisers}
    row["organisers"] = [{"institution_id": o["institution_id"], "role": o["role"]} for o in organisers]
    return Activity(
        record=Record(**{name: row[name] for name in RECORD}), organiser_names=names, seats_taken=row["seats_taken"],
        updated_at=row["updated_at"], **{name: row[name] for name in _STATE},
    )  # fmt: skip
