"""Settings from the environment; every one may also come from the file that `<NAME>_FILE` names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nameko.extensions import DependencyProvider

REQUIRED: Any = object()


@dataclass(frozen=True)
class Setting:
    """One environment variable: its default (or REQUIRED), whether it is secret, and how its text is read."""

    env_name: str
    default: Any = REQUIRED
    secret: bool = False
    read: Callable[[str], Any] = str
    about: str = ""

    def value(self, environ: Mapping[str, str]) -> Any:
        """The value; raises `Unusable` with what is wrong, never with the value itself."""
        text = self._text(environ)
        if text is None:
            if self.default is REQUIRED:
                raise Unusable(f"{self.env_name} is missing")
            return self.default
        try:
            return self.read(text)
        except Exception as wrong:
            why = "" if self.secret else f" ({wrong})"
            raise Unusable(f"{self.env_name} is not usable as {_kind(self.read)}{why}") from None

    def _text(self, environ: Mapping[str, str]) -> str | None:
        direct, file = environ.get(self.env_name) or None, environ.get(f"{self.env_name}_FILE") or None
        if direct is not None and file is not None:
            raise Unusable(f"{self.env_name} and {self.env_name}_FILE are both set")
        if file is None:
            return direct
        try:
            return Path(file).read_text().rstrip("\r\n") or None
        except (OSError, UnicodeDecodeError) as wrong:
            raise Unusable(f"{self.env_name}_FILE cannot be read ({type(wrong).__name__})") from None


class Unusable(Exception):
    """One setting is missing or cannot be used."""


class SettingsWrong(Exception):
    """Settings are missing or unusable; `problems` has all of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def count(text: str) -> int:
    """A whole number, zero or more."""
    number = int(text)
    if number < 0:
        raise ValueError("below zero")
    return number


def delays(text: str) -> tuple[float, ...]:
    """Seconds, ascending, with commas between."""
    found = tuple(float(one) for one in text.split(","))
    if not found or min(found) <= 0 or list(found) != sorted(set(found)):
        raise ValueError("above zero and ascending")
    return found


def at_least_one(text: str) -> int:
    """A whole number, one or more."""
    if count(text) == 0:
        raise ValueError("below one")
    return count(text)


def a_week_or_more(text: str) -> int:
    """A whole number of days, seven or more."""
    if count(text) < 7:
        raise ValueError("below seven")
    return count(text)


def log_level(text: str) -> str:
    """One of debug, info, warning, error."""
    if text.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError("one of debug, info, warning, error")
    return text.lower()


def public_key(text: str) -> str:
    """A PEM public key of Ed25519."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if not isinstance(load_pem_public_key(text.encode()), Ed25519PublicKey):
        raise ValueError("a PEM public key of Ed25519 is needed")
    return text


def queue_type(text: str) -> str:
    """A type of queue: classic or quorum."""
    if text not in ("classic", "quorum"):
        raise ValueError("one of classic, quorum")
    return text


def postgres_url(text: str) -> str:
    """The URL of a PostgreSQL database."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("begins with postgresql://")
    return text


def amqp_url(text: str) -> str:
    """The URL of a RabbitMQ virtual host, or one for each node of a cluster with semicolons between."""
    if not all(node.startswith(("amqp://", "amqps://", "pyamqp://")) for node in text.split(";")):
        raise ValueError("begins with amqp:// or amqps://")
    return text


SHARED = {
    "database_url": Setting("DATABASE_URL", secret=True, read=postgres_url, about="the service's own database"),
    "amqp_url": Setting(
        "AMQP_URL",
        secret=True,
        read=amqp_url,
        about="the broker's virtual host; at each node of a cluster, with `;` between",
    ),
    "database_owner_url": Setting(
        "DATABASE_OWNER_URL",
        "",
        secret=True,
        read=postgres_url,
        about="`migrate` and `prepare` only: who owns the tables",
    ),
    "amqp_admin_url": Setting(
        "AMQP_ADMIN_URL", "", secret=True, read=amqp_url, about="`prepare` only: who makes exchanges and queues"
    ),
    "amqp_management_url": Setting(
        "AMQP_MANAGEMENT_URL", "", secret=True, about="`prepare` only: where the service's user gets its rights"
    ),
    "stream_days": Setting(
        "STREAM_DAYS", 0, read=count, about="`prepare` only: for how long a stream keeps public events; 0 makes none"
    ),
    "stream_megabytes": Setting(
        "STREAM_MEGABYTES", 2000, read=at_least_one, about="`prepare` only: the stream's oldest go beyond this size"
    ),
    "log_level": Setting("LOG_LEVEL", "info", read=log_level, about="debug, info, warning or error"),
    "workers": Setting("WORKERS", 10, read=at_least_one, about="how many entrypoints run at once"),
    "amqp_heartbeat": Setting("AMQP_HEARTBEAT", 10, read=count, about="seconds between signs of life to the broker"),
    "rpc_queue_type": Setting(
        "RPC_QUEUE_TYPE",
        "classic",
        read=queue_type,
        about="of requests; quorum in a cluster, or they end with one node",
    ),
    "retry_delays": Setting(
        "RETRY_DELAYS", (5.0, 30.0, 300.0, 1800.0, 7200.0), read=delays, about="seconds before each repeat of an event"
    ),
    "unheard_seconds": Setting(
        "UNHEARD_SECONDS", 30, read=count, about="how long after its start a public event waits for a first subscriber"
    ),
    "outbox_days": Setting(
        "OUTBOX_DAYS", 400, read=a_week_or_more, about="for how long sent events stay in the history"
    ),
    "inbox_days": Setting(
        "INBOX_DAYS", 14, read=a_week_or_more, about="for how long an event that comes again is known"
    ),
    "parked_days": Setting("PARKED_DAYS", 90, read=a_week_or_more, about="for how long settled parked messages stay"),
    "ops_host": Setting("OPS_HOST", "127.0.0.1", about="where probes and metrics listen"),
    "ops_port": Setting("OPS_PORT", 0, read=count, about="0 takes a free port and logs it"),
    "http_host": Setting("HTTP_HOST", "127.0.0.1", about="where the gateway listens; 0.0.0.0 in a container"),
    "http_port": Setting("HTTP_PORT", 8000, read=count, about="the gateway only"),
    "stop_seconds": Setting("STOP_SECONDS", 20, read=count, about="the hard deadline of an orderly stop"),
    "token_public_key": Setting("TOKEN_PUBLIC_KEY", read=public_key, about="PEM, Ed25519: verifies tokens"),
    "link_secret": Setting("LINK_SECRET", secret=True, about="signs the links in mails"),
    "public_url": Setting("PUBLIC_URL", about="where people reach the gateway"),
}


class Settings(DependencyProvider):
    """The shared settings and a service's own, as an object with attributes: `settings = Settings(x=Setting("X"))`."""

    def __init__(self, **own: Setting) -> None:
        self.own = own

    def get_dependency(self, worker_ctx: Any) -> SimpleNamespace:
        return self.container.config["settings"]

    def all(self, with_database: bool = True) -> dict[str, Setting]:
        """Every setting by attribute name; a service without a database needs no DATABASE_URL."""
        shared = {name: found for name, found in SHARED.items() if with_database or name != "database_url"}
        return {**shared, **self.own}

    def load(self, environ: Mapping[str, str], with_database: bool = True) -> SimpleNamespace:
        """The values as attributes; raises `SettingsWrong` with every problem at once."""
        values, problems = SimpleNamespace(), []
        for name, setting in self.all(with_database).items():
            try:
                setattr(values, name, setting.value(environ))
            except Unusable as wrong:
                problems.append(str(wrong))
        if problems:
            raise SettingsWrong(problems)
        return values

    def problems(self, environ: Mapping[str, str], with_database: bool = True) -> list[str]:
        """What is wrong with the settings in this environment; empty when nothing is."""
        try:
            self.load(environ, with_database)
        except SettingsWrong as wrong:
            return wrong.problems
        return []

    def describe(self, with_database: bool = True) -> list[dict[str, Any]]:
        """A row for the documentation per setting."""
        return [
            {
                "name": setting.env_name,
                "required": setting.default is REQUIRED,
                "default": None if setting.default is REQUIRED or setting.secret else setting.default,
                "secret": setting.secret,
                "about": setting.about,
            }
            for setting in self.all(with_database).values()
        ]


def settings_of(service_cls: type) -> Settings:
    """The settings a service class declares, or just the shared ones."""
    return next((found for found in vars_of(service_cls).values() if isinstance(found, Settings)), Settings())


def vars_of(service_cls: type) -> dict[str, Any]:
    """Every attribute of a class with what it inherits."""
    return {name: found for base in reversed(service_cls.__mro__) for name, found in vars(base).items()}


def _kind(read: Callable[[str], Any]) -> str:
    return (
        (read.__doc__ or read.__name__).strip().splitlines()[0].rstrip(".") if read not in (int, float) else "a number"
    )
