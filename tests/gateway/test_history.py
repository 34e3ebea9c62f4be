"""The history of records of every kind, in the reader's language."""

import re
from pathlib import Path

import pytest

import services.registry
from contracts.registry.change_requests import CHANGE_STATUSES
from services.gateway.pages.labels.actions import ACTION
from tests.gateway.panel_records import ENTRY, id_of
from tests.gateway.seen import english_left, text

NAMED = re.compile(r"\baudit(?:_all)?\(\s*\"([a-z_]+)\"")
SAVED = re.compile(r"_saved_(?:field|term)\([^\n]*\"([a-z_]+)\"\)")
NOTES = {
    "country": "TR", "failures": 5, "until": "2026-11-02T10:00:00Z", "scopes": ["read"], "dry_run": True, "session_id": id_of("session"),
}  # fmt: skip


def recorded():
    """What the registry writes down that it did, as its use cases name it."""
    sources = [path.read_text("utf-8") for path in Path(services.registry.__file__).parent.rglob("*.py")]
    found = {action for source in sources for form in (NAMED, SAVED) for action in form.findall(source)}
    return found | {f"change_request_{status}" for status in CHANGE_STATUSES if status != "open"}


def test_everything_that_the_registry_records_has_words():
    assert len(recorded()) > 45
    assert recorded() - set(ACTION) == set()


@pytest.mark.parametrize("kind", ["account", "application", "change_request", "field_of_training", "member_state"])
def test_the_history_of_any_record_is_told_in_the_readers_language(office, department, kind):
    entries = [ENTRY | {"action": action, "changes": {}, "notes": NOTES} for action in sorted(recorded())]
    department.answers["registry.list_audit"] = lambda f, e: {"items": entries, "next": None}
    html = text(office.get(f"/ar/office/audit/{kind}/{id_of('any')}"))
    assert english_left(html) == []
    assert 'lang="en"' not in html.partition("<h1")[2].partition("</main>")[0]
