-- A person's seats are looked for when one more is confirmed.
create index nominations_by_person on nominations (person_id) where status = 'confirmed';
