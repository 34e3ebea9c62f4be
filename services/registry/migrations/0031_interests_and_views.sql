create table interests (
  interest_id uuid primary key,
  opportunity_id uuid not null constraint interests_opportunity_known references opportunities (opportunity_id),
  name text not null,
  email text not null,
  folded_email text not null,
  country text not null,
  message text not null,
  language text not null,
  status text not null constraint interests_known_status check (status in ('received', 'accepted', 'declined', 'waiting')),
  note text,
  country_is_eligible boolean,
  received_at timestamptz not null,
  answered_at timestamptz,
  constraint interests_one_per_address unique (opportunity_id, folded_email)
);
create index interests_by_time on interests (opportunity_id, received_at desc, interest_id);
create index interests_by_address on interests (folded_email, received_at);

-- How often a page was seen on a day (UTC); nothing about by whom.
create table page_views (
  subject_kind text not null constraint page_views_known_kind check (subject_kind in ('opportunity', 'institution')),
  subject_id uuid not null,
  day date not null,
  views int not null,
  primary key (subject_kind, subject_id, day)
);
