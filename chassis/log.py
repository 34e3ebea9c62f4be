"""JSON logs, one object a line, with correlation ids and without personal data, secrets or bodies."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

# structlog would import rich, for consoles that we never write to: a tenth of a start, where something else installed it.
_absent = {name: sys.modules.setdefault(name, None) for name in ("rich", "better_exceptions")}  # type: ignore[arg-type]
import structlog  # noqa: E402

for _name, _module in _absent.items():
    if _module is None:
        del sys.modules[_name]

HIDDEN = frozenset(
    {"body", "payload", "answer", "email", "password", "secret", "token", "authorization", "cookie", "args", "kwargs"}
)
# PostgreSQL repeats the row in DETAIL and CONTEXT and the statement's text, values included, in LINE.
_REPEATED = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+|STATEMENT):.*$(\n[ \t]*\^[ \t]*$)?", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(\.[\w-]+)+")
_CREDENTIALS = re.compile(r"(\w+://)[^/\s:@]*:[^/\s@]*@")
_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")


def scrubbed(text: str) -> str:
    """The text without e-mail addresses, credentials, tokens and what PostgreSQL repeats of a row."""
    text = _REPEATED.sub(r"\1: [hidden]", text)
    text = _CREDENTIALS.sub(r"\1[hidden]@", text)
    return _TOKEN.sub("[token]", _ADDRESS.sub("[address]", text))


def without_addresses(value: Any) -> Any:
    """Plain data without the e-mail addresses in its texts, for what is kept where nothing can be taken out again."""
    if isinstance(value, dict):
        return {name: without_addresses(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_addresses(one) for one in value]
    return _ADDRESS.sub("[address]", value) if isinstance(value, str) and "@" in value else value


def _scrub(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in line.items():
        if name in HIDDEN:
            line[name] = "[hidden]"
        elif isinstance(value, str):
            line[name] = scrubbed(value)
        elif not isinstance(value, int | float | bool | None):
            line[name] = scrubbed(str(value))
    return line


_FACTS: ContextVar[dict[str, Any]] = ContextVar("facts", default={})  # noqa: B039 - never changed, only replaced


def facts() -> dict[str, Any]:
    """What every line of this greenlet carries now."""
    return _FACTS.get()


def _with_facts(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in _FACTS.get().items():
        if value is not None:
            line.setdefault(name, str(value))
    return line


_SHARED: list[Any] = [
    _with_facts,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(service: str, level: str = "info") -> None:
    """Route structlog's and the standard library's lines to standard output as JSON; no existing logger is silenced."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_formatter(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("kombu", "amqp", "nameko.web", "werkzeug"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)


def _formatter(service: str) -> logging.Formatter:
    def named(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["service"] = service
        return line

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            named,
            structlog.processors.format_exc_info,
            _scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
    )


def logger(name: str) -> Any:
    """A logger of events with fields: `log.info("event parked", queue=…)`."""
    return structlog.stdlib.get_logger(name)


class bound:
    """`with bound(correlation_id=…)`: every line of this greenlet inside carries these facts."""

    __slots__ = ("_facts", "_token")

    def __init__(self, **facts: Any) -> None:
        self._facts = facts

    def __enter__(self) -> None:
        self._token = _FACTS.set({**_FACTS.get(), **self._facts})

    def __exit__(self, *_problem: object) -> None:
        _FACTS.reset(self._token)
