from pathlib import Path

import pytest

from tests.gateway.records import DUSHANBE, ISSUE, MOES, OPPORTUNITY

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PATHS = {
    "home": "", "directory": "institutions", "institution": f"institutions/{MOES['slug']}",
    "calendar": "activities?when=past", "activity": f"activities/{DUSHANBE['slug']}", "opportunities": "opportunities",
    "opportunity": f"opportunities/{OPPORTUNITY['slug']}", "newsletter": "newsletter",
    "issue": f"newsletter/{ISSUE['slug']}", "apply": "apply", "subscribe": "subscribe",
}  # fmt: skip


class Seen:
    """What happened while a page was open."""

    def __init__(self, page, home):
        self.complaints, self.strangers = [], []
        # A browser's hints to developers are no complaints.
        page.on(
            "console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(home) or self.strangers.append(request.url))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_pages_fit_mirror_and_ask_nobody_else(chromium, gateway, language, size):
    page = chromium.new_page(viewport=size, locale=language)
    seen = Seen(page, gateway.url)
    for name, path in PATHS.items():
        response = page.goto(f"{gateway.url}/{language}/{path}")
        assert response.status == 200, name
        root = page.evaluate("[document.documentElement.dir, document.documentElement.scrollWidth, window.innerWidth]")
        assert root[0] == ("rtl" if language == "ar" else "ltr")
        assert root[1] <= root[2], f"{name} is wider than the screen"
        assert page.locator("h1").count() == 1, name
    page.close()
    assert seen.complaints == []
    assert seen.strangers == []


def test_a_keyboard_reaches_the_content_first(chromium, gateway):
    page = chromium.new_page(viewport=DESK)
    page.goto(f"{gateway.url}/ar/institutions")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.close()


def test_the_switcher_keeps_the_page_and_a_search_works_without_scripts(chromium, gateway):
    context = chromium.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(f"{gateway.url}/en/institutions")
    page.fill("#words", "education")
    page.click("form.search button")
    assert "words=education" in page.url
    page.click(".languages a[hreflang=ar]")
    assert page.url == f"{gateway.url}/ar/institutions?words=education"
    assert page.locator("#words").input_value() == "education"
    page.select_option(".sorting select", "-entered")
    page.click(".sorting button")
    assert page.url == f"{gateway.url}/ar/institutions?words=education&sort=-entered"
    assert page.locator(".sorting select").input_value() == "-entered"
    context.close()


CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > .9) return c; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.offsetParent || e.closest('.skip, .sr')) continue;
    const style = getComputedStyle(e), a = light(parse(style.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) poor.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(chromium, gateway, scheme):
    page = chromium.new_page(viewport=DESK, color_scheme=scheme)
    for path in PATHS.values():
        page.goto(f"{gateway.url}/en/{path}")
        assert page.evaluate(CONTRAST) == [], path
    page.close()


def test_the_log_has_routes_and_no_addresses(gateway):
    lines = gateway.log.read_text()
    assert '"/{language}/institutions/{slug}"' in lines
    assert MOES["slug"] not in lines


def save_pictures(chromium, url, folder: Path, pages=PATHS, languages=("en", "ar")):
    """Pictures of pages for people to look at."""
    for language in languages:
        for kind, size in (("phone", PHONE), ("desk", DESK)):
            page = chromium.new_page(viewport=size)
            for name, path in pages.items():
                page.goto(f"{url}/{language}/{path}")
                page.screenshot(path=folder / f"{name}-{language}-{kind}.png", full_page=True)
            page.close()
