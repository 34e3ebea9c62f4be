-- What makes tokens that are still alive count no more, or say too much: told by the service that gives tokens out.
create table ended_sessions (
  session_id uuid primary key,
  until timestamptz not null
);
create index ended_sessions_by_until on ended_sessions (until);

create table changed_rights (
  account_id uuid primary key,
  sequence bigint not null,
  institution_id uuid,
  access text,
  covers_children boolean not null,
  changed_at timestamptz not null,
  until timestamptz not null
);
create index changed_rights_by_until on changed_rights (until);

-- Raises, so that nobody has to wait for the answer: it is sent ahead of a request's first statement.
create function refuse_outdated(
  session_id uuid, account_id uuid, issued_at timestamptz, institution_id uuid, access text, covers_children boolean
) returns void language plpgsql stable as $$
begin
  if exists (select from ended_sessions as e where e.session_id = $1)
    or exists (select from changed_rights as r where r.account_id = $2 and r.changed_at >= $3
      and (r.institution_id, r.access, r.covers_children) is distinct from ($4, $5, $6))
  then
    raise exception 'the token is outdated' using constraint = 'token_outdated';
  end if;
end $$;
