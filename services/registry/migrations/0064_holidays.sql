-- Days on which a member state does not work, as officers enter them.
alter table member_states add column holidays jsonb not null default '[]';
