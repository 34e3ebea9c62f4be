-- The database of every system's writing side.
create table demands (
  demand_id bigint generated always as identity primary key,
  events int not null,
  per_transaction int not null,
  per_second float8,
  taken_at timestamptz
);

create table writes (
  write_id uuid primary key,
  text text not null,
  started_at float8 not null
);
