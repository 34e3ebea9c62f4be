"""Which candidates make which items, where they stand, and what an editor's hand changes (L4, L8, L9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from contracts.languages import Text, gaps, has_mlang
from contracts.refusals import Invalid

MOST_SINGLE_INSTITUTIONS = 12
MOST_EVENT_IDS = 100
MOST_NAMES = 6
STEP = 10
UNPLACED = "unplaced"
PROGRAMME_SECTIONS = {"OIC-VET": "oic-vet", "CBP": "cbp"}
KIND_SECTIONS = {
    "forum": "forums", "meeting": "forums", "coordination_meeting": "forums",
    "training_course": "courses-and-workshops", "workshop": "courses-and-workshops", "seminar": "courses-and-workshops",
    "webinar": "courses-and-workshops", "study_visit": "courses-and-workshops",
}  # fmt: skip
MANUAL_SECTIONS = {"editorial": "editorial", "announcement": "news", "news": "news"}
PATHS = {"activity": "activities", "opportunity": "opportunities", "institution": "institutions"}


@dataclass(frozen=True)
class Plan:
    """An item as the events want it; `excluded` says why it may not stand there."""

    kind: str
    source_id: UUID
    section: str
    position: int
    facts: Mapping[str, Any]
    event_ids: tuple[UUID, ...]
    title: Text | None
    path: str | None
    excluded: str | None = None


@dataclass(frozen=True)
class Item:
    """One item of an issue; what an editor wrote lies over what the facts say."""

    item_id: UUID
    issue_id: UUID
    kind: str
    source_id: UUID | None
    section: str
    position: int
    title: Text
    text: Text
    title_edits: Text = field(default_factory=dict)
    text_edits: Text = field(default_factory=dict)
    placed: bool = False
    byline: str | None = None
    path: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    event_ids: tuple[UUID, ...] = ()
    included: bool = True
    exclusion_reason: str | None = None
    excluded_by: str | None = None

    @property
    def shown_title(self) -> Text:
        """The title with what editors wrote."""
        return {**self.title, **self.title_edits}

    @property
    def shown_text(self) -> Text:
        """The text with what editors wrote."""
        return {**self.text, **self.text_edits}

    @property
    def edited(self) -> bool:
        """Whether a hand wrote words of it."""
        return self.source_id is None or bool(self.title_edits or self.text_edits)

    def missing_languages(self, languages: Sequence[str]) -> list[str]:
        """The languages in which its title, or a text written by hand, has no words of its own."""
        missing = set(gaps(self.shown_title, tuple(languages))) | set(gaps(self.shown_text, tuple(languages)))
        return [language for language in languages if language in missing]

    def refreshed(self, plan: Plan, title: Text, text: Text) -> "Item":
        """With the newest facts; edits, places and exclusions by hand stay (L9)."""
        fresh = replace(self, title=title, text=text, facts=plan.facts, event_ids=plan.event_ids, path=plan.path)
        if not self.placed:
            fresh = replace(fresh, section=plan.section, position=plan.position)
        return fresh.ruled_out(plan.excluded) if plan.excluded else fresh.ruled_in()

    def ruled_out(self, reason: str) -> "Item":
        """Excluded by a rule, unless an editor excluded it already."""
        if self.excluded_by == "editor":
            return self
        return replace(self, included=False, exclusion_reason=reason, excluded_by="rule")

    def ruled_in(self) -> "Item":
        """Included again where only a rule had excluded it."""
        if self.excluded_by != "rule":
            return self
        return replace(self, included=True, exclusion_reason=None, excluded_by=None)

    def revised(self, changes: Mapping[str, Any], sections: Sequence[str]) -> "Item":
        """With an editor's changes; refuses `Invalid` for a section that is not there or an exclusion without reason."""
        section, position = changes.get("section"), changes.get("position")
        if section is not None and section not in sections:
            raise Invalid([{"field": "section", "code": "not_a_choice", "message": f"One of {', '.join(sections)}."}])
        item = replace(
            self,
            title_edits={**self.title_edits, **_words(changes.get("title"))},
            text_edits={**self.text_edits, **_words(changes.get("text"))},
            section=section or self.section,
            position=self.position if position is None else position,
            placed=self.placed or section is not None or position is not None,
        )
        return item if changes.get("included") is None else item._included(changes["included"], changes.get("reason"))

    def _included(self, included: bool, reason: str | None) -> "Item":
        if included:
            return replace(self, included=True, exclusion_reason=None, excluded_by=None)
        if not reason:
            raise Invalid([{"field": "reason", "code": "required", "message": "Say why it is left out."}])
        return replace(self, included=False, exclusion_reason=reason, excluded_by="editor")


def _words(text: Text | None) -> Text:
    return {code: words for code, words in (text or {}).items() if code != "source"}


def plan(issue_id: UUID, news: Sequence[Mapping[str, Any]], sections: Sequence[str], now: datetime) -> list[Plan]:
    """One plan per thing that happened; many new institutions stand together unless they applied themselves."""
    crowd = [one for one in news if one["kind"] == "institution" and not one["applied"]]
    together = len(crowd) > MOST_SINGLE_INSTITUTIONS
    single = [one for one in news if one["kind"] != "institution" or one["applied"]] if together else list(news)
    plans = [_plan(one, sections, now) for one in sorted(single, key=_order)]
    if together:
        plans.append(_group(issue_id, crowd, sections))
    return [replace(found, position=STEP * number) for number, found in enumerate(plans, 1)]


def _order(one: Mapping[str, Any]) -> tuple[str, str, str]:
    facts = one["facts"]
    when = facts.get("starts") or facts.get("deadline") or facts.get("period") or ""
    return one["kind"], when, str(one["source_id"])


def _plan(one: Mapping[str, Any], sections: Sequence[str], now: datetime) -> Plan:
    facts, kind = one["facts"], one["kind"]
    title = facts["names"] if kind == "institution" else facts["title"]
    late = kind == "opportunity" and deadline_passed(facts, now)
    return Plan(
        kind, one["source_id"], section_of(kind, facts, sections), 0, facts, tuple(one["event_ids"]), title,
        f"/{PATHS[kind]}/{facts['slug']}", "deadline_passed" if late else None,
    )  # fmt: skip


def _group(issue_id: UUID, crowd: Sequence[Mapping[str, Any]], sections: Sequence[str]) -> Plan:
    countries: dict[str, int] = {}
    for one in crowd:
        code = one["facts"].get("country") or ""
        countries[code] = countries.get(code, 0) + 1
    facts = {
        "count": len(crowd),
        "by_country": countries,
        "first_names": [one["facts"]["names"] for one in crowd[:MOST_NAMES]],
    }
    # The candidates keep every event; thousands of ids would only burden each view of the issue.
    event_ids = tuple(event_id for one in crowd for event_id in one["event_ids"])[:MOST_EVENT_IDS]
    section = section_of("institution", facts, sections)
    return Plan("institution", group_id(issue_id), section, 0, facts, event_ids, None, "/institutions")


def group_id(issue_id: UUID) -> UUID:
    """The source that stands for all new institutions of an issue together."""
    return uuid5(issue_id, "institutions")


def section_of(kind: str, facts: Mapping[str, Any], sections: Sequence[str]) -> str:
    """Where an item belongs by programme and kind; `unplaced` where the publication has no such section."""
    wanted = {"opportunity": "opportunities", "institution": "institutions"}.get(kind)
    if kind == "activity":
        wanted = PROGRAMME_SECTIONS.get(facts["programme"]) or KIND_SECTIONS.get(facts["kind"])
    return wanted if wanted and wanted in sections else UNPLACED


def deadline_passed(facts: Mapping[str, Any], now: datetime) -> bool:
    """Whether the last day to apply, in the opportunity's zone, is over."""
    after = date.fromisoformat(facts["deadline"]) + timedelta(days=1)
    return now >= datetime.combine(after, time(), ZoneInfo(facts["zone"]))


def coverage(items: Sequence[Item], plans: Sequence[Plan], languages: Sequence[str]) -> dict[str, Any]:
    """What is in, what is out with a reason, what is neither, and which included titles lack a language (L6, L22)."""
    known = {(item.kind, item.source_id) for item in items}
    return {
        "included": sum(item.included for item in items),
        "excluded": sum(not item.included for item in items),
        "unexplained": [
            {"kind": p.kind, "source_id": str(p.source_id), "title": p.title or {}, "event_ids": [str(e) for e in p.event_ids]}
            for p in plans
            if (p.kind, p.source_id) not in known
        ],
        "missing_translations": [
            {"item_id": str(item.item_id), "title": item.shown_title, "languages": item.missing_languages(languages)}
            for item in items
            if item.included and item.missing_languages(languages)
        ],
        "changed": changed(items, plans),
    }  # fmt: skip


def changed(items: Sequence[Item], plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """The included items whose source changed, or is no news any more, since they were made or frozen (L6, L7)."""
    now = {(plan.kind, plan.source_id): plan for plan in plans}
    found = []
    for item in items:
        plan = now.get((item.kind, item.source_id)) if item.source_id else None
        gone = item.source_id is not None and (plan is None or plan.excluded is not None)
        if item.included and (gone or (plan is not None and plan.facts != item.facts)):
            found.append({"item_id": str(item.item_id), "title": item.shown_title, "gone": gone})
    return found


def untranslated(report: Mapping[str, Any], waived: Sequence[str]) -> list[dict[str, Any]]:
    """The missing translations that nobody waived."""
    open_ones = []
    for missing in report["missing_translations"]:
        languages = [language for language in missing["languages"] if language not in waived]
        if languages:
            open_ones.append({"code": "missing_translation", **missing, "languages": languages})
    return open_ones


def raw_mlang(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Included items in whose words an mlang tag stands (L37)."""
    return [
        {"code": "raw_mlang", "item_id": str(item.item_id)}
        for item in items
        if item.included and any(map(has_mlang, (*item.shown_title.values(), *item.shown_text.values())))
    ]
