"""What codes are called; the English words are the catalogue's keys."""

from services.gateway.pages.labels import actions, panel, problems, tables
from services.gateway.pages.labels import vocabularies as words
from services.gateway.pages.labels.problems import PROBLEM, REFUSAL

GROUPS = {
    "institution_type": words.INSTITUTION_TYPE, "topic": words.TOPIC, "activity_kind": words.ACTIVITY_KIND,
    "status": words.STATUS, "offer_status": words.OFFER_STATUS, "modality": words.MODALITY,
    "organiser_role": words.ORGANISER_ROLE, "session_type": words.SESSION_TYPE, "speaker_role": words.SPEAKER_ROLE,
    "outcome_kind": words.OUTCOME_KIND, "programme": words.PROGRAMME, "stakeholder": words.STAKEHOLDER,
    "audience": words.AUDIENCE, "relation": words.RELATION, "subscription_status": words.SUBSCRIPTION_STATUS,
    "action": actions.ACTION, "note": actions.NOTE,
    "role": words.ROLE, "problem": problems.PROBLEM, "refusal": problems.REFUSAL, "access": panel.ACCESS,
    "access_means": panel.ACCESS_MEANS, "account_status": panel.ACCOUNT_STATUS, "interest": panel.INTEREST,
    "to_do": panel.TO_DO, "step": panel.STEP, "revision": panel.REVISION, "parked": panel.PARKED,
    "change": panel.CHANGE, "token": panel.TOKEN, "scope": panel.SCOPE, "seniority": panel.SENIORITY,
    "attendance": panel.ATTENDANCE, "service": panel.SERVICE, "check_date": panel.CHECK_DATE,
    "flag": panel.FLAG, "alike": panel.ALIKE, "transfer": tables.TRANSFER, "import_status": tables.IMPORT_STATUS,
    "membership": words.MEMBERSHIP, "row_problem": tables.ROW_PROBLEM, "level": tables.LEVEL, "vocabulary": tables.VOCABULARY,
    "translation": words.TRANSLATION, "text": words.TEXT, "sort": words.SORT,
}  # fmt: skip


def english(group: str, code: str) -> str:
    """The English words for a code; an unknown code is shown as words rather than not at all."""
    return GROUPS[group].get(code, code.replace("_", " ").capitalize())


__all__ = ["GROUPS", "PROBLEM", "REFUSAL", "english"]
