create table people (
  person_id uuid primary key,
  honorific text,
  name text not null,
  sort_name text collate "C" not null,
  position jsonb not null,
  institution_id uuid constraint people_institution_known references institutions (institution_id),
  country text,
  email text,
  version int not null default 1
);
create index people_by_sort_name on people (sort_name, person_id);
create index people_by_institution on people (institution_id) where institution_id is not null;

create table projects (
  project_id uuid primary key,
  title jsonb not null,
  summary jsonb not null,
  starts text collate "C" not null,
  ends text,
  signed_on date,
  amount numeric(18, 2) constraint projects_amount_not_below_zero check (amount >= 0),
  currency text,
  deliverables jsonb not null,
  version int not null default 1
);
create index projects_by_starts on projects (starts desc, project_id);

create table project_parties (
  project_id uuid not null constraint project_parties_project_known references projects (project_id),
  position int not null,
  institution_id uuid not null constraint project_parties_institution_known references institutions (institution_id),
  role text not null constraint project_parties_known_role check (role in ('implementer', 'donor', 'beneficiary', 'partner')),
  primary key (project_id, position)
);
create index project_parties_by_institution on project_parties (institution_id);
