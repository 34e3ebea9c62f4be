-- What a search reads of an institution, in narrow rows: a common word has half of the directory counted by its facets.
-- Kept by triggers, so that whatever writes an institution writes this.
create table directory_entries (
  institution_id uuid primary key constraint directory_entries_known references institutions (institution_id),
  facet_key bigint not null generated always as (hash_array_extended(facets, 0)) stored,
  active boolean not null,
  sort_name text collate "C" not null,
  facets text[] not null,
  search tsvector not null
);

create function directory_facets(country text, types text[], topics text[], languages text[]) returns text[]
language sql immutable as $$
  select array(
    select 'country:' || coalesce(country, '')
    union select 'institution_type:' || value from unnest(types) as t (value)
    union select 'topic:' || value from unnest(topics) as t (value)
    union select 'language:' || value from unnest(languages) as t (value)
    order by 1)
$$;

create or replace function compare_added_institutions() returns trigger language plpgsql as $$
begin
  insert into directory_entries (institution_id, active, sort_name, facets, search)
  select institution_id, status = 'active', sort_name, directory_facets(country, types, topics, languages),
    array_to_tsvector(words)
  from written where status not in ('merged', 'closed');
  insert into institutions_to_compare (institution_id)
  select institution_id from written order by institution_id
  on conflict (institution_id) do update set asked_at = clock_timestamp();
  return null;
end $$;

create or replace function compare_changed_institutions() returns trigger language plpgsql as $$
begin
  delete from directory_entries as e using written as w
  where e.institution_id = w.institution_id and w.status in ('merged', 'closed');
  insert into directory_entries (institution_id, active, sort_name, facets, search)
  select w.institution_id, w.status = 'active', w.sort_name, directory_facets(w.country, w.types, w.topics, w.languages),
    array_to_tsvector(w.words)
  from written as w join before as b using (institution_id)
  where w.status not in ('merged', 'closed')
    and (w.words, w.sort_name, w.status, w.country, w.types, w.topics, w.languages)
      is distinct from (b.words, b.sort_name, b.status, b.country, b.types, b.topics, b.languages)
  on conflict (institution_id) do update
    set active = excluded.active, sort_name = excluded.sort_name, facets = excluded.facets, search = excluded.search;
  insert into institutions_to_compare (institution_id)
  select w.institution_id from written as w join before as b using (institution_id)
  where (w.words, w.domains, w.country, w.city, w.status) is distinct from (b.words, b.domains, b.country, b.city, b.status)
  order by institution_id
  on conflict (institution_id) do update set asked_at = clock_timestamp();
  return null;
end $$;

insert into directory_entries (institution_id, active, sort_name, facets, search)
select institution_id, status = 'active', sort_name, directory_facets(country, types, topics, languages),
  array_to_tsvector(words)
from institutions where status not in ('merged', 'closed');

-- What waits in the index's own list is read by every search: a short list.
create index directory_entries_by_words on directory_entries using gin (search, facets) with (gin_pending_list_limit = 256);
create index directory_entries_by_sort_name on directory_entries (sort_name, institution_id) where active;
-- institutions.search is read by nobody now; a later release drops it.
drop index institutions_by_search;
drop index institutions_by_sort_name;
