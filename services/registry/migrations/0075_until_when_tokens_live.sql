-- Until when the last short-lived token given out for a session is alive; unknown (at most a day) for those that are open now.
alter table sessions add column tokens_until timestamptz;
update sessions set tokens_until = coalesce(last_used_at, started_at) + interval '1 day' where ended_at is null;
