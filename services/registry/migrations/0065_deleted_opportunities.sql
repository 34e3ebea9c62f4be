-- Deleted opportunities keep their rows, ids and slugs; only what nobody outside has seen can be deleted.
alter table opportunities
  add column deleted_at timestamptz,
  add constraint opportunities_deleted_unseen
    check (deleted_at is null or (status in ('draft', 'withdrawn') and published_at is null));
create index opportunities_deleted on opportunities (institution_id) where deleted_at is not null;
