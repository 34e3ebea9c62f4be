-- Contact facts and local copies: each keeps the newest sequence of its own stream.

create table contacts (
  recipient_id uuid primary key,
  kind text not null constraint contacts_known_kind check (kind in ('nominee', 'account', 'applicant', 'subscriber')),
  name text,
  email text not null,
  language text,
  country text,
  known_at timestamptz not null,
  broken_reason text
);

create table accounts (
  account_id uuid primary key,
  role text not null,
  institution_id uuid,
  open boolean not null,
  sequence bigint not null
);
create index accounts_by_institution on accounts (institution_id) where open;

create table countries (
  code text primary key,
  language text not null,
  sequence bigint not null
);

create table subscribers (
  subscriber_id uuid primary key,
  gone boolean not null,
  sequence bigint not null
);

create table activities (
  activity_id uuid primary key,
  facts jsonb not null,
  sequence bigint not null
);

create table nominations (
  nomination_id uuid primary key,
  activity_id uuid not null,
  person_id uuid not null,
  status text not null,
  sequence bigint not null,
  -- The last status that was not brought about by the end of the activity.
  standing text,
  standing_sequence bigint not null default 0,
  spread boolean not null default false
);
create index nominations_by_activity on nominations (activity_id);
create index nominations_unspread on nominations (nomination_id) where not spread;

-- What every participant of an activity must be told; a worker makes the deliveries, as the streams are independent.
create table announcements (
  event_id uuid primary key,
  activity_id uuid not null,
  template text not null,
  facts jsonb not null,
  happened_at timestamptz not null,
  correlation_id text,
  spread boolean not null default false
);
create index announcements_by_activity on announcements (activity_id);
create index announcements_unspread on announcements (event_id) where not spread;

create table issue_mails (
  issue_id uuid primary key,
  list_id text not null,
  subject jsonb not null,
  html jsonb not null,
  text jsonb not null,
  sequence bigint not null
);

create table deliveries (
  delivery_id uuid primary key,
  number bigint generated always as identity,
  event_id uuid not null,
  recipient_id uuid not null,
  template text not null,
  channel text not null default 'email' constraint deliveries_known_channel check (channel in ('email')),
  subject_id uuid,
  request_id uuid,
  lane text not null,
  needs text not null default '' constraint deliveries_known_needs check (needs in ('', 'activity', 'issue')),
  facts jsonb not null,
  correlation_id text,
  status text not null default 'queued' constraint deliveries_known_status check (status in (
    'queued', 'ready', 'sending', 'sent', 'retry_wait', 'failed', 'unknown', 'suppressed', 'expired', 'withdrawn',
    'render_failed')),
  -- When it is due; the end of the lease while a worker has it (ready, sending).
  next_at timestamptz not null,
  lease_by uuid,
  use_by timestamptz,
  bulk boolean not null default false,
  when_unknown text not null default 'resend' constraint deliveries_known_policy check (when_unknown in ('resend', 'hold')),
  attempts int not null default 0,
  resends int not null default 0,
  last_error text,
  language text,
  language_from text,
  template_version text,
  address_masked text,
  message_id text,
  method text,
  ical_sequence int,
  activity_sequence int,
  created_at timestamptz not null,
  constraint deliveries_once unique (event_id, recipient_id, template, channel)
);
create unique index deliveries_one_request on deliveries (request_id) where request_id is not null;
create unique index deliveries_by_number on deliveries (number);
create index deliveries_due on deliveries (next_at, number) where status in ('queued', 'ready', 'retry_wait');
create index deliveries_in_flight on deliveries (next_at) where status = 'sending';
create index deliveries_perishable on deliveries (use_by) where status in ('queued', 'retry_wait') and use_by is not null;
create index deliveries_open_by_lane on deliveries (lane, number)
  where status in ('queued', 'ready', 'sending', 'retry_wait');
create index deliveries_by_recipient on deliveries (recipient_id, number);
create index deliveries_by_subject on deliveries (subject_id, number);

create table deliveries_timeline (
  entry_id bigint generated always as identity primary key,
  delivery_id uuid not null references deliveries,
  at timestamptz not null,
  status text not null,
  reason text
);
create index deliveries_timeline_by_delivery on deliveries_timeline (delivery_id, entry_id);

-- What a person's calendar holds of an activity: numbers rise for ever, also over cancellations.
create table invitations (
  activity_id uuid not null,
  person_id uuid not null,
  sequence int,
  method text constraint invitations_known_method check (method in ('REQUEST', 'CANCEL')),
  activity_sequence int,
  primary key (activity_id, person_id)
);
