-- Every six months an institution whose people have accounts is asked to confirm or correct its record.
alter table institutions
  add column confirmed_at timestamptz,
  add column confirmation_due_at timestamptz,
  add column missed_confirmations int not null default 0,
  add column confirmation_step text not null default 'off'
    constraint institutions_known_confirmation_step check (confirmation_step in ('off', 'waiting', 'asked', 'reminded')),
  add column confirmation_next_at timestamptz,
  add column confirmation_nonce text,
  add constraint institutions_confirmation_on check
    ((confirmation_step = 'off') = (confirmation_due_at is null) and (confirmation_step = 'off') = (confirmation_next_at is null));
create index institutions_by_confirmation_next on institutions (confirmation_next_at) where confirmation_next_at is not null;

-- 100 when confirmed (or, where nobody ever did, last written), less every day, 0 after two years.
create function institution_freshness(confirmed_at timestamptz, written_at timestamptz, at timestamptz default now())
  returns int language sql immutable parallel safe as
$$ select greatest(0, least(100, round(100 - 100 * extract(epoch from at - coalesce(confirmed_at, written_at)) / 63072000)))::int $$;
