"""How long failed sign-ins keep whom waiting, so that guessing is slow and nobody can be kept out by others' guesses.

After the device cookies of OWASP ("Slow down online guessing attacks") and the limit of NIST SP 800-63B §5.2.2: failures are
counted per name for each known device, for each address, and for all unknown devices together; and per address for all names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGIVEN_AFTER = timedelta(days=1)
MOST = 100
MOST_IN_SESSION = 10
BARRED = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=365)
EVERYBODY = ""
ANY_NAME = " "  # no folded name has a space


@dataclass(frozen=True)
class Rule:
    """So many failures are free, the next waits `FIRST`, each one after it twice as long, up to `LONGEST`."""

    free: int

    def locked_until(self, failures: int, now: datetime) -> datetime | None:
        """Until when so many failures lock; a hundred bar until a reset by mail, or for a month."""
        if failures <= self.free:
            return None
        if failures >= MOST and self is not WHOLE_ADDRESS:
            return now + BARRED
        return now + min(FIRST * 2 ** min(failures - self.free - 1, 10), LONGEST)


FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
NEAR, WHOLE_NAME, WHOLE_ADDRESS = Rule(4), Rule(20), Rule(200)


@dataclass(frozen=True)
class Counter:
    """Where a failure counts: under a folded name and a source, by a rule."""

    name: str
    source: str
    rule: Rule

    @property
    def of_name(self) -> bool:
        """Whether it counts what happens to one name."""
        return self.name != ANY_NAME


def counters(name: str, device_id: str | None, address: str | None) -> list[Counter]:
    """What an attempt is measured by: a known device by itself alone, anybody else by address, name and both."""
    if device_id:
        return [Counter(name, f"device:{device_id}", NEAR)]
    near = [Counter(name, f"address:{address or '-'}", NEAR), Counter(name, EVERYBODY, WHOLE_NAME)]
    return near + ([Counter(ANY_NAME, f"address:{address}", WHOLE_ADDRESS)] if address else [])


def failures_after(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """How many failures count with one more now; fewer than a hundred are forgiven after a quiet day."""
    forgiven = failed_at is None or (failures < MOST and now - failed_at > FORGIVEN_AFTER)
    return 1 if forgiven else failures + 1
