"""The search over institutions; reads only."""

from typing import Any

from chassis.tx import Tx

_CARD = """i.institution_id, i.slug, i.status, i.merged_into, i.names, i.other_names, i.types, i.stakeholder, i.country,
  i.international, i.city, i.latitude, i.longitude, i.website, i.domains, i.established, i.topics, i.languages,
  i.capabilities, i.description, i.contact, i.links, i.sites, i.programmes, i.fields_of_training, i.version,
  i.confirmed_at, i.confirmation_due_at, i.missed_confirmations, institution_freshness(i.confirmed_at, i.updated_at) as freshness,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value) order by e.position), '[]')
     from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""
# Conditions that say nothing fall away when planned; facets that contain none would make the planner shun the index.
_CHOSEN = "(%(chosen)s::text[] = '{}' or facets @> %(chosen)s::text[])"
_MATCHING = f"active and (%(query)s = '' or search @@ %(query)s::tsquery) and {_CHOSEN}"
_AFTER = "(%(rank)s::int is null or (rank, sort_name, institution_id) > (%(rank)s, %(name)s, %(id)s::uuid))"
_SHOWN = f"""select {_CARD}, page.rank, page.sort_name from page join institutions as i using (institution_id)
  order by page.rank, page.sort_name, page.institution_id"""
After = tuple[int, str, Any] | None


def search_few(tx: Tx, asked: dict[str, str], chosen: list[str], after: After, limit: int) -> list[dict[str, Any]]:
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
        **asked, **_place(after), chosen=chosen, limit=limit,
    )  # fmt: skip


def search_many(tx: Tx, asked: dict[str, str], chosen: list[str], after: After, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` + 1 active institutions in the order of their names: called so, beginning so, the others."""
    return tx.all(
        f"""with same as materialized (
              select institution_id from institutions
              where %(phrase)s <> '' and (folded_names @> array[%(phrase)s] or folded_acronyms @> array[%(phrase)s])),
            page as materialized (
              (select * from (select institution_id, sort_name, 0 as rank from directory_entries
                              where {_MATCHING} and institution_id in (select * from same)) as called
               where {_AFTER} order by rank, sort_name, institution_id limit %(limit)s + 1)
              union all
              (select * from (select institution_id, sort_name, 1 as rank from directory_entries
                              where {_MATCHING} and %(phrase)s <> '' and {_begins()}
                                and institution_id not in (select * from same)) as beginning
               where {_AFTER} order by sort_name, institution_id limit %(limit)s + 1)
              union all
              (select * from (select institution_id, sort_name, 2 as rank from directory_entries
                              where {_MATCHING} and (%(phrase)s = '' or not ({_begins()}))
                                and institution_id not in (select * from same)
                                and (%(rank)s::int is distinct from 2
                                  or (sort_name, institution_id) > (%(name)s, %(id)s::uuid))) as others
               order by sort_name, institution_id limit %(limit)s + 1)
              order by rank, sort_name, institution_id limit %(limit)s + 1)
            {_SHOWN}""",
        **asked, **_place(after), chosen=chosen, limit=limit,
    )  # fmt: skip


def count_facets(tx: Tx, query: str, chosen: list[str]) -> list[dict[str, Any]]:
    """How many results there are (facet null) and how many carry each value of each facet, most frequent first."""
    # Without words every combination of facets is counted from an index alone, and the combinations are chosen among.
    matching = _MATCHING if query else "active"
    return tx.all(
        f"""with found as (
              select facet_key, count(*) as number from directory_entries where {matching} group by facet_key),
            told as materialized (
              select number, facets from found, lateral (
                select facets from directory_entries as e where e.active and e.facet_key = found.facet_key limit 1) as one
              where {_CHOSEN}),
            counted as (
              select split_part(carried, ':', 1) as facet, substr(carried, strpos(carried, ':') + 1) as value,
                sum(number)::int as count
              from told, unnest(facets) as carried group by carried
              union all
              select null, null, coalesce(sum(number), 0)::int from told)
            select * from counted where value is distinct from '' order by facet nulls first, count desc, value""",
        query=query, chosen=chosen,
    )  # fmt: skip


def is_found(tx: Tx, query: str) -> bool:
    """Whether the query finds anything, whatever its facets."""
    return bool(
        tx.all("select from directory_entries where active and search @@ %(query)s::tsquery limit 1", query=query)
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
