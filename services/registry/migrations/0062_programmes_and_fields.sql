-- The programmes an institution takes part in, counted and searched as a facet (R4), and its fields of training (R5).
alter table institutions
  add column programmes text[] not null default '{}',
  add column fields_of_training text[] not null default '{}';

-- Nobody has programmes yet, so that the entries that stand are right as they are. No code of a facet holds a comma.
create function directory_facets(country text, types text[], topics text[], languages text[], programmes text[]) returns text[]
language sql stable as $$
  select string_to_array(
    'country:' || coalesce(country, '')
      || case when types = '{}' then '' else ',institution_type:' || array_to_string(types, ',institution_type:') end
      || case when topics = '{}' then '' else ',topic:' || array_to_string(topics, ',topic:') end
      || case when languages = '{}' then '' else ',language:' || array_to_string(languages, ',language:') end
      || case when programmes = '{}' then '' else ',programme:' || array_to_string(programmes, ',programme:') end, ',')
$$;

create or replace function compare_added_institutions() returns trigger language plpgsql as $$
begin
  insert into directory_entries (institution_id, active, sort_name, facets, search)
  select institution_id, status = 'active', sort_name, directory_facets(country, types, topics, languages, programmes),
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
  select w.institution_id, w.status = 'active', w.sort_name, directory_facets(w.country, w.types, w.topics, w.languages, w.programmes),
    array_to_tsvector(w.words)
  from written as w join before as b using (institution_id)
  where w.status not in ('merged', 'closed')
    and (w.words, w.sort_name, w.status, w.country, w.types, w.topics, w.languages, w.programmes)
      is distinct from (b.words, b.sort_name, b.status, b.country, b.types, b.topics, b.languages, b.programmes)
  on conflict (institution_id) do update
    set active = excluded.active, sort_name = excluded.sort_name, facets = excluded.facets, search = excluded.search;
  insert into institutions_to_compare (institution_id)
  select w.institution_id from written as w join before as b using (institution_id)
  where (w.words, w.domains, w.country, w.city, w.status) is distinct from (b.words, b.domains, b.country, b.city, b.status)
  order by institution_id
  on conflict (institution_id) do update set asked_at = clock_timestamp();
  return null;
end $$;

drop function directory_facets(text, text[], text[], text[]);
