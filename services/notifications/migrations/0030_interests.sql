-- Who applied for which opportunity, to be told when it changes; and the contacts that opportunities name.
alter table contacts drop constraint contacts_known_kind;
alter table contacts add constraint contacts_known_kind
  check (kind in ('nominee', 'account', 'applicant', 'subscriber', 'opportunity_contact'));
create table interests (
  interest_id uuid primary key,
  opportunity_id uuid not null
);
create index interests_by_opportunity on interests (opportunity_id);
