-- Publications and their sections are reference data of the department.
create table publications (
  code text primary key,
  title jsonb not null,
  cadence text not null constraint publications_known_cadence check (cadence in ('semi-annual', 'on_request')),
  first_year int not null,
  languages text[] not null,
  audiences text[] not null,
  item_kinds text[] not null,
  sections jsonb not null,
  position int not null
);

-- One row per thing that happened, however many events told of it.
create table candidates (
  kind text not null constraint candidates_known_kind check (kind in ('activity', 'opportunity', 'institution')),
  source_id uuid not null,
  facts jsonb,
  sequence bigint not null default 0,
  stages jsonb not null default '{}',
  seen jsonb not null default '[]',
  first_event_at timestamptz,
  last_event_at timestamptz,
  cancelled boolean not null default false,
  dropped text,
  applied boolean not null default false,
  primary key (kind, source_id)
);

-- When it became news, and when this service learned it: a late arrival goes to the next issue.
create table candidate_moments (
  kind text not null,
  source_id uuid not null,
  what text not null,
  moment timestamptz not null,
  stored_at timestamptz not null,
  primary key (kind, source_id, what),
  foreign key (kind, source_id) references candidates
);
create index candidate_moments_by_moment on candidate_moments (moment);

create table issues (
  issue_id uuid primary key,
  publication text not null references publications,
  period text not null constraint issues_half_year check (period ~ '^[0-9]{4}-H[12]$'),
  volume int not null,
  number int not null,
  title jsonb not null,
  slug text not null constraint issues_one_per_slug unique,
  status text not null default 'collecting' constraint issues_known_status check (status in
    ('collecting', 'draft', 'in_review', 'approved', 'sending', 'paused', 'sent', 'archived', 'cancelled', 'aborted')),
  version int not null default 1,
  thin_reason text not null default '',
  waived_languages text[] not null default '{}',
  comments jsonb not null default '[]',
  opened_by uuid,
  assembled_by uuid,
  last_editor uuid,
  approved_by uuid,
  opened_at timestamptz not null,
  approved_at timestamptz,
  sending_at timestamptz,
  sent_at timestamptz,
  constraint issues_one_per_period unique (publication, period)
);
create index issues_by_period on issues (period desc, issue_id);
create index issues_in_sending on issues (sending_at) where status = 'sending';

create table items (
  item_id uuid primary key,
  issue_id uuid not null references issues,
  kind text not null,
  source_id uuid,
  section text not null,
  position int not null,
  placed boolean not null default false,
  title jsonb not null,
  text jsonb not null,
  title_edits jsonb not null default '{}',
  text_edits jsonb not null default '{}',
  byline text,
  path text,
  facts jsonb not null default '{}',
  event_ids uuid[] not null default '{}',
  included boolean not null default true,
  exclusion_reason text,
  excluded_by text constraint items_known_excluder check (excluded_by in ('editor', 'rule')),
  constraint items_reason_with_exclusion check (included = (exclusion_reason is null)),
  constraint items_one_per_source unique (issue_id, kind, source_id)
);

-- What was approved, in each language; never touched again.
create table renderings (
  issue_id uuid not null references issues,
  language text not null,
  subject text not null,
  html text not null,
  text text not null,
  body text not null,
  primary key (issue_id, language)
);
create function renderings_are_frozen() returns trigger language plpgsql as $$
begin
  raise exception 'an approved rendering is never changed';
end $$;
create trigger renderings_frozen before update or delete or truncate on renderings
  for each statement execute function renderings_are_frozen();

create table subscribers (
  subscriber_id uuid primary key,
  publication text not null references publications,
  email text not null,
  name text,
  language text not null,
  audience text not null,
  country text,
  status text not null constraint subscribers_known_status check (status in
    ('requested', 'confirmed', 'paused', 'unsubscribed', 'suppressed')),
  lawful_basis text,
  subscribed_at timestamptz not null,
  requested_at timestamptz,
  expires_at timestamptz
);
create unique index subscribers_one_per_address on subscribers (publication, lower(email));
create index subscribers_by_address on subscribers (lower(email), subscriber_id);

create table recipients (
  issue_id uuid not null references issues,
  subscriber_id uuid not null references subscribers,
  notification_id uuid not null constraint recipients_one_notification unique,
  language text not null,
  status text not null default 'waiting' constraint recipients_known_status check (status in
    ('waiting', 'requested', 'sent', 'failed', 'suppressed')),
  reason text,
  requested_at timestamptz,
  settled_at timestamptz,
  primary key (issue_id, subscriber_id)
);
create index recipients_open on recipients (issue_id, status) where status in ('waiting', 'requested');
