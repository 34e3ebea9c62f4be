"""The published catalogue of contracts: docs/events.md, docs/rpc.md, docs/asyncapi.json, docs/openapi.json, docs/http.md."""

import importlib
import pkgutil
from pathlib import Path

import contracts
from contracts.base import EVENTS, REQUESTS, Event, Request

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "scheduling", "notifications", "newsletter")


def load_contracts() -> tuple[list[type[Event]], list[type[Request]]]:
    """Every event and request below contracts/, in the order of their addresses; a test's own ones are not published."""
    modules = {module.name for module in pkgutil.walk_packages(contracts.__path__, "contracts.")}
    for name in modules:
        importlib.import_module(name)
    events = [EVENTS[key] for key in sorted(EVENTS) if EVENTS[key].__module__ in modules]
    return events, [REQUESTS[key] for key in sorted(REQUESTS) if REQUESTS[key].__module__ in modules]
