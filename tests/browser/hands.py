"""A person at a browser without scripts: opens pages and mailed links, fills forms, takes pictures."""

import itertools
from pathlib import Path

from deploy.demo.world import World

PICTURES = Path(__file__).resolve().parents[2] / ".local" / "pictures"
PASSWORD = "four quiet words here"


class Hands:
    """One person in one language."""

    def __init__(self, chromium, department, language, name):
        self.context = chromium.new_context(
            java_script_enabled=False, viewport={"width": 1100, "height": 900}, locale=language
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.world = World(department.home / "endpoints.json")
        self.home, self.language, self.name = department.found["gateway"], language, name
        self.numbers = itertools.count(1)
        (PICTURES / language).mkdir(parents=True, exist_ok=True)

    def go(self, path):
        """Open a page of ours."""
        response = self.page.goto(f"{self.home}/{self.language}/{path}")
        assert response.status < 400, (path, response.status)

    def follow(self, email, purpose):
        """Open the newest mailed link of a purpose."""
        subject, signature = self.world.link(email, purpose)
        self.page.goto(f"{self.home}/{self.language}/{purpose}/{subject}?signature={signature}")
        return subject

    def fill(self, **values):
        """Type into fields by their ids."""
        for name, value in values.items():
            self.page.fill(f"#{name}", value)

    def choose(self, name, value):
        """Choose from a list."""
        self.page.select_option(f"#{name}", value)

    def tick(self, name, *values):
        """Tick boxes or a radio button."""
        for value in values:
            self.page.check(f"input[name={name}][value='{value}']")

    def press(self):
        """Press the button of the page's form."""
        self.page.click("main form.form .button")

    def picture(self, what):
        """Keep a picture of the whole page as build output."""
        self.page.screenshot(
            path=PICTURES / self.language / f"{self.name}-{next(self.numbers):02}-{what}.png", full_page=True
        )

    def sign_in(self, username, password):
        """Sign in by the form."""
        self.go("sign-in")
        self.fill(username=username, password=password)
        self.press()

    @property
    def path(self):
        """Where we are, without the language and the query."""
        return self.page.url.removeprefix(f"{self.home}/{self.language}/").partition("?")[0]

    def sees(self, words):
        """Whether these words stand on the page."""
        return words in self.page.content()
