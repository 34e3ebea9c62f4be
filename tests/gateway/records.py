"""Records as the owners of the contracts would show them."""

from datetime import date
from uuid import UUID, uuid5

SPACE = UUID("6f0c6c0e-53d5-4a5e-8a4c-4f2ad1a30000")


def id_of(name):
    return str(uuid5(SPACE, name))


MOES = {
    "institution_id": id_of("moes"),
    "slug": "ministry-of-education-and-science-tj",
    "status": "active",
    "merged_into": None,
    "version": 3,
    "names": {
        "source": "en",
        "en": "Ministry of Education and Science of the Republic of Tajikistan",
        "ar": "وزارة التعليم والعلوم في جمهورية طاجيكستان",
        "tg": "Вазорати маориф ва илми Ҷумҳурии Тоҷикистон",
    },
    "other_names": [{"name": "MoES", "kind": "acronym", "language": "en"}],
    "types": ["ministry"],
    "stakeholder": "government",
    "country": "TJ",
    "international": False,
    "city": "Dushanbe",
    "website": "https://maorif.tj/",
    "domains": ["maorif.tj"],
    "established": 1924,
    "topics": ["education", "ict_in_education"],
    "languages": ["tg", "ru"],
    "programmes": ["OIC-VET"],
    "fields_of_training": ["0114"],
    "facilities": [{"source": "en", "en": "A lecture hall with interpretation"}],
    "capacity": 240,
    "capabilities": [{"source": "en", "en": "Teacher training in rural districts"}],
    "description": {
        "source": "en",
        "en": "The ministry plans and steers education.\n\nIt hosted the workshop of 2018.",
    },
    "contact": {"email": "hidden@example.org", "phone": None, "public": False},
    "external_ids": [{"scheme": "ror", "value": "https://ror.org/00000000"}],
    "relations": [
        {"kind": "related", "institution_id": id_of("unesco"), "names": {"source": "fr", "fr": "UNESCO Almaty"}}
    ],
}
KOICA = MOES | {
    "institution_id": id_of("koica"),
    "slug": "koica",
    "names": {"source": "en", "en": "Korea International Cooperation Agency", "ar": "الوكالة الكورية للتعاون الدولي"},
    "other_names": [{"name": "KOICA", "kind": "acronym", "language": None}],
    "types": ["development_agency"],
    "country": "KR",
    "city": "Seongnam",
    "relations": [],
    "description": {},
}
DIRECTORY = {
    "items": [MOES, KOICA],
    "next": "abc",
    "total": 2823,
    "facets": {
        "country": [{"value": code, "count": n} for code, n in (("TR", 412), ("ID", 390), ("TJ", 21), ("KR", 1))],
        "institution_type": [{"value": "university", "count": 900}, {"value": "ministry", "count": 88}],
        "topic": [{"value": "education", "count": 300}],
        "programme": [{"value": "OIC-VET", "count": 7}],
        "language": [{"value": "tg", "count": 5}],
    },
}
DUSHANBE = {
    "activity_id": id_of("dushanbe"),
    "slug": "workshop-on-ict-and-oer-dushanbe-2018",
    "kind": "workshop",
    "title": {
        "source": "en",
        "en": "Leveraging ICT and Open Educational Resources to achieve SDG 4",
        "ar": "تسخير تكنولوجيا المعلومات والاتصالات والموارد التعليمية المفتوحة لتحقيق الهدف 4",
        "fr": "Tirer parti des TIC et des ressources éducatives libres pour atteindre l’ODD 4",
    },
    "description": {"source": "en", "en": "Two days of training and discussion.\n\nDecision makers met in Dushanbe."},
    "programme": "CBP",
    "project_id": id_of("project"),
    "starts": "2018-10-22T09:00",
    "ends": "2018-10-23T17:00",
    "starts_at": "2018-10-22T04:00:00Z",
    "ends_at": "2018-10-23T12:00:00Z",
    "period": None,
    "zone": "Asia/Dushanbe",
    "modality": "onsite",
    "venue": {"name": {"source": "en", "en": "Hyatt Regency"}, "address": None,
              "city": {"source": "en", "en": "Dushanbe", "ar": "دوشنبه", "fr": "Douchanbé"}, "country": "TJ"},
    "join_link": None,
    "seats": 30,
    "nomination_deadline": "2018-09-15T23:59",
    "organisers": [
        {"institution_id": MOES["institution_id"], "role": "host", "names": MOES["names"]},
        {"institution_id": id_of("unesco"), "role": "organiser", "names": {"source": "en", "en": "UNESCO Almaty"}},
        {"institution_id": id_of("weidong"), "role": "donor", "names": {"source": "en", "en": "WeiDong Group"}},
    ],
    "contact": {"name": "Fengchun Miao", "email": "contact@example.org", "public": True},
    "objectives": [
        {"source": "en", "en": "Strengthen the planning of ICT in education"},
        {"source": "ar", "ar": "تحديد الأولويات الاستراتيجية"},
    ],
    "target_group": {"source": "en", "en": "Decision makers of the ministry and key universities."},
    "stakeholders": ["government"],
    "topics": ["ict_in_education"],
    "sdgs": [4],
    "languages": ["en", "ru"],
    "interpretation": ["tg"],
    "eligible_countries": [],
    "historic": True,
    "status": "reported",
    "ical_sequence": 0,
    "seats_taken": None,
    "cancel_reason": None,
    "version": 7,
}  # fmt: skip


def session(kind, title, starts, ends, *speakers):
    return {
        "session_id": id_of(title + starts), "kind": kind, "title": {"source": "en", "en": title}, "summary": {},
        "starts": starts, "ends": ends, "room": None, "materials": [], "speakers": list(speakers),
    }  # fmt: skip


AGENDA = {
    "activity_id": DUSHANBE["activity_id"],
    "zone": "Asia/Dushanbe",
    "version": 2,
    "sessions": [
        session("opening", "Opening of the workshop", "2018-10-22T09:00", "2018-10-22T10:00",
                {"name": "Rahmatulo Mirboboev", "honorific": "Mr", "role": "opening",
                 "position": {"source": "en", "en": "First Deputy Minister"},
                 "organisation": {"source": "en", "en": "Ministry of Education and Science"}}),
        session("break", "Coffee", "2018-10-22T10:00", "2018-10-22T10:30"),
        session("training", "Global experiences of ICT in education", "2018-10-22T10:30", "2018-10-22T12:30"),
        session("group_work", "Priority areas", "2018-10-23T09:00", "2018-10-23T12:00"),
    ],
}  # fmt: skip
OUTCOMES = {
    "activity_id": DUSHANBE["activity_id"],
    "outcomes": [
        {"outcome_id": id_of(words), "kind": "priority_area", "objective": None, "text": {"source": "en", "en": words}}
        for words in ("Provision of teaching and learning resources", "Educators’ ICT competence", "ICT-enhanced EMIS")
    ],
    "headcount": 30,
    "exact": False,
    "by_country": {},
    "none_reason": None,
}
PROJECT = {
    "project_id": id_of("project"), "title": {"source": "en", "en": "UNESCO-WeiDong Funds-in-Trust"}, "summary": {},
    "parties": [{"institution_id": id_of("unesco"), "role": "implementer"}], "starts": "2015", "ends": None,
    "signed_on": None, "amount": None, "currency": None, "deliverables": [], "version": 1,
}  # fmt: skip
OPPORTUNITY = {
    "opportunity_id": id_of("opportunity"), "slug": "statistics-for-managers", "institution_id": MOES["institution_id"],
    "institution_names": MOES["names"], "country": "TJ", "status": "published", "is_open": True, "comments": [],
    "version": 4, "title": {"source": "en", "en": "Statistics for managers", "ar": "الإحصاء للمديرين"},
    "description": {"source": "en", "en": "One week of practice."}, "kind": "training_course", "topic": "statistics",
    "start_date": date(2027, 3, 1), "end_date": date(2027, 3, 5), "deadline": date(2027, 1, 31), "zone": "Asia/Dushanbe",
    "languages": ["en"], "modality": "hybrid", "place": "Dushanbe", "fee_amount": "120.00", "fee_currency": "USD",
    "eligibility": {}, "contact_email": "course@example.org", "url": "https://example.org/apply",
    "revision": 1, "course_id": id_of("course"), "pending_revision": None, "views": None, "applications": None,
}  # fmt: skip
ISSUE = {
    "issue_id": id_of("issue"), "slug": "e-newsletter-vol-17-no-2", "publication": "e-newsletter", "volume": 17,
    "number": 2, "period": "2026-H2", "title": {"source": "en", "en": "TCD Newsletter", "ar": "نشرة الإدارة"},
    "sent_at": "2026-12-01T08:00:00Z",
}  # fmt: skip
ARCHIVED = ISSUE | {
    "title": "TCD Newsletter", "language": "en", "languages": ["en", "ar", "fr"],
    "html": '<h2 style="color:red">News</h2><script>alert(1)</script><p onclick="x()">Text <a href="javascript:x()">y</a></p>',
}  # fmt: skip
STATE = {
    "code": "TJ", "names": {"source": "en", "en": "Tajikistan"}, "language": "tg", "time_zones": ["Asia/Dushanbe"],
    "memberships": [
        {"since": date(1992, 12, 1), "until": date(2001, 3, 1), "state": "member"}, {"since": date(2001, 3, 1), "until": None, "state": "suspended"},
    ],
    "groups": [], "weekends": [{"days": [6, 7], "since": None}], "holidays": [], "version": 1,
}  # fmt: skip
GROUP = {
    "code": "arab", "names": {"source": "en", "en": "Arab states", "ar": "الدول العربية"}, "version": 2, "on": date(2026, 11, 21),
    "members": [{"country": "DZ", "since": date(1962, 8, 16), "until": None}, {"country": "SY", "since": None, "until": date(2011, 11, 16)}],
    "includes": [], "countries": ["DZ"],
}  # fmt: skip
OFFER = {
    "nomination_id": id_of("nomination"), "activity_id": DUSHANBE["activity_id"], "title": DUSHANBE["title"],
    "name": "Amina Yusuf", "language": "ar", "starts": "2027-10-22T09:00", "ends": "2027-10-23T17:00",
    "zone": "Asia/Dushanbe", "status": "offered", "offer_expires_at": "2027-10-01T12:00:00Z", "join_link": None,
}  # fmt: skip
SUBSCRIPTION = {
    "subscriber_id": id_of("subscriber"), "publication": "e-newsletter", "language": "en", "status": "requested",
}  # fmt: skip


OFFERS = {
    "items": [OPPORTUNITY], "next": None, "total": 1,
    "facets": {"topic": [{"value": "statistics", "count": 1}], "kind": [{"value": "training_course", "count": 1}],
               "country": [{"value": "TJ", "count": 1}], "modality": [{"value": "hybrid", "count": 1}],
               "language": [{"value": "en", "count": 1}]},
}  # fmt: skip


def page(*items, more=None):
    return {"items": list(items), "next": more, "total": len(items)}


def usual_answers():
    """What the department says when nobody says otherwise."""
    return {
        "registry.search_institutions": lambda f, e: DIRECTORY,
        "registry.get_institution": lambda f, e: MOES,
        "registry.list_member_states": lambda f, e: page(STATE),
        "registry.list_country_groups": lambda f, e: page(
            GROUP, GROUP | {"code": "maghreb", "names": {"source": "fr", "fr": "Maghreb"}}
        ),
        "registry.list_opportunities": lambda f, e: OFFERS,
        "registry.get_opportunity": lambda f, e: OPPORTUNITY,
        "registry.get_member_state": lambda f, e: STATE,
        "registry.get_project": lambda f, e: PROJECT,
        "scheduling.list_activities": lambda f, e: page(*([] if "since" in f else [DUSHANBE])),
        "scheduling.get_activity": lambda f, e: DUSHANBE,
        "scheduling.get_agenda": lambda f, e: AGENDA,
        "scheduling.get_outcomes": lambda f, e: OUTCOMES,
        "scheduling.get_offer": lambda f, e: OFFER,
        "newsletter.list_archive": lambda f, e: page(ISSUE),
        "newsletter.get_archived_issue": lambda f, e: ARCHIVED,
        "newsletter.get_subscription": lambda f, e: SUBSCRIPTION,
    }
