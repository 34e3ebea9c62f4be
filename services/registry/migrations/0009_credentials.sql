-- Password resets: asked first, looked up later, so that asking takes as long whoever is meant.
alter table accounts
  add column reset_nonce text,
  add column reset_expires_at timestamptz,
  add column reset_mailed_at timestamptz,
  add column device_nonce text not null default '';
create index accounts_by_address on accounts (folded_email);
create table password_resets_asked (
  ask_id bigint generated always as identity primary key,
  login text not null,
  asked_at timestamptz not null
);

-- A session of a person or of an API token; `last_used_at` moves when a new short-lived token is made.
alter table sessions
  add column last_used_at timestamptz,
  add column address text;
update sessions set last_used_at = started_at;
create table api_tokens (
  token_id uuid primary key constraint api_tokens_session_known references sessions (session_id) on delete cascade,
  account_id uuid not null constraint api_tokens_account_known references accounts (account_id),
  name text not null,
  scopes text[] not null,
  token_hash bytea not null constraint api_tokens_one_hash unique,
  used_at timestamptz
);
create index api_tokens_by_account on api_tokens (account_id);

-- Failures per name and source: a known device, an address, or (empty) every unknown device together; and per address
-- under every name (an empty name).
alter table sign_in_failures
  add column source text not null default '',
  drop constraint sign_in_failures_pkey,
  add constraint sign_in_failures_pkey primary key (folded_username, source);
