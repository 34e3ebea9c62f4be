-- What was counted of the directory holds as long as its version stays: the numbers of its changes, each drawn once and
-- at random, in one xor. Rows that are only added make nobody wait; a timer takes them into the first number.
create table directory_state (
  one boolean primary key default true constraint directory_state_once check (one),
  folded bigint not null default hashtextextended(gen_random_uuid()::text, 0)
);
insert into directory_state default values;

create table directory_changes (
  change_id bigint primary key default hashtextextended(gen_random_uuid()::text, 0)
);

create function note_directory_change() returns trigger language plpgsql as $$
begin
  if exists (select from changed) then
    insert into directory_changes default values;
  end if;
  return null;
end $$;

create trigger directory_entries_added after insert on directory_entries
  referencing new table as changed for each statement execute function note_directory_change();
create trigger directory_entries_changed after update on directory_entries
  referencing new table as changed for each statement execute function note_directory_change();
create trigger directory_entries_removed after delete on directory_entries
  referencing old table as changed for each statement execute function note_directory_change();
