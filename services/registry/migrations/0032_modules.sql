-- The titled parts of a course; a run has its own, so that changing one changes no other.
alter table opportunities add column modules jsonb not null default '[]';
