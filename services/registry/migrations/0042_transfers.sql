-- Import jobs: the file arrives in pieces, is read in the background, and every problem of its rows is kept.
create table import_jobs (
  import_id uuid primary key,
  kind text not null,
  format text not null,
  label text not null,
  dry_run boolean not null,
  partial boolean not null,
  status text not null default 'collecting' constraint import_jobs_known_status
    check (status in ('collecting', 'waiting', 'running', 'done', 'nothing_kept')),
  account_id uuid,
  parts int,
  rows int not null default 0,
  added int not null default 0,
  revised int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz,
  touched_at timestamptz not null default now()
);
create index import_jobs_by_start on import_jobs (started_at desc, import_id desc);
create index import_jobs_open on import_jobs (touched_at) where status in ('waiting', 'running');

create table import_parts (
  import_id uuid not null constraint import_parts_job_known references import_jobs (import_id) on delete cascade,
  part int not null,
  content text not null,
  primary key (import_id, part)
);

create table import_problems (
  import_id uuid not null constraint import_problems_job_known references import_jobs (import_id) on delete cascade,
  number bigint generated always as identity,
  line int not null,
  field text not null,
  code text not null,
  message text not null,
  primary key (import_id, number)
);

-- The line on which each record stood first, so that a repeated row is told.
create table import_keys (
  import_id uuid not null constraint import_keys_job_known references import_jobs (import_id) on delete cascade,
  key text not null,
  line int not null,
  primary key (import_id, key)
);
