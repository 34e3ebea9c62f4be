create table opportunities (
  opportunity_id uuid primary key,
  slug text not null,
  institution_id uuid not null constraint opportunities_institution_known references institutions (institution_id),
  author_id uuid,
  title jsonb not null,
  description jsonb not null,
  kind text not null,
  topic text not null,
  start_date date not null,
  end_date date not null,
  deadline date not null,
  zone text not null,
  languages text[] not null,
  modality text not null,
  place text,
  fee_amount numeric(14, 2),
  fee_currency text,
  eligibility jsonb not null,
  contact_email text not null,
  url text,
  status text not null constraint opportunities_known_status
    check (status in ('draft', 'in_review', 'approved', 'published', 'closed', 'running', 'ended', 'archived', 'cancelled',
                      'suspended', 'withdrawn')),
  status_before text,
  comments jsonb not null default '[]',
  reason text,
  closes_at timestamptz not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  published_at timestamptz,
  version int not null default 1,
  constraint opportunities_dates_in_order check (deadline <= start_date and start_date <= end_date),
  constraint opportunities_suspended_from_somewhere check ((status = 'suspended') = (status_before is not null))
);
create index opportunities_by_deadline on opportunities (deadline, opportunity_id);
create index opportunities_by_institution on opportunities (institution_id);
create index opportunities_to_close on opportunities (closes_at) where status = 'published';
create index opportunities_to_start on opportunities (starts_at) where status = 'closed';
create index opportunities_to_end on opportunities (ends_at) where status = 'running';

create table opportunity_slugs (
  slug text primary key,
  opportunity_id uuid not null constraint opportunity_slugs_known references opportunities (opportunity_id)
    deferrable initially deferred
);
