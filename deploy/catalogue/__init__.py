"""The published catalogue of contracts: docs/events.md, docs/rpc.md, docs/asyncapi.json, docs/openapi.json, docs/http.md."""

import importlib
import pkgutil
from pathlib import Path

import contracts
from contracts.base import EVENTS, REQUESTS, Event, Request

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "scheduling", "notifications", "newsletter")


def load_contracts() -> tuple[list[type[Event]], list[type[Request]]]:
    """Every event and request there is, in the order of their addresses."""
    for module in pkgutil.walk_packages(contracts.__path__, "contracts."):
        importlib.import_module(module.name)
    return [EVENTS[key] for key in sorted(EVENTS)], [REQUESTS[key] for key in sorted(REQUESTS)]
