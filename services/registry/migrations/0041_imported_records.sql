-- Further web addresses and places, so that every fact of an imported record has its place in ours.
alter table institutions add column links jsonb not null default '[]';
alter table institutions add column sites jsonb not null default '[]';

-- What a registry elsewhere last said, by its own id: the facts as we read them are what its next version is compared to.
-- It takes the place of institution_imports, which a later release drops.
create table institution_sources (
  scheme text not null,
  value text not null,
  institution_id uuid not null constraint institution_sources_known references institutions (institution_id),
  digest text not null,
  facts jsonb,
  modified date,
  owned boolean not null,
  imported_at timestamptz not null,
  primary key (scheme, value)
);
create index institution_sources_by_institution on institution_sources (institution_id);
insert into institution_sources (scheme, value, institution_id, digest, owned, imported_at)
select e.scheme, e.value, m.institution_id, m.digest, m.owned, m.imported_at
from institution_imports as m join institution_external_ids as e using (institution_id)
where e.scheme = 'ror'
on conflict do nothing;

-- Every relation that a record elsewhere asserts, not only those that wait: an assertion taken back unties the two.
create table institution_source_relations (
  scheme text not null,
  value text not null,
  kind text not null,
  other_value text not null,
  tied boolean not null default false,
  primary key (scheme, value, kind, other_value)
);
create index institution_source_relations_by_other on institution_source_relations (scheme, other_value);
insert into institution_source_relations (scheme, value, kind, other_value)
select s.scheme, s.value, w.kind, w.value
from institution_import_relations as w join institution_sources as s using (institution_id)
where w.scheme = s.scheme
on conflict do nothing;
