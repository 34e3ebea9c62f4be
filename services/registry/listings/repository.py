"""The search over opportunities; reads only."""

from datetime import date, datetime
from typing import Any

from chassis.ordering import Order, orders
from chassis.tx import Tx

# What was never published comes last.
ORDERS = orders(
    "opportunity_id",
    {
        "deadline": ("deadline", date), "-deadline": ("deadline", date), "start": ("start_date", date),
        "-start": ("start_date", date), "-published": ("coalesce(published_at, 'epoch')", datetime),
    },
    own="deadline",
)  # fmt: skip

# `open_at` and `own_id` say which may be seen; folded words cannot break a tsquery.
_FOUND = """found as (
  select o.*, i.names as institution_names, i.country
  from opportunities as o join institutions as i using (institution_id) left join directory_entries as e using (institution_id)
  where (o.deleted_at is not null) = %(deleted)s
    and (%(open_at)s::timestamptz is null or (o.status = 'published' and o.closes_at > %(open_at)s))
    and (%(own_id)s::uuid is null or o.institution_id = %(own_id)s)
    and (%(prefixes)s = '' or (o.search || coalesce(e.search, '')) @@ %(prefixes)s::tsquery)
    and (%(status)s::text is null or o.status = %(status)s)
    and (%(kind)s::text is null or o.kind = %(kind)s)
    and (%(topic)s::text is null or o.topic = %(topic)s)
    and (%(modality)s::text is null or o.modality = %(modality)s)
    and (%(language)s::text is null or %(language)s = any (o.languages))
    and (%(country)s::text is null or i.country = %(country)s)
    and (%(institution_id)s::uuid is null or o.institution_id = %(institution_id)s)
    and (%(course_id)s::uuid is null or o.course_id = %(course_id)s)
    and (%(pending)s::boolean is null or %(pending)s = exists (
      select from opportunity_revisions as r where r.opportunity_id = o.opportunity_id and r.status in ('draft', 'in_review'))))"""


def list_ids(tx: Tx, chosen: dict[str, Any], order: Order, place: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 opportunities (id and sort key) in the order, after a place in it."""
    return tx.all(
        f"""with {_FOUND}
            select opportunity_id, {order.key} as sort_key from found
            where {order.follows} order by {order.by} limit %(limit)s + 1""",
        **chosen, **place, limit=limit,
    )  # fmt: skip


def count_facets(tx: Tx, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """How many results there are (facet null) and how many carry each value of each facet, most frequent first."""
    return tx.all(
        f"""with {_FOUND}, counted as (
              select 'country' as facet, country as value, count(*) as count from found where country is not null group by 2
              union all
              select 'kind', kind, count(*) from found group by 2
              union all
              select 'topic', topic, count(*) from found group by 2
              union all
              select 'modality', modality, count(*) from found group by 2
              union all
              select 'language', l.value, count(*) from found, unnest(languages) as l (value) group by 2
              union all
              select null, null, count(*) from found)
            select facet, value, count from counted order by facet nulls first, count desc, value""",
        **chosen,
    )
