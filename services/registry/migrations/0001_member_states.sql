create table member_states (
  code text collate "C" primary key,
  names jsonb not null,
  language text not null,
  time_zones text[] not null,
  memberships jsonb not null,
  groups jsonb not null,
  weekends jsonb not null,
  version int not null default 1
);
