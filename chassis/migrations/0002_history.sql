-- How far the history was dropped: a reader whose cursor stands before it has missed something.
create table forgotten (
  one boolean primary key default true constraint forgotten_one_row check (one),
  xid xid8 not null,
  id bigint not null,
  at timestamptz not null default now()
);
