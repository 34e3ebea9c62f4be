-- Inlined where it is called: no statement of its own for each row. No code of a facet holds a comma.
create or replace function directory_facets(country text, types text[], topics text[], languages text[]) returns text[]
language sql stable as $$
  select string_to_array(
    'country:' || coalesce(country, '')
      || case when types = '{}' then '' else ',institution_type:' || array_to_string(types, ',institution_type:') end
      || case when topics = '{}' then '' else ',topic:' || array_to_string(topics, ',topic:') end
      || case when languages = '{}' then '' else ',language:' || array_to_string(languages, ',language:') end, ',')
$$;

-- Both are filled by triggers out of institutions, of which none is ever deleted: checking each row again buys nothing.
alter table directory_entries drop constraint directory_entries_known;
alter table institutions_to_compare drop constraint institutions_to_compare_known;
