"""What the panel and the office are shown, as the owners of the contracts would show it."""

from datetime import date, timedelta

from contracts.refusals import NotFound
from tests.gateway.records import GROUP, KOICA, MOES, OPPORTUNITY, id_of, page

OWNER = {
    "account_id": id_of("owner"), "username": "moes", "name": "Gulnora Rahimova", "email": "g.rahimova@maorif.example",
    "language": "en", "role": "institution", "institution_id": MOES["institution_id"], "country": None,
    "status": "active", "access": "owner", "covers_children": False,
}  # fmt: skip
COLLEAGUE = OWNER | {
    "account_id": id_of("colleague"), "username": None, "name": "Farhod Karimov", "email": "f.karimov@maorif.example",
    "status": "invited", "access": "editor",
}  # fmt: skip
OFFICER = OWNER | {
    "account_id": id_of("officer"), "username": "officer", "name": "Aylin Demir", "role": "officer",
    "institution_id": None, "access": None,
}  # fmt: skip
RECORD = MOES | {
    "confirmed_at": "2026-06-01T08:00:00Z", "confirmation_due_at": "2026-12-01T08:00:00Z", "missed_confirmations": 0,
    "freshness": 74,
}  # fmt: skip
DRAFT = OPPORTUNITY | {
    "opportunity_id": id_of("draft"), "slug": "open-data", "status": "draft", "is_open": False, "version": 2,
    "title": {"source": "en", "en": "Open data for ministries", "fr": "Données ouvertes pour les ministères"},
    "comments": [{"field": "description", "comment": "Please say which tools people will use."}], "views": 0,
    "applications": 0,
}  # fmt: skip
REVISED = OPPORTUNITY | {
    "views": 412, "applications": 9,
    "pending_revision": {
        "revision": 2, "status": "in_review", "material": True, "material_fields": ["deadline"], "comments": [],
        "submitted_at": "2026-11-20T10:00:00Z",
        "changes": {"deadline": ["2027-01-31", "2027-02-15"], "title": [OPPORTUNITY["title"], {"source": "en", "en": "Statistics for all managers"}]},
    },
}  # fmt: skip
# Where the panel shows them.
OWN = f"my/institutions/{MOES['institution_id']}"
OFFER, PUBLIC = f"my/opportunities/{DRAFT['opportunity_id']}", f"my/opportunities/{REVISED['opportunity_id']}"
APPROVED = DRAFT | {"opportunity_id": id_of("approved"), "status": "approved", "comments": [], "publish_at": "2027-01-10T04:00:00Z"}  # fmt: skip
DELETED_INSTITUTION = {
    "institution_id": MOES["institution_id"], "names": MOES["names"], "country": "TJ", "status_before": "active",
    "external_ids": [{"scheme": "ror", "value": "00x0z1472"}], "deleted_at": "2026-11-20T10:00:00Z",
}  # fmt: skip
DELETED = DRAFT | {"opportunity_id": id_of("deleted"), "comments": [], "deleted_at": "2026-11-20T10:00:00Z"}
SUBMITTED = DRAFT | {"opportunity_id": id_of("submitted"), "status": "in_review", "comments": []}
INTEREST = {
    "interest_id": id_of("interest"), "opportunity_id": OPPORTUNITY["opportunity_id"], "name": "Moussa Diallo",
    "email": "moussa@example.ml", "country": "ML", "message": "I lead a team of five statisticians.\nI would like to come.",
    "language": "fr", "status": "received", "note": None, "country_is_eligible": False,
    "received_at": "2026-11-18T09:00:00Z", "answered_at": None,
}  # fmt: skip
PANEL = {
    "institution": RECORD,
    "counts": {"draft": 2, "returned": 1, "in_review": 1, "approved": 0, "published": 3, "revision_pending": 1,
               "closing_soon": 1, "closed": 4, "suspended": 0},
    "expiring": [OPPORTUNITY], "stale": [DRAFT],
    "to_do": [
        {"kind": "confirm_institution", "subject_id": MOES["institution_id"], "title": MOES["names"], "since": "2026-11-01T08:00:00Z", "count": 1},
        {"kind": "revise_returned", "subject_id": DRAFT["opportunity_id"], "title": DRAFT["title"], "since": "2026-11-19T08:00:00Z", "count": 1},
        {"kind": "answer_applications", "subject_id": OPPORTUNITY["opportunity_id"], "title": OPPORTUNITY["title"], "since": "2026-11-18T09:00:00Z", "count": 9},
    ],
    "views_30_days": 412, "applications_30_days": 9,
    "views_by_day": [{"day": date(2026, 10, 23) + timedelta(n), "views": (n * 7) % 31} for n in range(30)],
}  # fmt: skip
QUEUE = {
    "applications": {"count": 3, "oldest": "2026-11-12T08:00:00Z"},
    "opportunities": {"count": 2, "oldest": "2026-11-17T08:00:00Z"},
    "revisions": {"count": 1, "oldest": "2026-11-20T10:00:00Z"},
    "change_requests": {"count": 1, "oldest": "2026-11-10T08:00:00Z"},
    "duplicates": {"count": 0, "oldest": None},
}  # fmt: skip
APPLICATION = {
    "application_id": id_of("application"), "names": {"source": "fr", "fr": "Institut de statistique d’Alger", "ar": "معهد الإحصاء بالجزائر"},
    "acronym": "ISA", "country": "DZ", "city": "Alger", "types": ["training_institution"], "stakeholder": "academia",
    "topics": ["statistics"], "website": "https://isa.example.dz", "description": {"source": "fr", "fr": "Cours de statistique."},
    "applicant_name": "Souad Benali", "applicant_email": "souad@isa.example.dz", "language": "fr", "status": "verified",
    "free_mail": False, "applied_at": "2026-11-12T08:00:00Z", "institution_id": None, "reason": None,
}  # fmt: skip
CHANGE = {
    "change_request_id": id_of("change"), "institution_id": MOES["institution_id"],
    "changes": {"website": ["https://maorif.tj/", "https://www.maorif.tj/"], "city": ["Dushanbe", "Dushanbe city"]},
    "reason": "The old address does not answer.", "status": "open", "linked_to": [], "proposer_name": "A reader",
    "proposer_email": "reader@example.org", "decision_reason": None, "proposed_at": "2026-11-10T08:00:00Z",
    "expires_at": "2027-02-08T08:00:00Z", "decided_at": None,
}  # fmt: skip
ENTRY = {
    "entry": 12, "at": "2026-11-02T09:30:00Z", "action": "revise_institution",
    "actor": {"role": "institution", "account_id": OWNER["account_id"], "institution_id": MOES["institution_id"]},
    "changes": {"city": ["Dushanbe", "Dushanbe city"], "names": [MOES["names"], MOES["names"] | {"en": "Ministry of Education"}]},
    "notes": {},
}  # fmt: skip
PARKED = {
    "parked_id": id_of("parked"), "queue": "evt-registry.events-institution.updated--newsletter.on_institution_updated",
    "reason": "failed_too_often", "cause": "KeyError", "event_id": id_of("event"), "subject": MOES["institution_id"],
    "correlation_id": None, "size": 912, "first_seen_at": "2026-11-20T10:00:00Z", "state": "parked", "settled_by": None,
    "settled_at": None, "note": None,
}  # fmt: skip
SESSION = {
    "session_id": id_of("session"), "started_at": "2026-11-20T08:00:00Z", "last_used_at": "2026-11-21T08:00:00Z",
    "current": True, "address": "192.0.2.7",
}  # fmt: skip
TOKEN = {
    "token_id": id_of("token"), "name": "Nightly export", "scopes": ["read"], "created_at": "2026-11-01T08:00:00Z",
    "expires_at": "2027-05-01T23:59:00Z", "last_used_at": None, "status": "active",
}  # fmt: skip
CARD = {name: MOES[name] for name in ("institution_id", "slug", "status", "names", "country", "city", "website")}
ALIKE = CARD | {"score": 0.93, "reasons": ["name", "city"], "decisive": True}
PAIR = {
    "pair_id": id_of("pair"), "one": CARD, "other": CARD | {"institution_id": KOICA["institution_id"], "names": KOICA["names"]},
    "score": 0.93, "reasons": ["similar_name"], "found_at": "2026-11-20T10:00:00Z", "dismissed_at": None, "reason": None,
}  # fmt: skip
IMPORT = {
    "import_id": id_of("import"), "kind": "institutions", "format": "csv", "label": "members of 2026.csv", "dry_run": True,
    "partial": False, "status": "done", "parts": 1, "rows": 120, "added": 100, "revised": 12, "unchanged": 5, "refused": 3,
    "started_at": "2026-11-21T08:00:00Z", "finished_at": "2026-11-21T08:00:04Z",
}  # fmt: skip
ROW_PROBLEMS = [
    {"line": 4, "field": "types.0", "code": "not_a_choice", "message": "One of university, ministry."},
    {"line": 9, "field": "", "code": "repeated", "message": "The same record stands on line 4."},
    {"line": 12, "field": "country", "code": "of_another_day", "message": "Words of its owner."},
]
TRAINING_FIELD = {
    "code": "0542", "level": "detailed", "names": {"source": "en", "en": "Statistics", "ar": "الإحصاء"}, "parent": "054",
    "deprecated": False, "replaced_by": None, "missing_languages": ["fr"], "version": 2,
}  # fmt: skip
TERM = {
    "code": "water",
    "names": {"source": "en", "en": "Water"},
    "deprecated": False,
    "replaced_by": None,
    "missing_languages": ["ar", "fr"],
}
VOCABULARY = {
    "name": "topics",
    "version": 4,
    "terms": [
        TERM,
        TERM
        | {
            "code": "energy",
            "names": {"source": "en", "en": "Energy", "ar": "الطاقة", "fr": "Énergie"},
            "missing_languages": [],
        },
    ],
}
TRANSLATIONS = {
    "version": 3,
    "languages": [
        {"language": "en", "status": "source", "reviewable": False, "texts": []},
        {
            "language": "ar", "status": "stale", "reviewable": True,
            "texts": [
                {"field": "names", "status": "stale", "reviewed_by": OFFICER["account_id"], "reviewed_at": "2026-11-02T09:30:00Z"},
                {"field": "description", "status": "draft", "reviewed_by": None, "reviewed_at": None},
            ],
        },
        {
            "language": "fr", "status": "missing", "reviewable": False,
            "texts": [{"field": "names", "status": "missing", "reviewed_by": None, "reviewed_at": None}],
        },
    ],
}  # fmt: skip
OFFERS_BY_ID = {one["opportunity_id"]: one for one in (DRAFT, REVISED, SUBMITTED, APPROVED, DELETED)}


def session_of(account):
    """A session as signing in gives it."""
    return {"token": "t.t.t", "expires_at": "2099-01-01T00:00:00Z", "refresh_token": "r", "account": account}


def _accounts(fields, envelope):
    return page(OWNER, COLLEAGUE)


def _offer(fields, envelope):
    known = OFFERS_BY_ID.get(str(fields.get("opportunity_id")))
    if known is None and fields.get("slug") != OPPORTUNITY["slug"]:
        raise NotFound
    return known or OPPORTUNITY


def panel_answers():
    """What the department says to who is signed in."""
    offers = {"items": [REVISED, DRAFT, SUBMITTED], "next": None, "total": 3, "facets": {}}
    found = {
        "sign_in": lambda f, e: session_of(OFFICER if f["username"] == "officer" else OWNER),
        "get_panel": lambda f, e: PANEL,
        "get_review_queue": lambda f, e: QUEUE,
        "get_institution": lambda f, e: RECORD,
        "get_opportunity": _offer,
        "get_translations": lambda f, e: TRANSLATIONS,
        "list_opportunities": lambda f, e: offers,
        "list_interests": lambda f, e: page(INTEREST),
        "list_accounts": _accounts,
        "list_own_sessions": lambda f, e: page(SESSION, SESSION | {"session_id": id_of("other"), "current": False}),
        "list_api_tokens": lambda f, e: page(TOKEN),
        "get_own_account": lambda f, e: OWNER,
        "list_applications": lambda f, e: page(APPLICATION),
        "get_application": lambda f, e: APPLICATION,
        "list_change_requests": lambda f, e: page(CHANGE),
        "get_change_request": lambda f, e: CHANGE,
        "find_lookalikes": lambda f, e: {"items": [ALIKE]},
        "list_duplicates": lambda f, e: page(PAIR),
        "list_imports": lambda f, e: page(
            IMPORT, IMPORT | {"import_id": id_of("reading"), "status": "running", "dry_run": False}
        ),
        "get_import": lambda f, e: IMPORT,
        "list_import_problems": lambda f, e: page(*ROW_PROBLEMS),
        "list_fields_of_training": lambda f, e: page(TRAINING_FIELD),
        "get_field_of_training": lambda f, e: TRAINING_FIELD,
        "list_vocabularies": lambda f, e: page(VOCABULARY),
        "get_vocabulary": lambda f, e: VOCABULARY,
        "get_country_group": lambda f, e: GROUP,
        "list_audit": lambda f, e: page(ENTRY),
        "list_deleted_institutions": lambda f, e: page(DELETED_INSTITUTION),
        "list_registry_parked": lambda f, e: page(PARKED),
        "list_scheduling_parked": lambda f, e: page(),
        "list_notifications_parked": lambda f, e: page(),
        "list_newsletter_parked": lambda f, e: page(),
        "get_registry_parked": lambda f, e: PARKED | {"shape": "{institution_id: id, names: {en: 12 characters}}"},
    }
    return {f"registry.{name}" if "parked" not in name else _parked(name): answer for name, answer in found.items()}


def _parked(name):
    service = next(one for one in ("registry", "scheduling", "notifications", "newsletter") if one in name)
    return f"{service}.{name}"
