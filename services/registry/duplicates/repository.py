"""Candidates for likeness, the words of the directory with their frequency, and the pairs found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from services.registry.duplicates.domain import Profile

_LIVING = "('planned', 'active', 'unconfirmed', 'inactive')"
_HOST = r"substring(lower(website) from '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)')"
_CARD = """i.institution_id, i.slug, i.status, i.names, i.other_names, i.country, i.city, i.website, i.domains,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value)), '[]')
     from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""


def list_candidates(
    tx: Tx, profile: Profile, folded: list[str], query: str, but: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Living institutions that share a name, a host or an id, or fit the query in the same country; the likeliest first."""
    return tx.all(
        f"""with near as (
              select institution_id from directory_entries
              where %(query)s <> '' and search @@ %(query)s::tsquery
                and (%(country)s::text is null or facets && array['country:' || %(country)s, 'country:'])
              union select institution_id from institutions where folded_names && %(folded)s
              union select institution_id from institutions where domains && %(hosts)s
              union select institution_id from institutions where website is not null and {_HOST} = any (%(hosts)s)
              union select institution_id from institution_external_ids
                where (scheme, value) in (select * from unnest(%(schemes)s::text[], %(values)s::text[])))
            select {_CARD} from near join institutions as i using (institution_id)
            where i.status in {_LIVING} and i.institution_id is distinct from %(but)s::uuid
            order by folded_names && %(folded)s desc, domains && %(hosts)s desc,
              (select max(similarity(known, asked)) from unnest(folded_names) as known,
                 unnest(%(folded)s::text[]) as asked) desc nulls last, institution_id
            limit %(limit)s""",
        query=query, country=profile.country, folded=folded, hosts=sorted(profile.domains), but=but, limit=limit,
        schemes=[scheme for scheme, _ in sorted(profile.external_ids)],
        values=[value for _, value in sorted(profile.external_ids)],
    )  # fmt: skip


def count_words(tx: Tx, words: list[str]) -> dict[str, int]:
    """In how many institutions each word stood when last counted, of those that stood in any; under "" how many there were."""
    rows = tx.all("select word, institutions from institution_words where word = any (%(words)s)", words=[*words, ""])
    return {row["word"]: row["institutions"] for row in rows}


def learn_words(tx: Tx, limit: int) -> int:
    """Count the words of up to so many institutions that are new or changed; answers of how many."""
    return tx.run(
        """with taken as materialized (
             select institution_id, asked_at from institutions_to_compare
             where learnt_at is null or learnt_at < asked_at order by asked_at limit %(limit)s),
           stood as (
             select word, count(*) as institutions
             from directory_entries join taken using (institution_id), unnest(tsvector_to_array(search)) as word
             group by word
             union all select '', count(*) from taken having count(*) > 0),
           counted as (
             insert into institution_words (word, institutions) select word, institutions from stood order by word
             on conflict (word) do update set institutions = institution_words.institutions + excluded.institutions)
           update institutions_to_compare as c set learnt_at = taken.asked_at
           from taken where c.institution_id = taken.institution_id and c.asked_at = taken.asked_at""",
        limit=limit,
    )


def recount_words(tx: Tx) -> int:
    """Count every word anew and forget those that nothing is called any more; answers how many counts changed."""
    return tx.run(
        """with counted as materialized (
             select word, ndoc as institutions from ts_stat('select search from directory_entries')
             union all select '', count(*)::int from directory_entries),
           gone as (
             delete from institution_words as known
             where not exists (select from counted where counted.word = known.word))
           insert into institution_words (word, institutions) select word, institutions from counted order by word
           on conflict (word) do update set institutions = excluded.institutions
             where institution_words.institutions <> excluded.institutions"""
    )


def list_waiting(tx: Tx, limit: int) -> list[dict[str, Any]]:
    """Institutions that wait longest to be compared, their words counted."""
    return tx.all(
        f"""select {_CARD}, waiting.asked_at from institutions_to_compare as waiting
              join institutions as i using (institution_id)
            where waiting.learnt_at >= waiting.asked_at order by waiting.asked_at, institution_id limit %(limit)s""",
        limit=limit,
    )


def remove_waiting(tx: Tx, institution_id: UUID, asked_at: datetime) -> None:
    """It waits no more, unless it was changed meanwhile."""
    tx.run(
        "delete from institutions_to_compare where institution_id = %(id)s and asked_at = %(asked_at)s",
        id=institution_id, asked_at=asked_at,
    )  # fmt: skip


def save_pairs(tx: Tx, institution_id: UUID, found: list[dict[str, Any]]) -> None:
    """Let these be the open pairs of the institution; dismissed ones stay dismissed."""
    tx.run(
        """delete from duplicate_pairs
           where %(id)s in (one_id, other_id) and dismissed_at is null
             and case when one_id = %(id)s then other_id else one_id end <> all (%(others)s::uuid[])""",
        id=institution_id, others=[str(pair["other_id"]) for pair in found],
    )  # fmt: skip
    for pair in sorted(found, key=lambda pair: pair["other_id"]):
        tx.run(
            """insert into duplicate_pairs (pair_id, one_id, other_id, score, reasons, found_at)
               values (gen_random_uuid(), least(%(id)s, %(other_id)s), greatest(%(id)s, %(other_id)s), %(score)s,
                 %(reasons)s, %(now)s)
               on conflict on constraint duplicate_pairs_once do update set score = excluded.score, reasons = excluded.reasons""",
            id=institution_id, **pair,
        )  # fmt: skip


def list_pairs(
    tx: Tx, dismissed: bool, country: str | None, after: tuple[float, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` + 1 pairs of living institutions, most alike first."""
    score, pair_id = after or (None, None)
    return tx.all(
        f"""{_PAIRS} where (p.dismissed_at is not null) = %(dismissed)s
              and (%(country)s::text is null or %(country)s in (one.country, other.country))
              and (%(score)s::float8 is null or (-p.score, p.pair_id) > (-%(score)s::float8, %(pair_id)s::uuid))
            order by p.score desc, p.pair_id limit %(limit)s + 1""",
        dismissed=dismissed, country=country, score=score, pair_id=pair_id, limit=limit,
    )  # fmt: skip


def find_pair(tx: Tx, pair_id: UUID) -> dict[str, Any] | None:
    """A pair of living institutions."""
    return tx.one(f"{_PAIRS} where p.pair_id = %(pair_id)s", pair_id=pair_id)


def dismiss_pair(tx: Tx, pair_id: UUID, reason: str, account_id: UUID | None, now: datetime) -> int:
    """Dismiss it where it is open; answers 1 where it was."""
    return tx.run(
        """update duplicate_pairs set dismissed_at = %(now)s, dismissed_by = %(account_id)s, reason = %(reason)s
           where pair_id = %(pair_id)s and dismissed_at is null""",
        pair_id=pair_id, reason=reason, account_id=account_id, now=now,
    )  # fmt: skip


def _side(name: str) -> str:
    fields = ("institution_id", "slug", "status", "names", "country", "city", "website")
    pairs = ", ".join(f"'{field}', {name}.{field}" for field in fields)
    return f"jsonb_build_object({pairs}) as {name}"


_PAIRS = f"""select p.pair_id, p.score, p.reasons, p.found_at, p.dismissed_at, p.reason, {_side("one")}, {_side("other")}
  from duplicate_pairs as p
    join institutions as one on one.institution_id = p.one_id and one.status in {_LIVING}
    join institutions as other on other.institution_id = p.other_id and other.status in {_LIVING}"""
