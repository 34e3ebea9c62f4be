"""The questions of an opportunity."""

from collections.abc import Mapping
from typing import Any

from contracts.registry.opportunities import (
    ATTENDANCES,
    LANGUAGE_LEVELS,
    SENIORITIES,
    OpportunityRecord,
)  # fmt: skip
from contracts.vocabularies import FIELDS, MODALITIES, OPPORTUNITY_KINDS, STAKEHOLDERS
from services.gateway.pages.forms import (
    CHOICE,
    LANGUAGES_LINE,
    LANGUAGES_LONG,
    LINES,
    RADIOS,
    TICKS,
    Field,
    Group,
    coded,
    given,
    languages,
)
from services.gateway.pages.my.record_form import WORKING


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


WHAT = Group("what", _("What it is"), (
    Field("title", _("Title"), LANGUAGES_LINE, required=True, hint=_("In at least one language; readers of the others see that one.")),
    Field("kind", _("Kind"), RADIOS, required=True, options=coded("activity_kind", OPPORTUNITY_KINDS)),
    Field("topic", _("Field"), CHOICE, required=True, options=coded("topic", FIELDS)),
    Field("description", _("Description"), LANGUAGES_LONG, rows=5, hint=_("What people learn, and how.")),
))  # fmt: skip
WHEN = Group("when", _("When"), (
    Field("start_date", _("First day"), required=True, input="date"),
    Field("end_date", _("Last day"), required=True, input="date"),
    Field("deadline", _("Deadline"), required=True, input="date", hint=_("The last day on which people can apply, where you are.")),
    Field("zone", _("Time zone"), required=True, input="code", hint=_("For example Asia/Dushanbe")),
))  # fmt: skip
WHERE = Group("where", _("Where and in which languages"), (
    Field("modality", _("Form"), RADIOS, required=True, options=coded("modality", MODALITIES)),
    Field("place", _("Place"), hint=_("City and building, unless it is online only.")),
    Field("languages", _("Languages"), TICKS, required=True, options=languages(WORKING)),
))  # fmt: skip
FEE = Group("fee", _("What it costs"), (
    Field("fee_amount", _("Fee"), input="code", hint=_("Leave it empty if it is free. Write cents after a point, such as 120.00.")),
    Field("fee_currency", _("Currency of the fee"), input="code", hint=_("For example USD")),
))  # fmt: skip
APPLY = Group("apply", _("Who can apply, and how"), (
    Field("eligibility", _("Who can apply"), LANGUAGES_LONG, rows=3),
    Field("contact_email", _("Contact e-mail"), required=True, input="email", autocomplete="email", hint=_("Everybody sees it. Applications go there too.")),
    Field("url", _("Where to apply"), input="url", hint=_("A page of yours, if people apply there.")),
))  # fmt: skip
RULES = (
    Field("min_age", _("Least age"), number=int),
    Field("max_age", _("Greatest age"), number=int),
    Field("language_level", _("Level of language"), CHOICE, options=given((level, level) for level in LANGUAGE_LEVELS),
          hint=_("Of the Common European Framework, at least.")),
    Field("seniority", _("Seniority"), TICKS, options=coded("seniority", SENIORITIES)),
    Field("sectors", _("Sector"), TICKS, options=coded("stakeholder", STAKEHOLDERS)),
    Field("attendance", _("Earlier participation"), RADIOS, options=coded("attendance", ATTENDANCES)),
    Field("fields_of_training", _("Fields of training (ISCED-F 2013)"), LINES, rows=2, hint=_("Codes such as 0542, one a line.")),
)  # fmt: skip
NEW = (WHAT, WHEN, WHERE, FEE, APPLY)
KEPT = tuple(OpportunityRecord().fields)


def groups(countries: list[tuple[str, str]], unions: list[tuple[str, str]]) -> tuple[Group, ...]:
    """All questions; `countries` and `unions` (groups of them) are those that a rule can name."""
    where_from = Field("eligible_countries", _("Only from these countries"), TICKS, options=given(countries),
                       hint=_("None chosen: from everywhere."))  # fmt: skip
    of_groups = Field("eligible_groups", _("Only from these groups of countries"), TICKS, options=given(unions),
                      hint=_("Besides the countries chosen above; whoever joins a group later may apply too."))  # fmt: skip
    return (*NEW, Group("rules", _("Conditions"), (where_from, of_groups, *RULES)))


def folded(record: Mapping[str, Any], group: Group, data: dict[str, Any]) -> dict[str, Any]:
    """The whole record with this group's answers in place of what it said."""
    asked = {field.place for field in group.fields}
    kept = {name: record[name] for name in KEPT if name in record and name not in asked and record[name] is not None}
    return {**kept, **data}


def proposed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it will be once its pending revision is public."""
    pending = record.get("pending_revision") or {}
    return {**record, **{name: pair[1] for name, pair in (pending.get("changes") or {}).items()}}


def to_say_anew(record: Mapping[str, Any]) -> dict[str, None]:
    """The dates of a copy that are left empty, because nobody has said them for this run."""
    return {one["field"]: None for one in record.get("dates_to_check", []) if one["why"] == "copied"}
