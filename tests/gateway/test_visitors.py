"""Which requests for a page count as views."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from services.gateway.pages.visitors import is_view
from tests.gateway.records import MOES, OPPORTUNITY

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CUBOT = "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
PAGES = [
    ("registry.get_opportunity", f"/en/opportunities/{OPPORTUNITY['slug']}"),
    ("registry.get_institution", f"/en/institutions/{MOES['slug']}"),
]


def request(method="GET", agent=FIREFOX, **headers):
    given = {"User-Agent": agent, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(EnvironBuilder(method=method, headers=given).get_environ())


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
        "Lynx/2.9.0 libwww-FM/2.14",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; ar) Presto/2.12 Version/12.16",
    ],
)  # fmt: skip
def test_browsers_are_counted(agent):
    assert is_view(request(agent=agent))


@pytest.mark.parametrize(
    "agent",
    [
        "", " ", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)", "DuckDuckBot/1.1", "facebookexternalhit/1.1", "WhatsApp/2.23",
        "Slackbot-LinkExpanding 1.0", "Mozilla/5.0 (compatible; Yahoo! Slurp)", "GPTBot/1.2", "CCBot/2.0", "UptimeRobot/2.0; monitor",
        "curl/8.5.0", "Wget/1.21", "python-requests/2.32", "Python-urllib/3.11", "Go-http-client/2.0", "Java/17.0.1",
    ],
)  # fmt: skip
def test_programs_that_say_so_are_not(agent):
    assert not is_view(request(agent=agent))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X_Moz": "prefetch"}, {"X_Purpose": "preview"},
    ],
)  # fmt: skip
def test_loading_ahead_is_not(headers):
    assert not is_view(request(**headers))


def test_only_getting_is():
    assert not is_view(request("HEAD")) and not is_view(request("POST"))


@pytest.mark.parametrize(("method", "path"), PAGES)
@pytest.mark.parametrize(("agent", "counted"), [(FIREFOX, True), ("Googlebot/2.1", False), (CUBOT, True)])
def test_the_registry_is_told_to_count_people(client, department, method, path, agent, counted):
    client.get(path, headers={"User-Agent": agent})
    [asked] = [fields for name, fields, _ in department.asked if name == method]
    assert asked["count_view"] is counted


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_an_address_that_leads_on_is_counted_where_it_leads(client, department, method, path):
    kind = method.removeprefix("registry.get_")
    record = {"opportunity": OPPORTUNITY, "institution": MOES}[kind]
    response = client.get(f"/en/{path.split('/')[2]}/{record[f'{kind}_id']}", headers={"User-Agent": FIREFOX})
    assert response.status_code == 301
    [asked] = [fields for name, fields, _ in department.asked if name == method]
    assert asked["count_view"] is False
