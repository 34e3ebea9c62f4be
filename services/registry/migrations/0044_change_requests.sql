-- Corrections that anybody proposes to a public record; the proposer is forgotten a while after the decision.
create table change_requests (
  change_request_id uuid primary key,
  institution_id uuid not null constraint change_requests_institution_known references institutions (institution_id),
  changes jsonb not null,
  reason text not null,
  status text not null default 'open' constraint change_requests_known_status
    check (status in ('open', 'accepted', 'declined', 'expired')),
  proposer_name text,
  proposer_email text,
  language text not null,
  decision_reason text,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  constraint change_requests_decided_when check ((status = 'open') = (decided_at is null))
);
create index change_requests_by_time on change_requests (proposed_at, change_request_id);
create index change_requests_open on change_requests (institution_id) where status = 'open';
create index change_requests_to_expire on change_requests (expires_at) where status = 'open';
create index change_requests_by_email on change_requests (lower(proposer_email)) where proposer_email is not null;
