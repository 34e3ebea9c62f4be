create table applications (
  application_id uuid primary key,
  institution_id uuid not null unique,
  names jsonb not null,
  acronym text,
  country text not null,
  city text not null,
  types text[] not null,
  stakeholder text not null,
  topics text[] not null,
  website text,
  description jsonb not null,
  applicant_name text not null,
  applicant_email text not null,
  language text not null,
  folded_name text not null,
  folded_email text not null,
  free_mail boolean not null,
  status text not null constraint applications_known_status check (status in ('unverified', 'verified', 'approved', 'declined')),
  applied_at timestamptz not null,
  reason text
);
create unique index applications_one_open_name on applications (country, folded_name) where status in ('unverified', 'verified');
create unique index applications_one_open_address on applications (folded_email) where status in ('unverified', 'verified');
create index applications_by_applied_at on applications (applied_at desc, application_id);
