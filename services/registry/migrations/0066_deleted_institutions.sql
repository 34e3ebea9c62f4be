-- Institutions deleted because they were entered by mistake: what brings them back as they were.
create table deleted_institutions (
  institution_id uuid primary key
    constraint deleted_institutions_institution_known references institutions (institution_id),
  status_before text not null constraint deleted_institutions_known_status
    check (status_before in ('planned', 'active', 'unconfirmed', 'inactive')),
  external_ids jsonb not null,
  deleted_at timestamptz not null
);
create index deleted_institutions_by_time on deleted_institutions (deleted_at desc, institution_id desc);
