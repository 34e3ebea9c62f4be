"""A form on a page: what stands in it, what is wrong with it, and what it sends."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from contracts.base import Request
from contracts.refusals import Conflict, Invalid, Refusal, StaleVersion, Unavailable
from services.gateway.pages import labels
from services.gateway.pages.forms import typed as typing
from services.gateway.pages.forms.fields import LINES, Field, Group, bury, dig
from services.gateway.pages.reading import Reading
from services.gateway.pages.visit import Visit

RESUMED = "resumed"


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


class Form:
    """The questions, what was typed or stands in the record, and the problems beside their fields."""

    def __init__(
        self, visit: Visit, groups: Iterable[Group], record: Mapping[str, Any] | None = None, proof: str = ""
    ) -> None:
        self.visit, self.reading, self.proof = visit, visit.reading, proof
        self.groups = tuple(groups)
        self.came = visit.request.method == "POST"
        self.typed: MultiDict[str, str] = visit.request.form if self.came else self._filled(record or {})
        self.problems: dict[str, str] = {}
        self.elsewhere: list[str] = []
        self.comments: dict[str, list[str]] = {}
        self.refusal: Refusal | None = None
        self.key = uuid4().hex
        self.hidden: dict[str, str] = {}
        self._newest = 0
        self.unsent: set[str] = set()

    @property
    def sent(self) -> bool:
        """Whether it was sent to be acted on, not only shown again after a new sign-in."""
        return self.came and RESUMED not in self.visit.request.form

    @property
    def fields(self) -> list[Field]:
        """All questions."""
        return [field for group in self.groups for field in group.fields]

    @property
    def has_files(self) -> bool:
        """Whether it takes files, which a browser sends otherwise."""
        return any(field.input == "file" for field in self.fields)

    @property
    def status(self) -> int:
        """The status of a page that shows it."""
        if self.refusal is not None and not isinstance(self.refusal, Invalid):
            return self.refusal.status
        return 422 if self.problems or self.elsewhere else 200

    @property
    def wrong(self) -> bool:
        """Whether the page begins with a summary of problems."""
        return self.status != 200

    def _filled(self, record: Mapping[str, Any]) -> MultiDict[str, str]:
        found: MultiDict[str, str] = MultiDict()
        for field in self.fields:
            for name, value in typing.inputs(field, dig(dict(record), field.place)):
                found.add(name, value)
        return found

    def guard(self, version: int) -> None:
        """Let it be written over this version of the record alone, or over the one that was read where the form comes back."""
        self._newest = version
        self.hidden["version"] = self.typed.get("version") or str(version)

    @property
    def version(self) -> int:
        """The version that was read."""
        return typing.whole_number(self.hidden["version"])

    def data(self) -> dict[str, Any]:
        """The contract's fields; what was left empty is left out."""
        found: dict[str, Any] = {}
        for field in self.fields:
            value = typing.answer(field, self.typed, self.visit.language)
            if value is not None and field.name not in self.unsent:
                bury(found, field.place, value)
        return found

    def send(self, contract: type[Request], **own: Any) -> Any:
        """Ask for the change; None where it was refused, and the form says why."""
        try:
            return self.visit.act(contract, self.visit.key(), **{**self.data(), **own}) or {}
        except (Invalid, Conflict, Unavailable) as refusal:
            self.refuse(refusal)
        return None

    def replace(self, contract: type[Request], **whole: Any) -> bool:
        """Ask with a whole record instead of this form's answers alone; whether it was taken."""
        try:
            self.visit.act(contract, self.visit.key(), **whole)
            return True
        except (Invalid, Conflict, Unavailable) as refusal:
            self.refuse(refusal)
        return False

    def refuse(self, refusal: Refusal) -> None:
        """Put the refusal's problems beside their fields, the rest into the summary."""
        self.refusal = refusal
        if isinstance(refusal, Invalid):
            for problem in refusal.problems:
                self._place(problem, sentence(problem, self.reading))
        elif isinstance(refusal, StaleVersion):
            self.hidden["version"] = str(self._newest)  # what the page now shows is what the next attempt has read
        elif isinstance(refusal, Unavailable):
            self.key = self.visit.key()  # it may have been done: the same again is done once
        if not self.problems and not self.elsewhere:
            self.elsewhere.append(reason(refusal, self.reading))

    def say(self, name: str, message: str) -> None:
        """A problem that the page itself found."""
        self.problems[name] = self.reading.say(message)

    def _place(self, problem: Mapping[str, str], words: str) -> None:
        where = problem.get("field", "")
        for field in self.fields:
            if where == field.place or where.startswith(f"{field.place}."):
                entry = where.removeprefix(f"{field.place}.").partition(".")[0]
                if field.kind == LINES and entry.isdecimal():
                    numbered = self.reading.say(_("Entry %(num)s: %(problem)s"))
                    words = numbered % {"num": self.reading.number(int(entry) + 1), "problem": words}
                self.problems.setdefault(field.name, words)
                return
        self.elsewhere.append(f"{where}: {words}" if where else words)

    def summary(self) -> list[tuple[str, str, str]]:
        """The problems in the order of the questions: the input's id, the question, the sentence."""
        placed = [
            (self.first(field), self._called(group, field), self.problems[field.name])
            for group in self.groups
            for field in group.fields
            if field.name in self.problems
        ]
        return placed + [("", "", words) for words in self.elsewhere]

    def _called(self, group: Group, field: Field) -> str:
        """The question, with its group's title before it where another group asks the same."""
        say, label = self.reading.say, self.reading.say(field.label)
        asked = sum(one.label == field.label for one in self.fields)
        return say(_(", ")).join((say(group.title), label)) if asked > 1 and group.title else label

    def first(self, field: Field) -> str:
        """The id of a question's first input."""
        if not field.grouped:
            return field.name
        if field.kind in typing.MULTILINGUAL:
            return f"{field.name}_{self.visit.language}"
        return f"{field.name}-1"

    def languages(self, field: Field) -> list[str]:
        """The languages a multilingual question has inputs for, the reader's first."""
        codes = typing.written_in(field.name, self.typed)
        return sorted(codes, key=lambda code: code != self.visit.language)

    def choices(self, field: Field) -> list[tuple[str, str]]:
        """The choices by their names."""
        return field.options(self.reading) if field.options else []


def sentence(problem: Mapping[str, str], reading: Reading) -> str:
    """One problem in the reader's language; where we have no words of our own, its owner's."""
    code = problem.get("code", "")
    return reading.label("problem", code) if code in labels.PROBLEM else problem.get("message", code)


def row_sentence(problem: Mapping[str, str], reading: Reading) -> str:
    """What is wrong with a row of a table in the reader's language, "" where only its owner has words for it."""
    code = problem["code"]
    for group in ("row_problem", "problem", "refusal"):
        if code in labels.GROUPS[group]:
            return reading.label(group, code)
    return ""


def reason(refusal: Refusal, reading: Reading) -> str:
    """Why a step was refused, in the reader's language."""
    kinds = [kind.__name__ for kind in type(refusal).__mro__ if issubclass(kind, Refusal)]
    known = next((name for name in kinds if name in labels.REFUSAL), None)
    if known in (None, "Conflict") and refusal.detail and reading.language == "en":
        return refusal.detail
    return reading.label("refusal", known or "Refusal")
