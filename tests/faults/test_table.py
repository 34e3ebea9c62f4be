"""The table of rows in docs/reliability.md names tests that exist, and every test of this suite is in it."""

import re

from tests.conftest import ROOT

TABLE = (ROOT / "docs" / "reliability.md").read_text()
TESTS = {path: path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}


def test_every_test_that_the_table_names_exists():
    known = {name for text in TESTS.values() for name in re.findall(r"^def (test_\w+)", text, re.M)}
    known |= {path.name for path in TESTS}
    named = set(re.findall(r"`(test_[\w.]+)`", TABLE))

    assert len(named) > 50
    assert named - known == set()


def test_every_test_of_a_row_is_in_the_table():
    here = [text for path, text in TESTS.items() if (ROOT / "tests" / "faults") in path.parents]
    rows = {name for text in here for name in re.findall(r"^def (test_[pcsrhd]\d+_\w+)", text, re.M)}

    assert len(rows) > 20
    assert {name for name in rows if name not in TABLE} == set()
