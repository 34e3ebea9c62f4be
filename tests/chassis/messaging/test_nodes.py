"""Several addresses in AMQP_URL: of a cluster's nodes any will do, and when one goes another is taken."""

import pytest

from chassis.broker import connection_to
from chassis.settings import Setting, Unusable, amqp_url


@pytest.fixture
def ways(vhost, passage):
    return [passage(vhost) for _ in range(3)]


def addresses(ways):
    return ";".join(way.url for way in ways)


def test_any_node_that_answers_is_taken_and_not_always_the_same(ways):
    ways[0].close()
    ways[2].close()
    for _ in range(8):
        connection_to(addresses(ways), 0).close()
    ways[0].reopen()

    taken = set()
    for _ in range(60):
        with connection_to(addresses(ways), 0) as connection:
            taken.add(connection.sock.getpeername()[1])
    assert len(taken) == 2


def test_when_none_answers_it_says_so(ways):
    for way in ways:
        way.close()

    with pytest.raises(OSError):
        connection_to(addresses(ways), 0)


def test_a_service_whose_node_goes_works_on_by_another(little, passage):
    ways = [passage(little.vhost) for _ in range(3)]
    running = little.start(AMQP_URL=addresses(ways))
    for number, way in enumerate(ways[:2]):
        little.emit(f"before {number}")
        little.wait_effects(2 * number + 1)
        way.close()
        little.emit(f"after {number}")
        little.wait_effects(2 * number + 2)

    assert (running.process.poll(), little.count("effects"), little.count("parked")) == (None, 4, 0)


def test_one_address_that_is_none_makes_the_setting_unusable():
    setting = Setting("AMQP_URL", secret=True, read=amqp_url)

    assert setting.value({"AMQP_URL": "amqp://a/;amqps://b/"}) == "amqp://a/;amqps://b/"
    with pytest.raises(Unusable):
        setting.value({"AMQP_URL": "amqp://a/;http://b/"})
