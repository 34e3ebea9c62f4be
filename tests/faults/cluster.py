"""Three RabbitMQ nodes on one machine, between which the test can cut the lines; no name space and no firewall needed.

Each node asks a port mapper of its own where the others are, and is told of a passage to them: cutting a node off is
holding its passages, as a network does that drops what it should carry.
"""

import json
import secrets
import signal
import socketserver
import struct
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

from deploy.local.broker import Broker, call, new_broker, start_broker
from deploy.local.processes import Failed, wait_until
from deploy.local.state import remember
from tests.chassis.messaging.passage import Passage

NODES = 3
TICK_SECONDS = 8  # a silent node counts as gone after this; 60 unless told
CONFIG = f"cluster_partition_handling = pause_minority\nnet_ticktime = {TICK_SECONDS}\n"
JOINING = "cluster_formation.peer_discovery_backend = classic_config\ncluster_formation.classic_config.nodes.1 = {node}@localhost\n"
REGISTER, WHERE, NAMES = 120, 122, 110  # requests of Erlang's port mapper
REGISTERED, THERE = 118, 119


class Mapper(socketserver.ThreadingTCPServer):
    """Erlang's port mapper (epmd) as one node sees it; `ports` says where each other name is to be reached."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, ports: dict[str, int]) -> None:
        super().__init__(("127.0.0.1", port), Asked)
        self.ports = ports
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self.shutdown()
        self.server_close()


class Asked(socketserver.BaseRequestHandler):
    """One question to the mapper; whoever registers keeps the line open."""

    server: Mapper

    def handle(self) -> None:
        words = self.request.makefile("rb")
        length = struct.unpack(">H", words.read(2) or b"\0\0")[0]
        asked = words.read(length)
        if asked[:1] == bytes([REGISTER]):
            self.request.sendall(struct.pack(">BBI", REGISTERED, 0, secrets.randbits(31) | 1))
            words.read(1)
        elif asked[:1] == bytes([WHERE]):
            self.request.sendall(where(self.server.ports, asked[1:]))
        elif asked[:1] == bytes([NAMES]):
            self.request.sendall(struct.pack(">I", self.server.server_address[1]))  # nobody: the asker's name is free


def where(ports: dict[str, int], name: bytes) -> bytes:
    """The mapper's answer for a name, known or not."""
    port = ports.get(name.decode())
    if port is None:
        return bytes([THERE, 1])
    return struct.pack(">BBHBBHHH", THERE, 0, port, 77, 0, 6, 5, len(name)) + name + struct.pack(">H", 0)


class Cluster:
    """The nodes, the passages between each two, and what can be done to them."""

    def __init__(self, place: Path) -> None:
        cookie, account = secrets.token_hex(10).upper(), {"user": "training", "password": secrets.token_hex(16)}
        self.states = [{**new_broker(), **account, "names": "mapper"} for _ in range(NODES)]
        self.passages: dict[tuple[int, int], Passage] = {}
        self.mappers = [Mapper(state["epmd"], self._ports(number)) for number, state in enumerate(self.states)]
        self.nodes: list[Broker] = []
        self.khepri = False
        for number, state in enumerate(self.states):
            state["config"] = CONFIG + (JOINING.format(node=self.states[0]["node"]) if number else "")
            directory = place / f"cluster-{state['node']}"
            directory.mkdir(parents=True)
            (directory / ".erlang.cookie").write_text(cookie)
            (directory / ".erlang.cookie").chmod(0o400)
            remember(directory, state)
            self.nodes.append(Broker(directory, "", "", state["amqp"], None))

    def start(self) -> None:
        """The first node, then the others, which join it one after the other: two at once did not always get up."""
        for number, node in enumerate(self.nodes):
            self.nodes[number] = start_broker(node.directory)
        self.wait_whole()
        self._leave_mnesia()

    def _leave_mnesia(self) -> None:
        # It may stay split for good after a node froze (rabbitmq-server #17319); new clusters have Khepri from 4.2 on.
        first = self.nodes[0].management_url
        self.khepri = int(get(first, "/api/overview")["rabbitmq_version"].split(".")[0]) >= 4
        if self.khepri:
            with suppress(TimeoutError):
                call(first, "PUT", "/api/feature-flags/khepri_db/enable")
            wait_until(lambda: all(map(self._has_khepri, self.nodes)), "metadata are in Khepri", seconds=240)

    def _has_khepri(self, node: Broker) -> bool:
        try:
            flags = get(node.management_url, "/api/feature-flags")
        except OSError:  # it answers when it is through
            return False
        return any((flag["name"], flag["state"]) == ("khepri_db", "enabled") for flag in flags)

    def remove(self) -> None:
        """End and delete everything."""
        for node in self.nodes:
            if node.process is not None:
                node.process.send(signal.SIGCONT)
            node.remove()
        for one in (*self.mappers, *self.passages.values()):
            one.close()

    def add_vhost(self, name: str) -> str:
        """Make a virtual host; its addresses at all nodes, as `AMQP_URL` takes them."""
        call(self.nodes[0].management_url, "PUT", f"/api/vhosts/{name}")
        return ";".join(f"{node.amqp_url.rstrip('/')}/{name}" for node in self.nodes)

    def queue(self, vhost: str, name: str, asked: int = 0) -> dict:
        """What the management API of a node says of a queue."""
        return get(self.nodes[asked].management_url, f"/api/queues/{quote(vhost, safe='')}/{quote(name, safe='')}")

    def leader(self, vhost: str, name: str, asked: int = 0) -> int:
        """The number of the node that leads this queue, as this one knows."""
        return self.number(self.queue(vhost, name, asked)["leader"])

    def number(self, node: str) -> int:
        """Which node has this name."""
        return [state["node"] for state in self.states].index(node.partition("@")[0])

    def cut_off(self, number: int) -> None:
        """Nothing passes between this node and the others, and nobody is told."""
        for pair, passage in self.passages.items():
            if number in pair:
                passage.hold()

    @contextmanager
    def without(self, number: int) -> Iterator[None]:
        """This node is cut off meanwhile."""
        self.cut_off(number)
        try:
            yield
        finally:
            self.mend()

    def mend(self) -> None:
        """The lines carry again, what was frozen thaws, what was killed is started; waits until all is one cluster."""
        for passage in self.passages.values():
            passage.release()
        for node in self.nodes:
            node.process.send(signal.SIGCONT)
            if not node.process.alive():
                node.restart()
        self._restart_what_stays_apart()
        self.wait_whole()

    def _restart_what_stays_apart(self) -> None:
        # With Mnesia a node that froze and thaws may count as apart for good, though its queues go on: `pause_minority`
        # only stops who sees the others go. Whoever operates it has to start it again.
        for number, node in enumerate(self.nodes):
            with suppress(Failed):
                self.wait_whole(seconds=60)
                return
            if self.running(number) < NODES:
                node.restart()

    def running(self, asked: int) -> int:
        """How many nodes this one counts as running with itself; 0 when it does not answer."""
        try:
            return sum(1 for node in get(self.nodes[asked].management_url, "/api/nodes") if node["running"])
        except OSError:
            return 0

    def alone(self, number: int) -> bool:
        """Whether this node has noticed that it reaches no other: with Khepri it stays, else it pauses."""
        return self.running(number) == (1 if self.khepri else 0)

    def wait_whole(self, seconds: float = 240) -> None:
        """Wait until every node sees all of them."""

        def whole() -> bool:
            return all(self.running(number) == NODES for number in range(NODES))

        wait_until(whole, "the cluster is whole", seconds=seconds)

    def _ports(self, number: int) -> dict[str, int]:
        ports = {}
        for other, state in enumerate(self.states):
            if other == number:
                ports[state["node"]] = state["distribution"]
            else:
                self.passages[number, other] = Passage(f"erlang://127.0.0.1:{state['distribution']}")
                ports[state["node"]] = urlsplit(self.passages[number, other].url).port
        return ports


def get(base: str, path: str):
    """One question to a management API."""
    account, _, address = base.removeprefix("http://").rpartition("@")
    headers = {"Authorization": "Basic " + b64encode(account.encode()).decode()}
    request = urllib.request.Request(f"http://{address}{path}", headers=headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
        return json.loads(answer.read())
