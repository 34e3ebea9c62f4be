-- Whether we hold anything about an address is looked up for whoever asks: the opportunities that name it, too.
create index opportunities_by_contact on opportunities (lower(contact_email));
create index import_jobs_by_account on import_jobs (account_id) where account_id is not null;
create index institutions_by_contact on institutions (lower(contact ->> 'email')) where lower(contact ->> 'email') is not null;
