-- The feed tells a record anew whose confirmation changed: a confirmation raises no version, and it is shown.
drop trigger institutions_note_change on institutions;
create trigger institutions_note_change before update on institutions for each row
  when (old.version is distinct from new.version or old.status is distinct from new.status
        or old.merged_into is distinct from new.merged_into
        or (old.confirmed_at, old.confirmation_due_at, old.missed_confirmations)
          is distinct from (new.confirmed_at, new.confirmation_due_at, new.missed_confirmations))
  execute function note_change();
