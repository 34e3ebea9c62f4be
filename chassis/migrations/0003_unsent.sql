-- The outbox is written once and is the history; what still has to leave stands beside it, narrow and soon gone.
create table unsent (
  id bigint primary key,
  aggregate text not null,
  attempts int not null default 0,
  next_at timestamptz,
  last_error text
);
-- The few rows that could not be sent: they hold back the later ones of their aggregate.
create index unsent_held on unsent (aggregate, id) where attempts > 0;
-- What waits is always young: its rows come and go, and the dead ones before it must not pile up.
alter table unsent set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);

insert into unsent (id, aggregate, attempts, next_at, last_error)
select id, aggregate, attempts, next_at, last_error from outbox where sent_at is null;

drop index outbox_unsent;
drop index outbox_held;
-- The aggregate's row gives each number once, and a new event's id is new: looking it up again cost every write two indexes.
drop index outbox_one_event;
drop index outbox_one_sequence;
alter table outbox drop column sent_at, drop column attempts, drop column next_at, drop column last_error;

-- An outbox row cannot be written without having to leave, whoever writes it.
create function outbox_has_to_leave() returns trigger language plpgsql as $$
begin
  insert into unsent (id, aggregate) select id, aggregate from added;
  return null;
end $$;
create trigger outbox_has_to_leave after insert on outbox
  referencing new table as added for each statement execute function outbox_has_to_leave();

-- One event. Its aggregate's row is locked before the outbox row takes its id, so ids follow commits.
create function emit_one(
  event_id uuid, exchange text, routing_key text, type text, aggregate text, subject text, correlation_id text,
  causation_id text, traceparent text, payload text
) returns void language plpgsql as $$
declare
  number bigint;
begin
  insert into aggregates as a (aggregate, last_sequence) values ($5, 1)
    on conflict on constraint aggregates_pkey do update set last_sequence = a.last_sequence + 1
    returning last_sequence into number;
  insert into outbox (event_id, exchange, routing_key, type, aggregate, subject, sequence, correlation_id,
    causation_id, traceparent, payload)
  values ($1, $2, $3, $4, $5, $6, number, $7, $8, $9, $10::jsonb);
end $$;
