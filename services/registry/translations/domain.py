"""Where a translation stands: worked out from the words of now and from what they were last held against."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.languages import LANGUAGES, Text, source_of
from contracts.refusals import Forbidden, NotReady

TEXTS = {
    "institution": ("names", "description", "capabilities", "facilities"),
    "opportunity": ("title", "description", "eligibility", "modules"),
}
WORST_FIRST = ("missing", "stale", "draft", "reviewed")
Key = tuple[str, str]  # field and language


@dataclass(frozen=True)
class Wording:
    """Fingerprints of a text in one language (None where words are missing) and of what it translates."""

    source: str
    words: str | None


@dataclass(frozen=True)
class Mark:
    """A wording that was written or reviewed: by whom, and when it was said to be right."""

    wording: Wording
    translators: list[UUID]
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """A text in a language as it is now, and what is known of it."""

    wording: Wording
    mark: Mark | None

    @property
    def status(self) -> str:
        """missing, draft, reviewed or stale."""
        if self.wording.words is None:
            return "missing"
        if self.mark is None or self.mark.wording.words != self.wording.words:
            return "draft"
        if self.mark.wording.source != self.wording.source:
            return "stale"
        return "reviewed" if self.mark.reviewed_at else "draft"

    def waits_for(self, account_id: UUID | None) -> bool:
        """Whether this account can review it now: not the one that wrote it."""
        return self.status in ("draft", "stale") and not (self.mark and account_id in self.mark.translators)


def wordings(kind: str, record: Mapping[str, Any]) -> dict[Key, Wording]:
    """Every text of the record in every language of ours that it was not written in."""
    found = {}
    for field in TEXTS[kind]:
        texts = _texts(record.get(field))
        for language in LANGUAGES:
            foreign = [(source, text) for source, text in texts if source.split("-")[0] != language]
            if foreign:
                found[field, language] = _wording(foreign, language)
    return found


def to_note(old: Mapping[Key, Wording], new: Mapping[Key, Wording]) -> tuple[dict[Key, Wording], dict[Key, Wording]]:
    """What a save wrote anew, and what it left standing beside other words than before: as it was held against these."""
    written = {key: now for key, now in new.items() if now.words and (key not in old or old[key].words != now.words)}
    left = {key: was for key, was in old.items() if was.words and key not in written and new.get(key) != was}
    return written, left


def overall(statuses: Iterable[str]) -> str:
    """The least that is true of all texts in a language; `source` where there are none to translate."""
    return min(statuses, key=WORST_FIRST.index, default="source")


def to_review(standings: Mapping[Key, Standing], language: str, account_id: UUID | None) -> dict[Key, Wording]:
    """What the account says is right; refuses `NotReady` where nothing is there, `Forbidden` where only its own words wait."""
    there = {key: one for key, one in standings.items() if key[1] == language and one.wording.words}
    if not there:
        raise NotReady("There are no words in this language to review.", missing=["translation"])
    waiting = {key: one.wording for key, one in there.items() if one.waits_for(account_id)}
    if not waiting and any(one.status != "reviewed" for one in there.values()):
        raise Forbidden("Nobody reviews what is their own.")
    return waiting


def _texts(value: Any) -> list[tuple[str, Text]]:
    """The text, or those of a list, each with the language it was written in; parts of a course by their titles."""
    texts = [one.get("title", one) for one in (value if isinstance(value, list) else [value or {}])]
    return [(source, text) for text in texts if (source := source_of(text)) and _folded(text, source)]


def _wording(texts: list[tuple[str, Text]], language: str) -> Wording:
    words = [_folded(text, language) for _, text in texts]
    sources = [_folded(text, source) for source, text in texts]
    return Wording(_digest(sources), _digest(words) if all(words) else None)


def _folded(text: Text, language: str) -> str:
    """The words without what saving anew may change: white space, and how a letter is composed (UAX 15)."""
    return " ".join(unicodedata.normalize("NFC", text.get(language) or "").split())


def _digest(words: list[str]) -> str:
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
