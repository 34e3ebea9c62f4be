-- Links by which people see or erase the data about them; asked first, looked up later, so that asking takes as long for all.
create table personal_data_requests (
  request_id uuid primary key,
  email text not null,
  folded_email text not null,
  language text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  mailed boolean not null default false
);
create index personal_data_requests_to_mail on personal_data_requests (asked_at) where not mailed;
create index personal_data_requests_by_address on personal_data_requests (folded_email);
create index people_by_address on people (lower(email)) where email is not null;
create index applications_by_address on applications (folded_email);
