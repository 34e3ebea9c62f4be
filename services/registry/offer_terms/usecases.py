"""Checking an opportunity's codes against the reference data that officers keep."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chassis.tx import Tx
from contracts.refusals import Invalid
from services.registry.reference import usecases as reference

# field -> vocabulary
TERMS = {"kind": "opportunity_kinds", "topic": "topics", "modality": "modalities", "sectors": "stakeholders"}
Record = Mapping[str, Any]


def check_terms(tx: Tx, record: Record, known: Record | None, today: date) -> None:
    """Passes codes that may be chosen today, or were before (`known`); refuses `Invalid` with all that may not."""
    before = {
        name: _several(known[name]) if known else [] for name in (*TERMS, "fields_of_training", "eligible_groups")
    }
    problems = _problems(
        lambda: reference.check_fields(tx, record["fields_of_training"], kept=before["fields_of_training"])
    )
    for field, name in TERMS.items():
        problems += _problems(_check(tx, name, _several(record[field]), before[field], field))
    groups = [code for code in record["eligible_groups"] if code not in before["eligible_groups"]]
    if groups:
        problems += _problems(lambda: reference.countries_of(tx, groups, today, field="eligible_groups"))
    if problems:
        raise Invalid(problems)


def _check(tx: Tx, name: str, codes: list[str], kept: list[str], field: str) -> Callable[[], None]:
    return lambda: reference.check_terms(tx, name, codes, kept=kept, field=field)


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _problems(check: Callable[[], Any]) -> list[dict[str, str]]:
    try:
        check()
    except Invalid as refused:
        return refused.problems
    return []
