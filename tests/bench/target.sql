-- The database of every system's handling side; no unique key, so that a doubled effect is seen.
create table effects (
  effect_id bigint generated always as identity primary key,
  write_id uuid not null,
  text text not null,
  started_at float8 not null
);
