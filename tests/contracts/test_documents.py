"""The published documents: current, and valid by the official validators."""

import pytest

from deploy.catalogue import ROOT, load_contracts, validators
from deploy.catalogue.__main__ import VERSION, pages, stale
from deploy.catalogue.asyncapi import asyncapi

DOCUMENT = asyncapi(load_contracts()[0], VERSION)
needs_parser = pytest.mark.skipif(
    not validators.is_installed(), reason="the AsyncAPI parser could not be installed here"
)


def test_nothing_published_is_stale():
    assert [str(path.relative_to(ROOT)) for path in stale()] == []


def test_a_page_that_says_something_else_is_found(monkeypatch):
    name = next(iter(pages()))
    monkeypatch.setattr("deploy.catalogue.__main__.pages", lambda: {name: "something else"})

    assert [path.name for path in stale()] == [name]


@needs_parser
def test_the_official_parser_takes_the_asyncapi_document():
    assert validators.asyncapi_problems(DOCUMENT) == []


@needs_parser
def test_the_official_parser_finds_a_dangling_reference():
    broken = {**DOCUMENT, "components": {**DOCUMENT["components"], "schemas": {}}}

    assert validators.asyncapi_problems(broken) != []
