"""Several addresses in AMQP_URL: of a cluster's nodes any will do, and when one goes another is taken."""

from urllib.parse import urlsplit

import pytest

from chassis.broker import connection_to
from chassis.majority import CutOff, Majority
from chassis.settings import Setting, Unusable, amqp_url
from chassis.topology import Binding
from deploy.local.processes import wait_until


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


@pytest.fixture
def asking(vhost):
    """A connection of its own and a `Majority` on it that may ask every tenth of a second."""
    with connection_to(vhost, 0) as connection:
        channel = connection.channel()
        queue = channel.queue_declare("", exclusive=True).queue
        yield connection, Majority(channel, Binding(queue, "amq.direct", "never"), heartbeat=0.2)


def answers(connection):
    """Read what came, if anything did."""
    try:
        connection.drain_events(timeout=0.05)
    except TimeoutError:
        return False
    return True


def test_a_node_is_asked_again_and_again_whether_it_has_a_majority_and_kept_while_it_answers(asking):
    connection, majority = asking
    answered = 0

    def asked_five_times():
        nonlocal answered
        majority.look(held_back=False)
        answered += answers(connection)
        return answered == 5

    wait_until(asked_five_times, "five answers")


def test_a_node_that_does_not_answer_is_cut_off_but_not_while_it_holds_the_connection_back(asking):
    _, majority = asking  # whose answers nobody reads

    def cut_off(held_back):
        try:
            majority.look(held_back)
        except CutOff:
            return True
        return False

    wait_until(lambda: cut_off(held_back=False), "no answer in time")
    assert not cut_off(held_back=True)
    assert not cut_off(held_back=False)


def test_the_node_of_the_last_connection_is_tried_last(ways):
    for way in ways:
        lately = urlsplit(way.url)
        with connection_to(addresses(ways), 0, lately=f"{lately.hostname}:{lately.port}") as connection:
            assert connection.sock.getpeername()[1] != lately.port
    with connection_to(ways[0].url, 0, lately=urlsplit(ways[0].url).netloc.rpartition("@")[2]) as connection:
        assert connection.connected
