-- Who owns an institution's accounts and who is a country's focal point.
alter table accounts add column country text, add column access text;
create index accounts_by_country on accounts (country) where open and role = 'focal_point';
create index contacts_by_address on contacts (lower(email));
update accounts as a set country = c.country from contacts as c where c.recipient_id = a.account_id;
