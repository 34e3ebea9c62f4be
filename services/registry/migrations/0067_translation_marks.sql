-- What a text in a language was last held against, and who said that it is right (P23). Where a translation stands follows from this
-- and the words of now; a text without a row is one that nobody has touched since it came in.
create table translation_marks (
  subject_kind text not null constraint translation_marks_kind check (subject_kind in ('institution', 'opportunity')),
  subject_id uuid not null,
  field text not null,
  language text not null,
  source_digest text not null,
  digest text not null,
  translators uuid[] not null default '{}',
  reviewed_by uuid,
  reviewed_at timestamptz,
  primary key (subject_kind, subject_id, field, language)
);
