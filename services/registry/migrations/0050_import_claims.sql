-- Which taking-up of a job is the present one: a worker that was thought dead and wakes does nothing more.
alter table import_jobs add column claim uuid;
