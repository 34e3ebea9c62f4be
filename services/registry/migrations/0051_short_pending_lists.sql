-- What waits in these indexes' own lists is read by every look for institutions that look alike: short lists, as for the directory's words.
alter index institutions_by_folded_names set (gin_pending_list_limit = 256);
alter index institutions_by_folded_acronyms set (gin_pending_list_limit = 256);
alter index institutions_by_domains set (gin_pending_list_limit = 256);
