-- What an account may do within its institution; `owner` stays for the release before and goes in a later one.
alter table accounts
  add column access text constraint accounts_known_access check (access in ('owner', 'editor', 'viewer')),
  add column covers_children boolean not null default false,
  add constraint accounts_access_within_institution check (access is null or role = 'institution'),
  add constraint accounts_children_of_institution check (role = 'institution' or not covers_children);
update accounts set access = case when owner then 'owner' else 'editor' end where role = 'institution';
create index accounts_by_name on accounts (name collate "C", account_id);
