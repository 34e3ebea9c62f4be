"""Which ties there are between institutions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from contracts.problems import problem
from contracts.refusals import Invalid

INVERSE = {
    "parent": "child",
    "child": "parent",
    "related": "related",
    "predecessor": "successor",
    "successor": "predecessor",
}
RANKED = ("parent", "predecessor")


def check_relations(institution_id: UUID, relations: Iterable[dict[str, Any]]) -> None:
    """Passes relations to others, each once; refuses `Invalid` with all problems (cycles show once stored)."""
    problems, seen = [], set()
    for position, relation in enumerate(relations):
        field, key = f"relations.{position}.institution_id", (relation["kind"], relation["institution_id"])
        if relation["institution_id"] == institution_id:
            problems.append(problem(field, "self_relation", "An institution is not related to itself."))
        if key in seen:
            problems.append(problem(field, "repeated", "This relation stands here twice."))
        seen.add(key)
    if problems:
        raise Invalid(problems)
