-- An approved application may give its account to an institution that stands in the directory already.
alter table applications drop constraint applications_institution_id_key;
create index applications_by_institution on applications (institution_id);
