-- Whoever asks for the data about an address can be reached there.
alter table contacts drop constraint contacts_known_kind;
alter table contacts add constraint contacts_known_kind
  check (kind in ('nominee', 'account', 'applicant', 'subscriber', 'opportunity_contact', 'person'));
