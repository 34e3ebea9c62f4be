-- The transaction of each record's last change: a feed is read in its order, and only up to transactions that all ended.
alter table institutions add column changed_xid xid8 not null default pg_current_xact_id();
alter table opportunities add column changed_xid xid8 not null default pg_current_xact_id();

create function note_change() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;
create trigger institutions_note_change before update on institutions for each row
  when (old.version is distinct from new.version or old.status is distinct from new.status
        or old.merged_into is distinct from new.merged_into)
  execute function note_change();
create trigger opportunities_note_change before update on opportunities for each row
  when (old.version is distinct from new.version or old.status is distinct from new.status
        or old.institution_id is distinct from new.institution_id)
  execute function note_change();

create index institutions_by_change on institutions (changed_xid, institution_id);
create index opportunities_by_change on opportunities (changed_xid, opportunity_id);
