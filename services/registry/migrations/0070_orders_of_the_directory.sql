-- The directory by when an institution came into it: its entry is made in the transaction that makes the institution.
alter table directory_entries add column entered_at timestamptz not null default now();
update directory_entries as e set entered_at = i.created_at from institutions as i where i.institution_id = e.institution_id;
create index directory_entries_by_entry on directory_entries (entered_at, institution_id) where active;
