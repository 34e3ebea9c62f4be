"""A private RabbitMQ in a directory of its own (standard library only)."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import Process, born, free_port, is_free, wait_until
from deploy.local.state import move_ports, program, remembered

BROKER_CONFIG = """\
listeners.tcp.default = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_user = {user}
default_pass = {password}
loopback_users = none
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.relative = 0.4
log.file.level = info
"""


@dataclass
class Broker:
    """A running private RabbitMQ with its management API."""

    directory: Path
    amqp_url: str
    management_url: str
    port: int
    process: Process

    def stop(self) -> None:
        """Stop in order; durable queues and messages stay."""
        self.process.stop(signal.SIGTERM, 30)

    def kill(self) -> None:
        """Crash it."""
        self.process.stop(signal.SIGKILL, 10)

    def restart(self) -> None:
        """Start again on the same ports with the same queues."""
        self.stop()
        self.process = start_broker(self.directory).process

    def remove(self) -> None:
        """Stop and delete everything."""
        remove_broker(self.directory)

    def add_vhost(self, name: str) -> str:
        """Make a virtual host and return its AMQP address."""
        call(self.management_url, "PUT", f"/api/vhosts/{name}")
        return self.amqp_url.rstrip("/") + f"/{name}"

    def remove_vhost(self, name: str) -> None:
        """Delete a virtual host with all that is in it."""
        call(self.management_url, "DELETE", f"/api/vhosts/{name}")


def start_broker(directory: Path) -> Broker:
    """Start RabbitMQ in `directory` with a port mapper, cookie and node name of its own, or find it running there."""
    directory = directory.absolute()
    directory.mkdir(parents=True, exist_ok=True)
    state = remembered(directory, new_broker)
    process = Process.load(directory / "server.pid.json")
    if process is None:
        move_ports(directory, state, ["amqp", "management", "distribution", "epmd"])
        process = launch_broker(directory, state)
    account = f"{state['user']}:{state['password']}@127.0.0.1"
    broker = Broker(
        directory,
        f"amqp://{account}:{state['amqp']}/",
        f"http://{account}:{state['management']}",
        state["amqp"],
        process,
    )
    check = f"/api/health/checks/port-listener/{state['amqp']}"
    wait_until(lambda: answers(broker.management_url, check), "RabbitMQ listens", process=process, seconds=180)
    return broker


def new_broker() -> dict:
    """Names, password and ports of a new broker."""
    ports = {name: free_port() for name in ("amqp", "management", "distribution", "epmd")}
    return {"node": f"training{secrets.token_hex(4)}", "user": "training", "password": secrets.token_hex(16), **ports}


def launch_broker(directory: Path, state: dict) -> Process:
    """Write the configuration and start the port mapper and the node."""
    (directory / "rabbitmq.conf").write_text(BROKER_CONFIG.format(**state) + state.get("config", ""))
    (directory / "rabbitmq.conf").chmod(0o600)
    (directory / "enabled_plugins").write_text("[rabbitmq_management].\n")
    (directory / "rabbitmq-env.conf").touch()
    env = broker_environment(directory, state)
    if Process.load(directory / "epmd.pid.json") is None and "names" not in state:
        argv = [program("epmd"), "-port", str(state["epmd"]), "-address", "127.0.0.1"]
        mapper = Process.start(argv, directory / "epmd.log", env=env, cwd=directory)
        mapper.save(directory / "epmd.pid.json")
        wait_until(lambda: not is_free(state["epmd"]), "epmd listens", process=mapper, seconds=10)
    process = Process.start([broker_program()], directory / "server.log", env=env, cwd=directory)
    return process.save(directory / "server.pid.json")


def broker_environment(directory: Path, state: dict) -> dict:
    """The environment that keeps a node away from the system's node, cookie, port mapper and configuration."""
    return {
        "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "HOME": str(directory),
        "RABBITMQ_NODENAME": f"{state['node']}@localhost",
        "RABBITMQ_CONF_ENV_FILE": str(directory / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(directory / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(directory / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(directory / "data"),
        "RABBITMQ_LOG_BASE": str(directory / "log"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(directory / "generated"),
        "RABBITMQ_PID_FILE": str(directory / "rabbitmq.pid"),
        "RABBITMQ_DIST_PORT": str(state["distribution"]),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none"
        " -kernel inet_dist_use_interface {127,0,0,1}",
        "RUNNING_UNDER_SYSTEMD": "true",  # makes the script become the server, so that its pid is the server's
        "ERL_EPMD_PORT": str(state["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_MAX_PORTS": "65536",
    }


def remove_broker(directory: Path) -> None:
    """Stop the broker of `directory` with its port mapper and delete it; its data goes anyway, so without ceremony."""
    for name in ("server.pid.json", "epmd.pid.json"):
        if process := Process.load(directory / name):
            process.stop(signal.SIGKILL, 5)
    stop_strays(directory)
    shutil.rmtree(directory, ignore_errors=True)


def stop_strays(directory: Path) -> None:
    """End what a node leaves behind when it is killed: its own port programs, known by the HOME we gave them."""
    mark = f"HOME={directory.absolute()}".encode()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = mark in entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if ours:
            Process(int(entry.parent.name), born(int(entry.parent.name)), "").stop(signal.SIGKILL)


def call(base: str, method: str, path: str) -> None:
    """One call of the management API."""
    account, _, address = base.removeprefix("http://").rpartition("@")
    headers = {"Authorization": "Basic " + b64encode(account.encode()).decode(), "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://{address}{path}", method=method, headers=headers)
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


def answers(base: str, path: str) -> bool:
    """Whether the management API answers this GET with success."""
    try:
        call(base, "GET", path)
    except (OSError, urllib.error.HTTPError):
        return False
    return True


def broker_program() -> str:
    """The server's own script; Debian's wrapper on the PATH would change the user."""
    direct = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    return str(direct) if direct.exists() else program("rabbitmq-server")
