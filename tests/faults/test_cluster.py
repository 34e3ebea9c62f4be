"""Three nodes, quorum queues with a member on each, events under way all the time: a node killed, frozen or cut off."""

import signal
import threading
import uuid

import pytest

from chassis.pool import Pool
from contracts.refusals import NotFound, Unavailable
from deploy.local.processes import wait_until
from tests.chassis.messaging.conftest import QUEUE
from tests.chassis.messaging.said import NoteWritten, ReadNote
from tests.faults.cluster import NODES, Cluster, get

WRITERS = 4
MOST_BEHIND = 500  # written and not handled; what is waited for is the recovery, not the working off of a long outage


@pytest.fixture(scope="module")
def cluster(place):
    made = Cluster(place)
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def clustered(little, cluster):
    """The little service, two replicas, on the three nodes; `name` is its virtual host."""
    cluster.mend()
    little.name = f"test-{uuid.uuid4().hex[:12]}"
    little.vhost = little.client._url = cluster.add_vhost(little.name)
    for _ in range(2):
        little.start(RPC_QUEUE_TYPE="quorum")
    all_online(little, cluster)
    return little


class Load:
    """Writers that commit one event after the other until told to stop; they pause when too many are not handled yet."""

    def __init__(self, little):
        self.little, self.stopping = little, threading.Event()
        self.pool = Pool(little.database, "writers", size=WRITERS, checkout_seconds=30)
        self.written, self.handled = [], 0
        self.writers = [threading.Thread(target=self.write, daemon=True) for _ in range(WRITERS)]

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *_problem):
        self.stopping.set()
        for writer in self.writers:
            writer.join(60)
        self.pool.close()

    def write(self):
        while not self.stopping.wait(0.02):
            if len(self.written) - self.handled > MOST_BEHIND:
                self.handled = self.little.count("effects")
                continue
            note_id = str(uuid.uuid4())
            with self.pool.transaction() as tx:
                tx.emit(NoteWritten, {"note_id": note_id, "text": "one of many"})
            self.written.append(note_id)


def flows(little, load, more=50, seconds=180):
    """Wait until so many of the events written from now on have been handled, and requests are answered."""
    before = set(load.written)
    little.wait(lambda: len(handled(little) - before) >= more, "events flow", seconds=seconds)
    little.wait(lambda: answered(little), "requests are answered", seconds=seconds)


def handled(little):
    return {str(row["note_id"]) for row in little.sql("select note_id from effects")}


def answered(little):
    try:
        little.ask(ReadNote, fields={"note_id": str(uuid.uuid4())}, timeout=2)
    except NotFound:
        return True
    except Unavailable:
        return False


def assert_whole(little, load):
    """Everything written was handled, once."""
    little.wait_effects(len(load.written), seconds=180)
    little.wait(lambda: little.count("unsent") == 0, "all sent", seconds=180)
    little.wait(lambda: little.depth() == 0, "all acked", seconds=180)
    found = [str(row["note_id"]) for row in little.sql("select note_id from effects")]
    assert sorted(found) == sorted(load.written)
    assert little.count("parked") == 0
    assert all(running.process.poll() is None for running in little.processes)


@pytest.mark.slow
def test_the_leader_of_a_queue_is_killed(clustered, cluster):
    leader = cluster.leader(clustered.name, QUEUE)
    with Load(clustered) as load:
        flows(clustered, load)
        cluster.nodes[leader].kill()
        flows(clustered, load)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_a_node_that_leads_nothing_is_killed_and_comes_back(clustered, cluster):
    follower = (cluster.leader(clustered.name, QUEUE) + 1) % NODES
    with Load(clustered) as load:
        flows(clustered, load)
        cluster.nodes[follower].kill()
        flows(clustered, load)
        cluster.mend()
        flows(clustered, load)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_every_node_is_killed_in_turn(clustered, cluster):
    with Load(clustered) as load:
        for number in range(NODES):
            flows(clustered, load)
            cluster.nodes[number].kill()
            flows(clustered, load)
            cluster.mend()
            all_online(clustered, cluster)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_the_leader_of_a_queue_freezes_and_thaws(clustered, cluster):
    leader = cluster.leader(clustered.name, QUEUE)
    with Load(clustered) as load:
        flows(clustered, load)
        cluster.nodes[leader].process.send(signal.SIGSTOP)
        try:
            flows(clustered, load)
        finally:
            cluster.mend()
        flows(clustered, load)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_the_leader_of_a_queue_is_cut_off_from_the_other_nodes_and_joined_again(clustered, cluster):
    leader = cluster.leader(clustered.name, QUEUE)
    other = (leader + 1) % NODES
    with Load(clustered) as load:
        flows(clustered, load)
        with cluster.without(leader):
            wait_until(lambda: cluster.running(other) == NODES - 1, "they miss it", seconds=180)
            flows(clustered, load)
            assert cluster.leader(clustered.name, QUEUE, asked=other) != leader
        flows(clustered, load)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_a_service_leaves_the_node_that_is_cut_off(clustered, cluster):
    clustered.processes.pop().terminate()
    wait_until(lambda: len(nodes_of(cluster, clustered.name, "little consumer")) == 1, "one is known", seconds=180)
    (taken,) = nodes_of(cluster, clustered.name, "little consumer")
    with Load(clustered) as load:
        flows(clustered, load)
        with cluster.without(taken):
            flows(clustered, load)
        flows(clustered, load)

    assert_whole(clustered, load)


@pytest.mark.slow
def test_every_line_between_the_nodes_is_cut_and_mended(clustered, cluster):
    with Load(clustered) as load:
        flows(clustered, load)
        for number in range(NODES):
            cluster.cut_off(number)
        wait_until(lambda: all(map(cluster.alone, range(NODES))), "each is alone", seconds=180)
        cluster.mend()
        flows(clustered, load)

    assert_whole(clustered, load)


def nodes_of(cluster, vhost, connection):
    """The numbers of the nodes to which connections of this name lead."""
    found = get(cluster.nodes[0].management_url, f"/api/vhosts/{vhost}/connections")
    return [cluster.number(one["node"]) for one in found if one.get("user_provided_name") == connection]


def all_online(little, cluster):
    wait_until(lambda: len(cluster.queue(little.name, QUEUE)["online"]) == NODES, "all members are there", seconds=180)
