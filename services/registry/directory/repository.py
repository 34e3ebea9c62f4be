"""The search over institutions; reads only."""

from datetime import datetime
from typing import Any

from chassis.ordering import Order, orders
from chassis.tx import Tx

_CARD = """i.institution_id, i.slug, i.status, i.merged_into, i.names, i.other_names, i.types, i.stakeholder, i.country,
  i.international, i.city, i.latitude, i.longitude, i.website, i.domains, i.established, i.topics, i.languages,
  i.capabilities, i.description, i.contact, i.links, i.sites, i.programmes, i.fields_of_training, i.facilities, i.capacity, i.version,
  i.confirmed_at, i.confirmation_due_at, i.missed_confirmations, institution_freshness(i.confirmed_at, i.updated_at) as freshness,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value) order by e.position), '[]')
     from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""
# Conditions that say nothing fall away when planned.
_WORDS = "(%(query)s = '' or search @@ %(query)s::tsquery)"
_AMONG = """active and (%(keys)s::bigint[] = '{}' or facet_key = any (%(keys)s::bigint[]))
  and (%(ids)s::uuid[] = '{}' or institution_id = any (%(ids)s::uuid[]))"""
_MATCHING = f"{_AMONG} and {_WORDS}"
_VERSION = """(select folded # coalesce((select bit_xor(change_id) from directory_changes), 0) from directory_state)"""
_AFTER = "(%(rank)s::int is null or (rank, sort_name, institution_id) > (%(rank)s, %(name)s, %(id)s::uuid))"
_SHOWN = f"""select {_CARD}, page.rank, page.sort_name from page join institutions as i using (institution_id)
  order by page.rank, page.sort_name, page.institution_id"""
_SAME = """same as materialized (select institution_id from institutions
  where %(phrase)s <> '' and (folded_names @> array[%(phrase)s] or folded_acronyms @> array[%(phrase)s]))"""
After = tuple[int, str, Any] | None
# Each has its index.
ORDERS = orders(
    "institution_id", {"name": ("sort_name", str), "-name": ("sort_name", str), "-entered": ("entered_at", datetime)}
)


def search_few(tx: Tx, asked: dict[str, Any], after: After, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 active institutions, the name most like the phrase first; every match is compared."""
    return tx.all(
        f"""with scored as (
              select institution_id, e.sort_name,
                case when %(phrase)s = any (folded_names || folded_acronyms) then 0 else
                  1 + (case when exists (select from unnest(folded_names) as n where starts_with(n, %(phrase)s)) then 0
                       else 100 end)
                    + (case when e.search @@ %(whole)s::tsquery then 0 else 150 end)
                    + (500 * (1 - coalesce((select max(similarity(n, %(phrase)s))
                                            from unnest(folded_names || folded_acronyms) as n), 0)))::int
                end as rank
              from (select * from directory_entries where {_MATCHING}) as e join institutions using (institution_id)),
            page as materialized (
              select * from scored where {_AFTER} order by rank, sort_name, institution_id limit %(limit)s + 1)
            {_SHOWN}""",
        **asked, **_place(after), limit=limit,
    )  # fmt: skip


def search_many(tx: Tx, asked: dict[str, Any], after: After, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 active institutions in the order of their names: called so, beginning so, the others."""
    # Nearly all names that begin so fit the words, which the planner cannot know: said in a way that no index serves, they
    # are not gathered first. What comes last is looked for only where it is wanted.
    return tx.all(
        f"""with {_SAME},
            first as materialized (
              (select * from (select institution_id, sort_name, 0 as rank from directory_entries
                              where {_MATCHING} and institution_id in (select * from same)) as called
               where {_AFTER} order by rank, sort_name, institution_id limit %(limit)s + 1)
              union all
              (select * from (select institution_id, sort_name, 1 as rank from directory_entries
                              where {_AMONG} and {_WORDS} is true and %(phrase)s <> '' and {_begins()}
                                and institution_id not in (select * from same)) as beginning
               where {_AFTER} order by sort_name, institution_id limit %(limit)s + 1)),
            page as materialized (
              select * from first
              union all
              (select * from (select institution_id, sort_name, 2 as rank from directory_entries
                              where (select count(*) from first) <= %(limit)s
                                and {_MATCHING} and (%(phrase)s = '' or not ({_begins()}))
                                and institution_id not in (select * from same)
                                and (%(rank)s::int is distinct from 2
                                  or (sort_name, institution_id) > (%(name)s, %(id)s::uuid))) as others
               order by sort_name, institution_id limit %(limit)s + 1)
              order by rank, sort_name, institution_id limit %(limit)s + 1)
            {_SHOWN}""",
        **asked, **_place(after), limit=limit,
    )  # fmt: skip


def search_in_order(
    tx: Tx, asked: dict[str, Any], order: Order, place: dict[str, Any], limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 active institutions in the order, after a place in it; `few` are gathered first."""
    gathered = "materialized" if asked["few"] else "not materialized"
    return tx.all(
        f"""with matching as {gathered} (select * from directory_entries where {_MATCHING}),
            page as materialized (
              select institution_id, {order.key} as sort_key from matching
              where {order.follows} order by {order.by} limit %(limit)s + 1)
            select {_CARD}, page.sort_key from page join institutions as i using (institution_id)
            order by page.sort_key {"desc" if order.descending else "asc"}, page.institution_id""",
        **asked, **place, limit=limit,
    )  # fmt: skip


def count_by_facets(tx: Tx, query: str, few: int) -> list[dict[str, Any]]:
    """For each combination of facets among the results `facet_key`, `facets` and `number`; of up to `few` results their `ids`.

    Each row tells the `version` of the directory that was counted.
    """
    # Without words an index alone is read, with words each entry that fits once: it is not looked for again if it is one of few.
    everybody = "select facet_key, count(*)::int as number, null::text[] as ids from directory_entries where active"
    matching = """select facet_key, count(*)::int as number,
      array_agg(institution_id::text) filter (where (select count(*) from matching) <= %(few)s) as ids from matching"""
    return tx.all(
        f"""with matching as materialized (
              select facet_key, institution_id from directory_entries where active and search @@ %(query)s::tsquery),
            found as ({matching if query else everybody} group by facet_key)
            select found.*, one.facets, {_VERSION} as version
            from found, lateral (
              select facets from directory_entries as e where e.active and e.facet_key = found.facet_key limit 1) as one""",
        query=query, few=few,
    )  # fmt: skip


def get_version(tx: Tx) -> int:
    """What is another number whenever an entry of the directory was added, changed or removed."""
    return int(tx.all(f"select {_VERSION} as version")[0]["version"])


def fold_changes(tx: Tx) -> None:
    """Take the changes that were noted into the first number; the version stays as it is."""
    tx.run(
        """with gone as (delete from directory_changes returning change_id)
           update directory_state set folded = folded # (select bit_xor(change_id) from gone)
           where exists (select from gone)"""
    )


def list_similar_words(tx: Tx, words: list[str]) -> dict[str, list[str]]:
    """For each of the words up to twelve words of the directory that share trigrams with it, the most alike first."""
    rows = tx.all(
        """select asked, array_agg(word order by likeness desc, word) as found
           from unnest(%(words)s::text[]) as given (asked),
             lateral (select word, similarity(word, asked) as likeness from institution_words
                      where word %% asked order by likeness desc, word limit 12) as known
           group by asked""",
        words=words,
    )
    return {row["asked"]: row["found"] for row in rows}


def _begins() -> str:
    # As a range, so that the index on names serves it; no folded letter comes after the last code point.
    return "sort_name >= %(phrase)s and sort_name < %(phrase)s || chr(1114111)"


def _place(after: After) -> dict[str, Any]:
    rank, name, institution_id = after or (None, None, None)
    return {"rank": rank, "name": name, "id": institution_id}
