-- Seals of audit rows: each hash covers the row and the hash before it, so nothing can be changed or taken out unseen.
create table audit_chain (
  position bigint primary key,
  audit_id bigint not null constraint audit_chain_one_seal unique,
  hash bytea not null,
  sealed_at timestamptz not null default now()
);
create trigger audit_chain_append_only before update or delete or truncate on audit_chain
  for each statement execute function audit_is_append_only();

-- By right, too: whoever writes data may add to the audit and read it.
do $$
declare
  grantee record;
begin
  for grantee in
    select distinct (aclexplode(relacl)).grantee::regrole as role, relowner::regrole as owner from pg_class
    where oid in ('audit'::regclass, 'audit_chain'::regclass)
  loop
    if grantee.role <> grantee.owner then
      execute format('revoke update, delete, truncate on audit, audit_chain from %s', grantee.role);
    end if;
  end loop;
end $$;
