-- What every service with a database has from the chassis.

create table aggregates (
  aggregate text primary key,
  last_sequence bigint not null
);

create table outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  exchange text not null,
  routing_key text not null,
  type text not null,
  aggregate text not null,
  subject text not null,
  sequence bigint not null,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  headers jsonb not null default '{}',
  payload jsonb not null,
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  last_error text
);
-- A replay is a row to the default exchange ('') with the same event_id, aggregate and sequence.
create unique index outbox_one_event on outbox (event_id) where exchange <> '';
create unique index outbox_one_sequence on outbox (aggregate, sequence) where exchange <> '';
create index outbox_unsent on outbox (id) where sent_at is null;
-- The few rows that could not be sent: they hold back the later ones of their aggregate.
create index outbox_held on outbox (aggregate, id) where sent_at is null and attempts > 0;
create index outbox_by_transaction on outbox (xid, id);

create table inbox (
  consumer text not null,
  event_id uuid not null,
  done_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_by_done_at on inbox (done_at);

-- What was begun after a process died with it: the one that kills is told from its neighbours.
create table trials (
  consumer text not null,
  event_id uuid not null,
  tries int not null default 1,
  begun_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

create table idempotency (
  principal text not null,
  key text not null,
  request_hash text not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (principal, key)
);
create index idempotency_by_created_at on idempotency (created_at);

create table parked (
  parked_id uuid primary key default gen_random_uuid(),
  queue text not null,
  exchange text not null default '',
  routing_key text not null default '',
  event_id text,
  reason text not null,
  error text not null default '',
  headers jsonb not null default '{}',
  content_type text not null default '',
  body bytea not null,
  first_seen_at timestamptz not null default now(),
  state text not null default 'parked' constraint parked_known_state check (state in ('parked', 'replayed', 'discarded')),
  settled_by text,
  settled_at timestamptz,
  note text
);
create index parked_open on parked (first_seen_at) where state = 'parked';

create table audit (
  audit_id bigint generated always as identity primary key,
  happened_at timestamptz not null default now(),
  role text not null,
  account_id uuid,
  institution_id uuid,
  action text not null,
  subject text not null,
  changes jsonb not null,
  correlation_id text not null
);
create index audit_by_subject on audit (subject, audit_id);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit is append-only';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();

create table timers (
  name text primary key,
  due_at timestamptz not null default now(),
  last_run_at timestamptz
);
