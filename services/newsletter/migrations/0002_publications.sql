insert into publications (code, title, cadence, first_year, languages, audiences, item_kinds, sections, position) values
('e-newsletter',
 '{"source": "en", "en": "E-Newsletter", "ar": "النشرة الإلكترونية", "fr": "Lettre d’information électronique"}',
 'semi-annual', 2010, '{en,ar,fr}',
 '{policy_maker,government_official,statistical_org,central_bank,capital_markets_authority,research_training,other}',
 '{activity,opportunity,institution}',
 '[
  {"code": "editorial", "title": {"source": "en", "en": "Editorial", "ar": "الافتتاحية", "fr": "Éditorial"}},
  {"code": "oic-vet", "title": {"source": "en", "en": "OIC-VET Programme", "ar": "برنامج التعليم والتدريب المهني OIC-VET", "fr": "Programme OIC-VET"}},
  {"code": "cbp", "title": {"source": "en", "en": "Capacity Building Programme", "ar": "برنامج بناء القدرات", "fr": "Programme de renforcement des capacités"}},
  {"code": "courses-and-workshops", "title": {"source": "en", "en": "Training courses and workshops", "ar": "الدورات التدريبية وورش العمل", "fr": "Formations et ateliers"}},
  {"code": "opportunities", "title": {"source": "en", "en": "Training opportunities", "ar": "فرص التدريب", "fr": "Offres de formation"}},
  {"code": "institutions", "title": {"source": "en", "en": "Institutions", "ar": "المؤسسات", "fr": "Institutions"}},
  {"code": "forums", "title": {"source": "en", "en": "Forums and meetings", "ar": "المنتديات والاجتماعات", "fr": "Forums et réunions"}},
  {"code": "news", "title": {"source": "en", "en": "News", "ar": "أخبار", "fr": "Actualités"}},
  {"code": "unplaced", "title": {"source": "en", "en": "Also in this period", "ar": "من أنشطة الفترة أيضا", "fr": "Également durant cette période"}}
 ]', 1),
('trop-bulletin',
 '{"source": "en", "en": "Training Opportunities e-Bulletin", "ar": "النشرة الإلكترونية لفرص التدريب", "fr": "Bulletin électronique des offres de formation"}',
 'on_request', 1986, '{en,ar,fr}',
 '{policy_maker,government_official,statistical_org,central_bank,capital_markets_authority,research_training,other}',
 '{opportunity}',
 '[
  {"code": "editorial", "title": {"source": "en", "en": "Editorial", "ar": "الافتتاحية", "fr": "Éditorial"}},
  {"code": "opportunities", "title": {"source": "en", "en": "Training opportunities", "ar": "فرص التدريب", "fr": "Offres de formation"}},
  {"code": "news", "title": {"source": "en", "en": "News", "ar": "أخبار", "fr": "Actualités"}},
  {"code": "unplaced", "title": {"source": "en", "en": "Also in this period", "ar": "من أنشطة الفترة أيضا", "fr": "Également durant cette période"}}
 ]', 2);
