"""An open transaction of the newsletter, what was emitted in it, and events as other services tell them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chassis.identity import Actor
from chassis.pool import Pool
from services.newsletter.issues import usecases as issues
from tests.newsletter.news import News

EDITOR = Actor("officer", account_id=uuid4())
APPROVER = Actor("officer", account_id=uuid4())
PUBLIC_URL = "https://training.example"


@pytest.fixture
def pool(database):
    """The pool of a fresh newsletter database."""
    pool = Pool(database("newsletter"), "tests", 6)
    yield pool
    pool.close()


@pytest.fixture
def tx(pool):
    """A transaction as an editor, never committed."""

    class Undone(Exception):
        pass

    try:
        with pool.transaction(EDITOR) as tx:
            yield tx
            raise Undone
    except Undone:
        pass


@pytest.fixture
def emitted(tx):
    """`emitted()`: routing keys and facts of the events of this transaction so far, in order."""

    def read():
        rows = tx.all("select routing_key, payload from outbox order by id")
        return [(row["routing_key"], row["payload"]) for row in rows]

    return read


@pytest.fixture
def now():
    """A present instant in the second half of 2026."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def news(tx, now):
    """Events of other services, taken in at once."""
    return News(tx, now)


@pytest.fixture
def three_things(news):
    """A reported workshop, a published opportunity and an institution that applied."""
    news.workshop()
    news.opportunity()
    news.applied_institution()
    return news


@pytest.fixture
def issue(tx, now):
    """The open issue of the half-year."""
    return issues.open_issue(tx, "e-newsletter", "2026-H2", now)


@pytest.fixture
def approved(tx, now, three_things, issue):
    """`three_things` assembled, submitted by an editor and approved by somebody else."""
    tx.actor = EDITOR
    issues.assemble_issue(tx, issue.issue_id, "", now)
    issues.submit_issue(tx, issue.issue_id, ["ar", "fr"], now)
    tx.actor = APPROVER
    return issues.approve_issue(tx, issue.issue_id, PUBLIC_URL, now)
