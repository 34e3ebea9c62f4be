-- Rules, review by others, courses of several runs, publication at a moment, and search.
alter table opportunities
  add column rules jsonb not null default '{}',
  add column fields_of_training text[] not null default '{}',
  add column authors uuid[] not null default '{}',
  add column revision int not null default 0,
  add column course_id uuid,
  add column copied_from uuid constraint opportunities_copied_from_known references opportunities (opportunity_id),
  add column dates_to_check jsonb not null default '[]',
  add column publish_at timestamptz,
  add column suspended_by text constraint opportunities_known_suspender check (suspended_by in ('institution', 'officer')),
  add column closing_told boolean not null default false,
  add column applications int not null default 0,
  add column submitted_at timestamptz,
  add column updated_at timestamptz not null default now(),
  add column folded_title text,
  -- Null where they are still to be made from the record.
  add column words text[],
  add column search tsvector generated always as (array_to_tsvector(coalesce(words, '{}'))) stored;
update opportunities set course_id = opportunity_id, authors = array_remove(array[author_id], null),
  revision = case when status in ('draft', 'in_review', 'withdrawn') then 0 else 1 end,
  suspended_by = case when status = 'suspended' then 'institution' end;
alter table opportunities
  alter column course_id set not null,
  add constraint opportunities_suspended_by_somebody check ((status = 'suspended') = (suspended_by is not null));
create index opportunities_to_tell_of on opportunities (closes_at) where status = 'published' and not closing_told;
create index opportunities_to_publish on opportunities (publish_at) where status = 'approved' and publish_at is not null;
create index opportunities_without_words on opportunities (opportunity_id) where words is null;
create index opportunities_by_course on opportunities (course_id);
create index opportunities_by_folded_title on opportunities (institution_id, folded_title);

create table opportunity_revisions (
  revision_id uuid primary key,
  opportunity_id uuid not null constraint opportunity_revisions_known references opportunities (opportunity_id),
  status text not null constraint opportunity_revisions_known_status
    check (status in ('draft', 'in_review', 'approved', 'discarded')),
  -- {field: proposed}; once approved {field: [old, new]}.
  changes jsonb not null,
  authors uuid[] not null,
  comments jsonb not null default '[]',
  revision int,
  begun_at timestamptz not null,
  submitted_at timestamptz,
  settled_at timestamptz,
  constraint opportunity_revisions_number check ((status = 'approved') = (revision is not null))
);
create unique index opportunity_revisions_one_pending on opportunity_revisions (opportunity_id)
  where status in ('draft', 'in_review');
create index opportunity_revisions_by_opportunity on opportunity_revisions (opportunity_id);
create index opportunity_revisions_in_review on opportunity_revisions (submitted_at) where status = 'in_review';
