-- The whole directory is counted by its facets without a look at its rows.
create index directory_entries_by_facet_key on directory_entries (facet_key) where active;
