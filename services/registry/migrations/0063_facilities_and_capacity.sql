-- What an institution has for trainings, and how many people it can train at once (R5); null where it does not say.
alter table institutions
  add column facilities jsonb not null default '[]',
  add column capacity int constraint institutions_capacity check (capacity > 0);
