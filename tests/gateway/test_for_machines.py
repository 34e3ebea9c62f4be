"""What the pages say to search engines, and the files beside them."""

import json
import re
from xml.etree import ElementTree

from tests.gateway.records import MOES, OPPORTUNITY
from tests.gateway.seen import text

EVIL = "</script><script>alert(1)</script><!--\u2028&"


def data_of(html):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def test_an_institution_describes_itself_to_search_engines(client, department):
    found = data_of(text(client.get(f"/ar/institutions/{MOES['slug']}")))
    assert found["@type"] == "GovernmentOrganization"
    assert found["name"] == MOES["names"]["ar"]
    assert found["@id"] == f"http://training.example/ar/institutions/{MOES['slug']}"
    assert found["sameAs"] == ["https://ror.org/00000000"]
    department.answers["registry.get_institution"] = lambda f, e: (
        MOES | {"types": ["university"], "names": {"source": "en", "en": EVIL}}
    )
    html = text(client.get(f"/en/institutions/{MOES['slug']}"))
    assert html.count("<script") == 1
    assert data_of(html)["name"] == EVIL
    assert data_of(html)["@type"] == "CollegeOrUniversity"


def test_an_opportunity_is_a_course_or_an_event(client, department):
    course = data_of(
        text(client.get(f"/en/opportunities/{OPPORTUNITY['slug']}", headers={"User-Agent": "Mozilla/5.0"}))
    )
    assert course["@type"] == "Course"
    assert course["hasCourseInstance"]["courseMode"] == "blended"
    assert course["offers"]["validThrough"] == "2027-01-31"
    assert department.last("registry.get_opportunity")[0]["count_view"] is True
    department.answers["registry.get_opportunity"] = lambda f, e: (
        OPPORTUNITY | {"kind": "webinar", "modality": "online", "title": {"source": "en", "en": EVIL}}
    )
    html = text(client.get(f"/en/opportunities/{OPPORTUNITY['slug']}"))
    assert html.count("<script") == 1
    assert data_of(html)["@type"] == "EducationEvent"
    assert data_of(html)["name"] == EVIL


def test_robots_and_sitemap(client):
    robots = text(client.get("/robots.txt"))
    assert "Disallow: /ar/my" in robots
    assert "Disallow: /en/office" in robots
    assert "Sitemap: http://training.example/sitemap.xml" in robots
    index = text(client.get("/sitemap.xml"))
    for part in ("pages", "opportunities", "activities", "institutions-TJ"):
        assert f"<loc>http://training.example/sitemap/{part}.xml</loc>" in index
    part = ElementTree.fromstring(client.get("/sitemap/opportunities.xml").get_data())
    assert len(part) == 3
    assert part[1][0].text == f"http://training.example/ar/opportunities/{OPPORTUNITY['slug']}"
    assert client.get("/sitemap/nothing.xml").status_code == 404


def test_static_files_are_kept_by_their_hash(client):
    address = re.search(r'href="(/static/site.css\?v=\w+)"', text(client.get("/en/"))).group(1)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../service.py").status_code == 404
