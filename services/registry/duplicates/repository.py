"""Candidates for likeness, the words of the directory with their frequency, and the pairs found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.tx import Json, Tx
from services.registry.duplicates.domain import Profile

_LIVING = "('planned', 'active', 'unconfirmed', 'inactive')"
_HOST = r"substring(lower(website) from '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)')"
_CARD = """i.institution_id, i.slug, i.status, i.names, i.other_names, i.country, i.city, i.website, i.domains,
  (select coalesce(jsonb_agg(jsonb_build_object('scheme', e.scheme, 'value', e.value)), '[]')
     from institution_external_ids as e where e.institution_id = i.institution_id) as external_ids"""
_UNCHANGED = """select institution_id from institutions_to_compare as waiting
    join unnest(%(ids)s::uuid[], %(asked)s::timestamptz[]) as given (institution_id, asked_at)
      using (institution_id, asked_at)
  order by institution_id for update of waiting skip locked"""
Asked = tuple[UUID, datetime]


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


def claim_words(tx: Tx, wait: bool = False) -> bool:
    """Whether nobody else counts words until this transaction ends; where asked so, waits until that is so."""
    claim = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    row = tx.one(f"select {claim}(hashtext('institution_words')) as mine")
    return wait or bool(row and row["mine"])


def is_busy(tx: Tx, many: int, seconds: int) -> bool:
    """Whether at least so many institutions were added or changed within the last seconds."""
    row = tx.one(
        """select count(*) as number from (
             select from institutions_to_compare
             where asked_at > clock_timestamp() - %(seconds)s * interval '1 second' limit %(many)s) as latest""",
        many=many, seconds=seconds,
    )  # fmt: skip
    return row is not None and row["number"] == many


def list_unlearnt(tx: Tx, limit: int) -> list[Asked]:
    """Up to so many institutions that are new or changed and whose words were not counted since, and when they were."""
    rows = tx.all(
        """select institution_id, asked_at from institutions_to_compare
           where learnt_at is null or learnt_at < asked_at order by asked_at limit %(limit)s""",
        limit=limit,
    )
    return [(row["institution_id"], row["asked_at"]) for row in rows]


def add_words(tx: Tx, institutions: list[Asked]) -> None:
    """Count the words of these institutions."""
    tx.run(
        """with stood as (
             select word, count(*) as institutions
             from directory_entries, unnest(tsvector_to_array(search)) as word
             where institution_id = any (%(ids)s::uuid[]) group by word
             union all select '', cardinality(%(ids)s::uuid[]))
           insert into institution_words (word, institutions) select word, institutions from stood order by word
           on conflict (word) do update set institutions = institution_words.institutions + excluded.institutions""",
        ids=[str(one) for one, _ in institutions],
    )


def mark_learnt(tx: Tx, institutions: list[Asked]) -> None:
    """Their words are counted, unless they were changed meanwhile or are being changed."""
    tx.run(
        f"""update institutions_to_compare set learnt_at = asked_at
            where institution_id in (select institution_id from ({_UNCHANGED}) as mine)""",
        **_asked(institutions),
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


def claim_waiting(tx: Tx, institutions: list[Asked]) -> set[UUID]:
    """Those of them that were not changed meanwhile and that nobody is changing, locked; waits for nobody."""
    return {row["institution_id"] for row in tx.all(_UNCHANGED, **_asked(institutions))}


def remove_waiting(tx: Tx, institution_ids: list[UUID]) -> None:
    """The claimed ones wait no more."""
    tx.post(
        "delete from institutions_to_compare where institution_id = any (%(ids)s::uuid[])",
        ids=[str(one) for one in institution_ids],
    )


def save_pairs(tx: Tx, institution_ids: list[UUID], pairs: list[dict[str, Any]], now: datetime) -> None:
    """Let these be the open pairs of the institutions; dismissed ones stay dismissed."""
    tx.post(
        """delete from duplicate_pairs
           where (one_id = any (%(ids)s::uuid[]) or other_id = any (%(ids)s::uuid[])) and dismissed_at is null
             and (one_id, other_id) not in (select * from unnest(%(ones)s::uuid[], %(others)s::uuid[]))""",
        ids=[str(one) for one in institution_ids],
        ones=[str(pair["one_id"]) for pair in pairs], others=[str(pair["other_id"]) for pair in pairs],
    )  # fmt: skip
    tx.post(
        """insert into duplicate_pairs (pair_id, one_id, other_id, score, reasons, found_at)
           select gen_random_uuid(), one_id, other_id, score, reasons, %(now)s
           from jsonb_to_recordset(%(pairs)s) as r (one_id uuid, other_id uuid, score float8, reasons text[])
           order by one_id, other_id
           on conflict on constraint duplicate_pairs_once do update set score = excluded.score, reasons = excluded.reasons
             where (duplicate_pairs.score, duplicate_pairs.reasons) is distinct from (excluded.score, excluded.reasons)""",
        pairs=Json(pairs), now=now,
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


def _asked(institutions: list[Asked]) -> dict[str, Any]:
    return {"ids": [str(one) for one, _ in institutions], "asked": [asked_at for _, asked_at in institutions]}


def _side(name: str) -> str:
    fields = ("institution_id", "slug", "status", "names", "country", "city", "website")
    pairs = ", ".join(f"'{field}', {name}.{field}" for field in fields)
    return f"jsonb_build_object({pairs}) as {name}"


_PAIRS = f"""select p.pair_id, p.score, p.reasons, p.found_at, p.dismissed_at, p.reason, {_side("one")}, {_side("other")}
  from duplicate_pairs as p
    join institutions as one on one.institution_id = p.one_id and one.status in {_LIVING}
    join institutions as other on other.institution_id = p.other_id and other.status in {_LIVING}"""
