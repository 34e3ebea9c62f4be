create table institutions (
  institution_id uuid primary key,
  slug text not null,
  status text not null constraint institutions_known_status
    check (status in ('planned', 'active', 'unconfirmed', 'inactive', 'merged', 'closed')),
  merged_into uuid constraint institutions_merged_into_known references institutions (institution_id),
  names jsonb not null,
  other_names jsonb not null,
  types text[] not null,
  stakeholder text not null,
  country text,
  international boolean not null,
  city text,
  latitude double precision,
  longitude double precision,
  website text,
  domains text[] not null,
  established int,
  topics text[] not null,
  languages text[] not null,
  capabilities jsonb not null,
  description jsonb not null,
  contact jsonb,
  version int not null default 1,
  registered_digest text not null,
  sort_name text collate "C" not null,
  folded_names text[] not null,
  folded_acronyms text[] not null,
  words text[] not null,
  search tsvector generated always as (array_to_tsvector(words)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint institutions_merged_somewhere check ((status = 'merged') = (merged_into is not null)),
  constraint institutions_not_into_itself check (merged_into <> institution_id)
);
create index institutions_by_search on institutions using gin (search);
create index institutions_by_folded_names on institutions using gin (folded_names);
create index institutions_by_domains on institutions using gin (domains);
create index institutions_by_sort_name on institutions (sort_name, institution_id) where status = 'active';
create index institutions_by_merged_into on institutions (merged_into) where merged_into is not null;

-- Every slug that ever led to an institution; none is given to another.
create table institution_slugs (
  slug text primary key,
  institution_id uuid not null constraint institution_slugs_known references institutions (institution_id)
    deferrable initially deferred
);

create table institution_external_ids (
  scheme text not null,
  value text not null,
  institution_id uuid not null constraint institution_external_ids_known references institutions (institution_id),
  position int not null,
  constraint institution_external_ids_taken primary key (scheme, value)
);
create index institution_external_ids_by_institution on institution_external_ids (institution_id);

-- Both directions are rows, so that a read needs one of them only.
create table institution_relations (
  institution_id uuid not null constraint institution_relations_known references institutions (institution_id),
  kind text not null constraint institution_relations_known_kind
    check (kind in ('parent', 'child', 'related', 'predecessor', 'successor')),
  other_id uuid not null constraint institution_relations_other_known references institutions (institution_id),
  primary key (institution_id, kind, other_id),
  constraint institution_relations_no_self check (institution_id <> other_id)
);

-- What a registry elsewhere last said of an institution; `owned` where the institution came from there.
create table institution_imports (
  institution_id uuid primary key constraint institution_imports_known references institutions (institution_id),
  digest text not null,
  owned boolean not null,
  imported_at timestamptz not null
);

-- Relations named by an id of elsewhere that waits for its institution.
create table institution_import_relations (
  institution_id uuid not null constraint institution_import_relations_known references institutions (institution_id),
  kind text not null,
  scheme text not null,
  value text not null,
  primary key (institution_id, kind, scheme, value)
);
create index institution_import_relations_by_value on institution_import_relations (scheme, value);
