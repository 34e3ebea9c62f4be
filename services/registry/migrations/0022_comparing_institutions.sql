-- When its words were last taken into institution_words; null or before asked_at where that is still to be done.
alter table institutions_to_compare add column learnt_at timestamptz;
-- The host of a website, as services.registry.duplicates writes it.
create index institutions_by_host on institutions
  (substring(lower(website) from '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)')) where website is not null;
create index institutions_by_open_comparison on institutions_to_compare (asked_at) where learnt_at is null;
