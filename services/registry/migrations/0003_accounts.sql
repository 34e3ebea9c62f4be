create table accounts (
  account_id uuid primary key,
  username text,
  folded_username text constraint accounts_one_username unique,
  name text not null,
  email text not null,
  folded_email text not null,
  language text not null,
  role text not null constraint accounts_known_role check (role in ('officer', 'institution', 'focal_point')),
  institution_id uuid constraint accounts_institution_known references institutions (institution_id),
  country text,
  owner boolean not null default false,
  status text not null constraint accounts_known_status check (status in ('invited', 'active', 'disabled')),
  password_hash text,
  nonce text not null,
  expires_at timestamptz,
  disabled_reason text,
  created_at timestamptz not null default now(),
  constraint accounts_institution_of_role check ((role = 'institution') = (institution_id is not null)),
  constraint accounts_country_of_role check (role <> 'focal_point' or country is not null),
  constraint accounts_credentials_once_active
    check (status <> 'active' or (folded_username is not null and password_hash is not null))
);
create unique index accounts_one_focal_point on accounts (country, folded_email)
  where role = 'focal_point' and status <> 'disabled';
create index accounts_by_institution on accounts (institution_id) where institution_id is not null;

-- Kept per folded name tried, known or not, so that a lock says nothing about who exists.
create table sign_in_failures (
  folded_username text primary key,
  failures int not null,
  failed_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failures_by_failed_at on sign_in_failures (failed_at);

create table sessions (
  session_id uuid primary key,
  account_id uuid not null constraint sessions_account_known references accounts (account_id),
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_open on sessions (account_id) where ended_at is null;
create index sessions_by_expires_at on sessions (expires_at);

-- SHA-256 of every refresh token of a session; one used before betrays a copy.
create table session_tokens (
  token_hash bytea primary key,
  session_id uuid not null constraint session_tokens_known references sessions (session_id) on delete cascade,
  used_at timestamptz
);
create index session_tokens_by_session on session_tokens (session_id);
