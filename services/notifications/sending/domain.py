"""Whether a due delivery still is to be sent, what its calendar part says, and when to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

REQUEST, CANCEL = "REQUEST", "CANCEL"
LANGUAGES = ("en", "ar", "fr")
RETRY_AFTER = (5, 30, 300, 1800, 7200, 21600)  # seconds
OUTAGE_SECONDS = 3
JITTER = 0.2
LEASE_SECONDS = 45  # longer than the mail server's four answers to one mail may take
RESENDS = 1

# A mail about a nomination is true only while the nomination stands so.
STANDS = {
    "nomination_selected": "offered",
    "nomination_promoted": "offered",
    "nomination_reserved": "reserve",
    "nomination_not_selected": "not_selected",
    "nomination_confirmed": "confirmed",
    "nomination_withdrawn": "withdrawn",
}
BEFORE_THE_END = (
    "nomination_selected",
    "nomination_promoted",
    "nomination_reserved",
    "nomination_confirmed",
    "activity_rescheduled",
)
CARRIES_DATES = {"offered": {"nomination_selected", "nomination_promoted"}, "confirmed": {"nomination_confirmed"}}

Case = dict[str, Any]


@dataclass(frozen=True)
class Stop:
    """The delivery ends here, and why."""

    status: str
    reason: str


@dataclass(frozen=True)
class Allowed:
    """Who mail may go to: everybody, or some addresses and domains (N31)."""

    everybody: bool
    names: frozenset[str]

    @classmethod
    def read(cls, text: str) -> "Allowed":
        """`*`, or addresses and @domains with commas between."""
        names = frozenset(name.strip().lower() for name in text.split(",") if name.strip())
        if not all(name == "*" or "@" in name for name in names):
            raise ValueError("* or addresses and @domains with commas between")
        return cls("*" in names, names)

    def permits(self, email: str) -> bool:
        """Whether mail may go to this address."""
        address = email.lower()
        return self.everybody or address in self.names or f"@{address.rpartition('@')[2]}" in self.names


def verdict(case: Case, now: datetime, allowed: Allowed) -> Stop | None:
    """Why this delivery is not to be sent now, looked at right before sending; None where it is."""
    return _perished(case, now) or _obsolete(case) or _unwanted(case, allowed)


def _perished(case: Case, now: datetime) -> Stop | None:
    if case["use_by"] is not None and case["use_by"] <= now:
        return Stop("expired", "its use-by time has passed")
    ends_at = (case["activity"] or {}).get("ends_at")
    if case["template"] in BEFORE_THE_END and ends_at and datetime.fromisoformat(ends_at) <= now:
        return Stop("expired", "the activity is over")
    return None


def _obsolete(case: Case) -> Stop | None:
    activity, template, standing = case["activity"] or {}, case["template"], case["nomination_status"]
    if activity.get("historic"):
        return Stop("suppressed", "historic")
    if template in BEFORE_THE_END and activity.get("status") == "cancelled":
        return Stop("withdrawn", "the activity is cancelled")
    if template in STANDS and standing != STANDS[template]:
        return Stop("withdrawn", f"the nomination is {standing} by now")
    return _told_already(case) if template == "activity_rescheduled" else None


def _told_already(case: Case) -> Stop | None:
    standing, told = case["nomination_status"], case["told_activity_sequence"]
    if standing not in CARRIES_DATES:
        return Stop("withdrawn", f"the nomination is {standing} by now")
    # Of a mail of unknown outcome the person may know already, or not: that one goes out again.
    if not case["resends"] and told is not None and told >= case["facts"]["ical_sequence"]:
        return Stop("withdrawn", "told already with an earlier mail")
    if CARRIES_DATES[standing] & set(case["open_templates"]):
        return Stop("withdrawn", "the mail about to leave carries the new dates")
    return None


def _unwanted(case: Case, allowed: Allowed) -> Stop | None:
    if case["broken_reason"]:
        return Stop("suppressed", "the address does not work")
    if case["bulk"] and case["gone"]:
        return Stop("suppressed", "unsubscribed")
    if not allowed.permits(case["email"]):
        return Stop("suppressed", "sandbox")
    return None


def language_of(case: Case) -> tuple[str, str]:
    """The reader's language and where it comes from: person, country or default (N12)."""
    own = case["facts"].get("language") if case["bulk"] else None
    for source, tag in (("person", own or case["contact_language"]), ("country", case["country_language"])):
        language = (tag or "").split("-")[0]
        if language in LANGUAGES:
            return language, source
    return LANGUAGES[0], "default"


def calendar_method(case: Case) -> str | None:
    """What the mail does to the person's calendar: REQUEST, CANCEL, or nothing."""
    activity = case["activity"] or {}
    if not activity.get("starts_at") or not activity.get("ends_at"):
        return None
    if case["template"] in ("nomination_confirmed", "activity_rescheduled"):
        return REQUEST if case["nomination_status"] == "confirmed" else None
    if case["template"] in ("nomination_withdrawn", "activity_cancelled"):
        return CANCEL if case["told_method"] == REQUEST or case["method"] == CANCEL else None
    return None


def calendar_sequence(case: Case, method: str) -> int:
    """The number of this calendar message: the activity's, but always above the person's last one; the same when tried again."""
    wanted, last = case["activity"]["ical_sequence"], case["told_sequence"]
    if case["method"] == method and case["activity_sequence"] == wanted and case["ical_sequence"] is not None:
        return case["ical_sequence"]
    return wanted if last is None else max(wanted, last + 1)


def retry_after(attempts: int, luck: float) -> timedelta | None:
    """How long to wait after so many attempts, spread by `luck` of 0 to 1; None where it was the last."""
    if attempts > len(RETRY_AFTER):
        return None
    return timedelta(seconds=RETRY_AFTER[attempts - 1] * (1 - JITTER + 2 * JITTER * luck))


def resend(case: Case) -> bool:
    """Whether a mail of unknown outcome goes out once more under the same Message-ID."""
    return case["when_unknown"] == "resend" and case["resends"] < RESENDS
