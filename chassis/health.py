"""What the parts of this process say about themselves; probes read it, nobody else decides with it but `stopping`."""

import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Report:
    """One part's last word; too old a word counts as no."""

    ok: bool
    detail: str
    needed: bool
    within: float | None
    at: float

    def holds(self, now: float) -> bool:
        """Whether the part is well and said so recently enough."""
        return self.ok and (self.within is None or now - self.at <= self.within)


_reports: dict[str, Report] = {}
_state = {"stopping": False, "ticked": time.monotonic()}
HUB_SECONDS = 5


def report(name: str, ok: bool, detail: str = "", needed: bool = True, within: float | None = None) -> None:
    """Say how the named part is; `needed` parts decide readiness, `within` is for how many seconds the word counts."""
    _reports[name] = Report(ok, detail, needed, within, time.monotonic())


def withdraw(name: str) -> None:
    """The named part is not there any more."""
    _reports.pop(name, None)


def begin_stopping() -> None:
    """From now on this process is not ready and everything that waits should give up."""
    _state["stopping"] = True


def stopping() -> bool:
    """Whether an orderly stop has begun: a handler that waits for a dependency leaves then."""
    return bool(_state["stopping"])


def tick() -> None:
    """The hub ran just now."""
    _state["ticked"] = time.monotonic()


def silence() -> float:
    """For how many seconds the hub has not run."""
    return time.monotonic() - _state["ticked"]


def live() -> tuple[bool, dict[str, Any]]:
    """Whether the hub ran in the last 5 seconds."""
    return silence() < HUB_SECONDS, {"hub_silent_seconds": round(silence(), 1)}


def ready() -> tuple[bool, dict[str, Any]]:
    """Whether every needed part is well and no stop has begun, with what each part says."""
    now = time.monotonic()
    parts = {name: _line(said, now) for name, said in sorted(_reports.items())}
    if stopping():
        parts["stopping"] = {"ok": False, "needed": True, "detail": "an orderly stop has begun"}
    wrong = [name for name, part in parts.items() if part["needed"] and not part["ok"]]
    return bool(_reports) and not wrong, {"wrong": wrong, "parts": parts}


def _line(said: Report, now: float) -> dict[str, Any]:
    detail = said.detail
    if said.ok and not said.holds(now):
        detail = f"nothing heard for {now - said.at:.0f} s"
    return {"ok": said.holds(now), "needed": said.needed, "detail": detail}
