"""The search over institutions; reads only."""

from typing import Any

from chassis.tx import Tx

_FOUND = """found as (
  select i.*, case when %(phrase)s = '' then 0
                   when %(phrase)s = any (folded_names || folded_acronyms) then 0
                   when exists (select from unnest(folded_names) as name where starts_with(name, %(phrase)s)) then 1
                   when search @@ %(whole)s::tsquery then 2
                   else 3 end as rank
  from institutions as i
  where status = 'active'
    and (%(phrase)s = '' or search @@ %(prefixes)s::tsquery)
    and (%(country)s::text is null or country = %(country)s)
    and (%(institution_type)s::text is null or %(institution_type)s = any (types))
    and (%(topic)s::text is null or %(topic)s = any (topics)))"""
_CARD = """institution_id, slug, status, merged_into, names, other_names, types, stakeholder, country, international, city,
  latitude, longitude, website, domains, established, topics, languages, capabilities, description, contact, links, sites, version,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value) order by e.position), '[]')
     from institution_external_ids as e where e.institution_id = found.institution_id) as external_ids"""


def search(
    tx: Tx, words: list[str], facets: dict[str, str | None], after: tuple[Any, ...] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 active institutions, best first (exact name, start of a name, whole words, starts of words)."""
    rank, name, institution_id = after or (None, None, None)
    return tx.all(
        f"""with {_FOUND}
            select {_CARD}, rank, sort_name from found
            where %(rank)s::int is null or (rank, sort_name, institution_id) > (%(rank)s, %(name)s, %(id)s::uuid)
            order by rank, sort_name, institution_id limit %(limit)s + 1""",
        **_parameters(words, facets), rank=rank, name=name, id=institution_id, limit=limit,
    )  # fmt: skip


def count_facets(tx: Tx, words: list[str], facets: dict[str, str | None]) -> list[dict[str, Any]]:
    """How many results there are (facet null) and how many carry each value of each facet, most frequent first."""
    return tx.all(
        f"""with {_FOUND}, counted as (
              select 'country' as facet, country as value, count(*) as count from found where country is not null group by 2
              union all
              select 'institution_type', t.value, count(*) from found, unnest(types) as t (value) group by 2
              union all
              select 'topic', t.value, count(*) from found, unnest(topics) as t (value) group by 2
              union all
              select null, null, count(*) from found)
            select facet, value, count from counted order by facet nulls first, count desc, value""",
        **_parameters(words, facets),
    )


def _parameters(words: list[str], facets: dict[str, str | None]) -> dict[str, Any]:
    # Folded words hold letters, digits and marks only: nothing in them can break a tsquery or stand for a wildcard.
    return {
        **facets,
        "phrase": " ".join(words),
        "prefixes": " & ".join(f"'{word}':*" for word in words),
        "whole": " & ".join(f"'{word}'" for word in words),
    }
