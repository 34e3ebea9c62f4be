"""`python -m deploy.catalogue [--check]`: write the catalogue, or say which of its files is stale."""

import json
import sys
from pathlib import Path

from deploy.catalogue import ROOT, load_contracts
from deploy.catalogue.asyncapi import asyncapi
from deploy.catalogue.examples import freeze
from deploy.catalogue.markdown import events_page, rpc_page

VERSION = "0.1.0"


def pages() -> dict[str, str]:
    """Every generated file below docs/ with its text."""
    events, requests = load_contracts()
    from services.gateway import openapi  # late: the gateway's routes import every contract

    return {
        "events.md": events_page(events),
        "rpc.md": rpc_page(requests),
        "asyncapi.json": _json(asyncapi(events, VERSION)),
        "openapi.json": _json(openapi.document()),
        "http.md": openapi.page(),
    }


def stale() -> list[Path]:
    """The generated files that do not say what the contracts say."""
    docs = ROOT / "docs"
    return [
        docs / name
        for name, text in pages().items()
        if not (docs / name).exists() or (docs / name).read_text("utf-8") != text
    ]


def main() -> int:
    """Write, or with --check only compare; 1 where something is stale."""
    if "--check" in sys.argv:
        for path in (found := stale()):
            print(f"stale: {path.relative_to(ROOT)} (run make contracts)")
        return 1 if found else 0
    for event in load_contracts()[0]:
        if freeze(event):
            print(f"froze an example of {event.key_in_service()}")
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
    return 0


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())
