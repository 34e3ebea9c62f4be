"""The closed vocabularies of the department's records (R9)."""

INSTITUTION_TYPES = (
    "training_institution", "university", "research_institute", "ministry", "government_agency", "central_bank",
    "capital_markets_authority", "statistical_office", "international_organisation", "un_agency", "field_office",
    "development_agency", "fund", "company", "ngo", "media", "hospital", "archive", "facility", "other",
)  # fmt: skip
STAKEHOLDERS = ("government", "private_sector", "ngo", "academia", "media", "international", "other")
INSTITUTION_STATUSES = ("planned", "active", "unconfirmed", "inactive", "merged", "closed")
RELATIONS = ("parent", "child", "related", "predecessor", "successor")
NAME_KINDS = ("label", "acronym", "alias")
FIELDS = (
    "agriculture", "banking_and_finance", "capital_markets", "disaster_management", "economics", "education", "energy",
    "environment", "gender", "health", "ict", "ict_in_education", "industry", "labour_and_employment", "law",
    "management", "migration", "public_administration", "poverty_alleviation", "social_security", "statistics", "tourism",
    "trade", "transport", "vocational_training", "water", "other",
)  # fmt: skip
PROGRAMMES = ("OIC-VET", "CBP", "StatCaB", "TROP", "OIC-UN", "OTHER")
SDGS = tuple(range(1, 18))
ACTIVITY_KINDS = (
    "training_course", "workshop", "seminar", "webinar", "study_visit", "forum", "meeting", "coordination_meeting",
    "expert_mission", "needs_assessment",
)  # fmt: skip
NOMINATING_KINDS = ("training_course", "workshop", "seminar", "webinar", "study_visit")
MODALITIES = ("onsite", "online", "hybrid")
ORGANISER_ROLES = ("organiser", "co_organiser", "host", "donor", "technical_support", "provider")
SESSION_TYPES = (
    "opening", "plenary", "training", "presentation", "panel", "group_work", "discussion", "closing", "break",
    "prayer_break", "visit", "bilateral", "internal_blocker",
)  # fmt: skip
SPEAKER_ROLES = ("opening", "report", "presentation", "facilitator", "trainer", "chair", "closing", "host")
OUTCOME_KINDS = ("recommendation", "priority_area", "finding", "commitment")
OPPORTUNITY_KINDS = ("training_course", "workshop", "seminar", "webinar", "study_visit", "scholarship")
AUDIENCES = (
    "policy_maker", "government_official", "statistical_org", "central_bank", "capital_markets_authority",
    "research_training", "other",
)  # fmt: skip
GENDERS = ("female", "male", "undisclosed")
