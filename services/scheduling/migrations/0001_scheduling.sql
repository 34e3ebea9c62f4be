-- Activities with their agendas, nominations and outcomes, and copies of the registry's facts.

create extension if not exists btree_gist;

create table institutions (
  institution_id uuid primary key,
  names jsonb not null,
  country text,
  status text not null,
  merged_into uuid,
  sequence bigint not null
);

create table people (
  person_id uuid primary key,
  name text not null,
  honorific text,
  position jsonb not null,
  institution_id uuid,
  country text,
  sequence bigint not null
);

create table projects (
  project_id uuid primary key,
  title jsonb not null,
  sequence bigint not null
);

create table member_states (
  code text primary key,
  names jsonb not null,
  language text not null,
  sequence bigint not null
);

create table activities (
  activity_id uuid primary key,
  slug text not null,
  status text not null default 'draft' constraint activities_known_status check (status in (
    'draft', 'proposed', 'approved', 'announced', 'nominations_closed', 'participants_selected', 'in_progress',
    'completed', 'reported', 'archived', 'postponed', 'cancelled')),
  kind text not null,
  title jsonb not null,
  description jsonb not null,
  programme text not null,
  project_id uuid,
  starts timestamp,
  ends timestamp,
  period text,
  zone text,
  starts_at timestamptz,
  ends_at timestamptz,
  sort_at timestamp not null,
  last_day date not null,
  modality text not null,
  venue jsonb,
  join_link text,
  seats int not null constraint activities_seats_not_negative check (seats >= 0),
  nomination_deadline timestamp,
  deadline_at timestamptz,
  contact jsonb,
  objectives jsonb not null,
  target_group jsonb not null,
  stakeholders text[] not null,
  topics text[] not null,
  sdgs int[] not null,
  languages text[] not null,
  interpretation text[] not null,
  eligible_countries text[] not null,
  historic boolean not null,
  search text not null,
  ical_sequence int not null default 0,
  agenda_version int not null default 0,
  drafted_digest text not null,
  proposed_by uuid,
  announced_at timestamptz,
  cancel_reason text,
  headcount int,
  exact boolean,
  none_reason text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint activities_in_order check (ends > starts)
);
create index activities_by_start on activities (sort_at, activity_id);
create index activities_due_to_close on activities (deadline_at) where status = 'announced';
create index activities_due_to_start on activities (starts_at) where status in ('announced', 'participants_selected');

create table activity_slugs (
  slug text primary key,
  activity_id uuid not null
);

create table activity_organisers (
  activity_id uuid not null references activities on delete cascade,
  position int not null,
  institution_id uuid not null,
  role text not null,
  primary key (activity_id, position),
  constraint activity_organisers_one_role unique (activity_id, institution_id, role)
);
create index activity_organisers_by_institution on activity_organisers (institution_id);

create table sessions (
  session_id uuid primary key,
  activity_id uuid not null references activities on delete cascade,
  kind text not null,
  title jsonb not null,
  summary jsonb not null,
  starts timestamp not null,
  ends timestamp not null,
  room text,
  materials text[] not null,
  constraint sessions_in_order check (ends > starts),
  -- Deferrable, so that all sessions may move by a delta in one statement.
  constraint sessions_no_overlap exclude using gist (
    activity_id with =, lower(room) with =, tsrange(starts, ends) with &&) where (room is not null)
    deferrable initially immediate
);
create index sessions_by_activity on sessions (activity_id, starts);

create table speakers (
  session_id uuid not null references sessions on delete cascade,
  position int not null,
  name text not null,
  honorific text,
  job jsonb not null,
  organisation jsonb not null,
  role text not null,
  person_id uuid,
  primary key (session_id, position)
);

-- One person per address; the registry does not know nominees.
create table nominees (
  person_id uuid primary key,
  folded_email text not null constraint nominees_one_address unique
);

create table nominations (
  nomination_id uuid primary key,
  activity_id uuid not null references activities,
  person_id uuid not null references nominees,
  nominee jsonb not null,
  institution_id uuid,
  gender text not null,
  country text not null,
  motivation text not null,
  priority int not null,
  status text not null default 'submitted' constraint nominations_known_status check (status in (
    'submitted', 'offered', 'reserve', 'not_selected', 'confirmed', 'declined', 'offer_expired', 'withdrawn',
    'attended', 'partially_attended', 'absent', 'closed_activity_cancelled')),
  reserve_rank int,
  offer_expires_at timestamptz,
  submitted_at timestamptz not null,
  nominated_by text not null,
  nominated_by_account uuid,
  nominated_by_institution uuid,
  days date[] not null default '{}',
  reason text not null default '',
  version int not null default 1,
  constraint nominations_offer_ends check (status <> 'offered' or offer_expires_at is not null),
  constraint nominations_reserve_ranked check ((status = 'reserve') = (reserve_rank is not null))
);
create unique index nominations_one_open on nominations (activity_id, person_id)
  where status in ('submitted', 'offered', 'reserve', 'confirmed');
create unique index nominations_one_rank on nominations (activity_id, reserve_rank) where status = 'reserve';
create index nominations_by_activity on nominations (activity_id, submitted_at, nomination_id);
create index nominations_due_to_expire on nominations (offer_expires_at) where status = 'offered';

create table outcomes (
  outcome_id uuid primary key,
  activity_id uuid not null references activities,
  position int not null,
  kind text not null,
  text jsonb not null,
  objective int,
  constraint outcomes_one_place unique (activity_id, position)
);
