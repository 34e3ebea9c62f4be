-- Likeness of words; the database's owner may create it (a trusted extension since PostgreSQL 13).
create extension if not exists pg_trgm;

-- Every word of the directory, and in how many institutions it stood when they were last counted.
create table institution_words (
  word text primary key,
  institutions int not null
);
create index institution_words_by_likeness on institution_words using gin (word gin_trgm_ops);

-- Institutions whose words are to be learnt and which are to be compared with the others.
create table institutions_to_compare (
  institution_id uuid primary key constraint institutions_to_compare_known references institutions (institution_id),
  asked_at timestamptz not null default clock_timestamp()
);
create index institutions_to_compare_by_asked_at on institutions_to_compare (asked_at);

create function compare_added_institutions() returns trigger language plpgsql as $$
begin
  insert into institutions_to_compare (institution_id)
  select institution_id from written order by institution_id
  on conflict (institution_id) do update set asked_at = clock_timestamp();
  return null;
end $$;

create function compare_changed_institutions() returns trigger language plpgsql as $$
begin
  insert into institutions_to_compare (institution_id)
  select written.institution_id from written join before using (institution_id)
  where (written.words, written.domains, written.country, written.city, written.status)
     is distinct from (before.words, before.domains, before.country, before.city, before.status)
  order by institution_id
  on conflict (institution_id) do update set asked_at = clock_timestamp();
  return null;
end $$;

create trigger institutions_added after insert on institutions
  referencing new table as written for each statement execute function compare_added_institutions();
create trigger institutions_changed after update on institutions
  referencing old table as before new table as written for each statement execute function compare_changed_institutions();

insert into institutions_to_compare (institution_id) select institution_id from institutions;

-- Two institutions that look like one; dismissed where an officer said that they are not.
create table duplicate_pairs (
  pair_id uuid primary key,
  one_id uuid not null constraint duplicate_pairs_one_known references institutions (institution_id),
  other_id uuid not null constraint duplicate_pairs_other_known references institutions (institution_id),
  score double precision not null,
  reasons text[] not null,
  found_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by uuid,
  reason text,
  constraint duplicate_pairs_once unique (one_id, other_id),
  constraint duplicate_pairs_in_order check (one_id < other_id),
  constraint duplicate_pairs_dismissed_why check ((dismissed_at is null) = (reason is null))
);
create index duplicate_pairs_by_other on duplicate_pairs (other_id);
create index duplicate_pairs_by_score on duplicate_pairs (score desc, pair_id);
create index institutions_by_folded_acronyms on institutions using gin (folded_acronyms);
