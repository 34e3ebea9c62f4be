"""What the general words in names of institutions mean, in the languages of the member states; small on purpose."""

# A word that is missing counts as a rare one does: add what stands in many names and tells none from another.
KINDS = {
    "university": """university universities univ universite universitaire universitas universiti universidade universidad
      universita universitat universitesi universiteti universiteta universitet yunifasiti jaamacadda جامعه جامعي
      دانشگاه يونيورسٹي يونيورسٽي پوهنتون زانكوي زانكۆي университет университеті университети বিশ্ববিদ্যালয় ইউনিভার্সিটি""",
    "college": """college colleges kolej school schools sekolah ecole ecoles akademi academy academie akademiyasi akademia
      اكاديميه academia escola okulu yuksekokulu faculty faculte fakultas fakultesi fakulteti facultate كليه كالج কলেজ مدرسه
      колледж академия академиясы دانشكده institut institute institutes institution instituto instituti institutu instituty
      enstitusu istituto معهد ইনস্টিটিউট институт институты""",
    "polytechnic": "polytechnic polytechnique politeknik politechnic",
    "center": "center centre centers centres centro merkezi merkez pusat markaz markazi مركز центр",
    "hospital": "hospital hospitals hopital hastanesi hastane مستشفي بيمارستان হাসপাতাল больница clinic clinique",
    "ministry": "ministry ministere kementerian bakanligi وزاره وزارت министерство vazirligi nazirliyi",
    "campus": "campus kampus kampusu branch شعبه واحد filiali филиал cabang",
}  # fmt: skip
FIELDS = {
    "technology": """technology technologies technological technologique technologie teknologi teknoloji texnologiya tech
      تكنولوجيا تقنيه فناوري технологии প্রযুক্তি টেকনোলজি""",
    "technical": "technical technique techniques teknik teknikal texnika تقني فني технический",
    "science": """science sciences scientific scientifique sains ilmu bilim bilimleri fan fanlar علوم علم علمي наук ғылым
      বিজ্ঞান ciencia ciencias elm""",
    "medical": "medical medicine medicale tip tibb tibbiyot kedokteran perubatan طبي طبيه طب پزشكي медицинский মেডিকেল",
    "health": "health sante saglik kesehatan kesihatan صحه صحي صحيه",
    "agriculture": "agriculture agricultural agricole agronomique tarim pertanian زراعه زراعي كشاورزي аграрный agrarian কৃষি",
    "engineering": "engineering ingenieur ingenieurs ingenierie muhendislik kejuruteraan هندسه مهندسي প্রকৌশল muhandislik",
    "economics": "economics economic economy economie ekonomi iqtisod iqtisodiyot iqtisad اقتصاد اقتصادي экономический",
    "management": "management gestion manajemen pengurusan yonetim اداره مديريت менеджмента",
    "business": "business commerce bisnis perniagaan isletme ticaret اعمال تجاره",
    "education": """education educational egitim pendidikan keguruan talim tehsil pedagogical pedagogika تربيه تعليم اموزش
      педагогический teachers teacher training enseignement normale""",
    "islamic": "islamic islam islamique islami islomiya اسلامي اسلاميه исламский agama",
    "art": "art arts seni sanat sanatlar fine guzel فنون هنر искусств",
    "law": "law droit hukuk hukum قانون юридический",
    "research": "research recherche recherches riset penelitian arastirma بحث بحوث ابحاث تحقيقات پژوهش গবেষণা",
    "language": "language languages langues dil لغات языков bahasa",
    "veterinary": "veterinary veterinaire veteriner بيطره",
    "computer": "computer computing informatics informatika informatique komputer bilgisayar حاسوب information",
    "applied": "applied appliquees uygulamali تطبيقيه terapan",
    "petroleum": "petroleum oil petrole neft نفط بترول",
    "azad": "azad ازاد",
    "women": "women girls kadin بنات نساء",
    "maritime": "maritime marine denizcilik maritim بحري",
    "international": "international internationale uluslararasi antarabangsa internasional xalqaro دوليه международный ইন্টারন্যাশনাল",
    "christian": "christian kristen",
    "catholic": "catholic katolik catolica catholique",
    "open": "open terbuka ouverte acik مفتوحه",
    "american": "american americaine امريكيه",
    "social": "social sociales sosyal sosial ijtimoiy اجتماعي اجتماعيه",
    "military": "military askeri militaire عسكري tentera",
    "pharmacy": "pharmacy pharmaceutical pharmacie farmasi eczacilik صيدله",
    "nursing": "nursing nurses keperawatan kejururawatan hemsirelik تمريض پرستاري",
    "east": "east eastern timur dogu شرق شرقي", "west": "west western barat bati غرب غربي",
    "north": "north northern utara kuzey شمال شمالي", "south": "south southern selatan guney جنوب جنوبي",
}  # fmt: skip
RANKS = {
    "state": "state negeri devlet davlat dovlet negara government мемлекеттік государственный دولت",
    "national": "national nationale nasional milli ulusal kebangsaan وطني وطنيه ملي национальный ұлттық",
    "federal": "federal", "private": "private privee swasta ozel اهليه خاصه",
    "higher": "higher high superieur superieure superieures tinggi yuksek عالي عليا",
}  # fmt: skip
NATIONS = """afghanistan afghan albania albanian algeria algerie algerian azerbaijan bahrain bangladesh benin brunei burkina cameroon
  cameroun chad tchad comoros cote divoire djibouti egypt egyptian gabon gambia guinea guinee guyana indonesia indonesian iran
  iranian iraq iraqi jordan jordanian kazakhstan kazakh kuwait kyrgyzstan kyrgyz lebanon lebanese libya libyan malaysia malaysian
  maldives mali mauritania maroc morocco moroccan mozambique niger nigeria nigerian oman pakistan palestine palestinian qatar
  saudi arabia senegal sierra leone somalia somali sudan sudanese suriname syria syrian tajikistan tajik togo tunisia tunisie
  turkiye turkey turkish turkmenistan uganda emirates uae uzbekistan uzbek ozbekiston yemen"""  # fmt: skip
