"""The finder's figures on real pairs; `python -m tests.registry.duplicates.linkage` prints them with the worst errors."""

import pytest

from tests.registry.duplicates import linkage

pytestmark = pytest.mark.skipif(
    not all((linkage.DATA / name).exists() for name in linkage.FILES),
    reason="the records of ROR and of university domains lie beside the project, not in it",
)


@pytest.mark.parametrize(("by_domain", "precision", "recall"), [(False, 0.98, 0.90), (True, 0.99, 0.97)])
def test_universities_are_linked_to_their_records(by_domain, precision, recall):
    pairs = linkage.compared(by_domain=by_domain)
    for half in ("tuned", "kept"):
        reached = linkage.figures([pair for pair in pairs if linkage.half_of(pair.university) == half])
        assert reached >= (precision, 0), half
        assert reached[1] >= recall, half
