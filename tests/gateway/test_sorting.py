"""Lists on pages in the order that a reader chooses, with nothing but a form."""

import re

import pytest

from contracts.base import REQUESTS
from services.gateway.pages.labels import GROUPS
from tests.gateway.records import DIRECTORY
from tests.gateway.seen import text


def options(html):
    return re.findall(
        r'<option value="([^"]+)"( selected)?>([^<]+)</option>', html.split('name="sort"')[-1].split("</select>")[0]
    )


def test_the_directory_is_sorted_as_chosen_and_keeps_what_it_was_narrowed_by(client, department):
    department.answers["registry.search_institutions"] = lambda f, e: DIRECTORY | {"total": 2}
    html = text(client.get("/en/institutions?words=water&country=TJ&sort=-entered"))
    asked = department.last("registry.search_institutions")[0]
    assert asked == {"words": "water", "country": "TJ", "sort": "-entered", "limit": 20}
    assert [code for code, chosen, _ in options(html) if chosen] == ["-entered"]
    kept = html[html.index('class="filters sorting"') :]
    assert 'name="words" value="water"' in kept and 'name="country" value="TJ"' in kept
    assert 'href="/en/institutions?words=water&amp;sort=-entered"' in html, "taking a facet back keeps the order"
    assert "sort=-entered" in html[html.index('rel="next"') :][:120]


def test_the_best_match_is_an_order_where_there_are_words(client, department):
    department.answers["registry.search_institutions"] = lambda f, e: DIRECTORY | {"total": 2}
    with_words, without = (options(text(client.get(f"/fr/institutions{query}"))) for query in ("?words=eau", ""))
    assert (with_words[0][2], without[0][2]) == ("Les plus pertinents d’abord", "Nom, par ordre alphabétique")
    assert with_words[1:] == without


def test_opportunities_are_sorted_as_chosen(client, department):
    first = department.answers["registry.list_opportunities"]
    department.answers["registry.list_opportunities"] = lambda f, e: first(f, e) | {"total": 2}
    html = text(client.get("/ar/opportunities?sort=start&kind=training_course"))
    asked = department.last("registry.list_opportunities")[0]
    assert (asked["sort"], asked["kind"]) == ("start", "training_course")
    assert [code for code, chosen, _ in options(html) if chosen] == ["start"]
    assert "الترتيب حسب" in html


@pytest.mark.parametrize("contract", [one for one in REQUESTS.values() if "sort" in one().fields])
def test_every_order_has_a_name(contract):
    assert set(contract().fields["sort"].choices) <= set(GROUPS["sort"])
