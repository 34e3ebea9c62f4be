"""A private PostgreSQL in a directory of its own (standard library only)."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import Failed, Process, as_user, free_port, wait_until
from deploy.local.state import move_ports, program, recall, remember, remembered

ACCOUNT = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this account


@dataclass
class Postgres:
    """A running private PostgreSQL; `url` is the superuser's address."""

    directory: Path
    url: str
    port: int
    process: Process
    durable: bool = False

    def stop(self) -> None:
        """Disconnect everybody and stop; the data stays until `remove`."""
        self.process.stop(signal.SIGINT, 30)

    def kill(self) -> None:
        """Crash it: no checkpoint, connections cut; the next start recovers from the log."""
        self.process.stop(signal.SIGQUIT, 10)

    def restart(self) -> None:
        """Start again on the same port with the same data."""
        self.stop()
        self.process = start_postgres(self.directory, durable=self.durable).process

    def remove(self) -> None:
        """Stop and delete everything."""
        remove_postgres(self.directory)


def start_postgres(directory: Path, *, durable: bool = False) -> Postgres:
    """Start PostgreSQL in `directory` or find it running there; without `durable` it does not wait for the disk."""
    directory = directory.absolute()
    directory.mkdir(parents=True, exist_ok=True)
    state = remembered(directory, lambda: {"password": secrets.token_hex(16), "port": free_port()})
    user = ACCOUNT if os.geteuid() == 0 else None
    url = f"postgresql://postgres:{state['password']}@127.0.0.1:{state['port']}/postgres"
    process = Process.load(directory / "server.pid.json")
    if process is None:
        data = make_cluster(directory, state, user)
        move_ports(directory, state, ["port"])
        url = f"postgresql://postgres:{state['password']}@127.0.0.1:{state['port']}/postgres"
        argv = [postgres_program("postgres"), "-D", str(data), *postgres_options(state["port"], durable)]
        process = Process.start(argv, directory / "server.log", user=user, cwd=Path("/"))
        process.save(directory / "server.pid.json")
    ready = [postgres_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(state["port"])]
    wait_until(lambda: succeeds(ready), "PostgreSQL accepts connections", process=process)
    return Postgres(directory, url, state["port"], process, durable)


def succeeds(argv: list[str]) -> bool:
    """Whether a program ends with 0."""
    return subprocess.run(argv).returncode == 0


def postgres_options(port: int, durable: bool) -> list[str]:
    """Settings of a private instance: loopback only, no socket file (its path may be too long), UTC."""
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 300,
        "shared_buffers": "64MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def make_cluster(directory: Path, state: dict, user: str | None) -> Path:
    """The data directory, made on first use by the account that will run the server."""
    data = Path(state.get("data") or place_for_data(directory, user) / "data")
    state["data"] = str(data)
    remember(directory, state)
    if (data / "PG_VERSION").exists():
        return data
    password = data.parent / "password"
    password.touch(mode=0o600)
    password.write_text(state["password"] + "\n")
    if user:
        shutil.chown(password, user, user)
    log = directory / "initdb.log"
    options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync", "--encoding=UTF8"]
    argv = [postgres_program("initdb"), "-D", str(data), "--locale=C.UTF-8", *options]
    with open(log, "w") as output:
        made = subprocess.run(argv, cwd="/", stdout=output, stderr=output, **as_user(user))
    password.unlink()
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise Failed(f"initdb failed; its log is {log}")
    return data


def place_for_data(directory: Path, user: str | None) -> Path:
    """A directory that `user` may reach: `directory` itself or, under a private home such as /root, one in /var/tmp."""
    if user is None:
        return directory
    place = directory / "cluster"
    place.mkdir(exist_ok=True)
    shutil.chown(place, user, user)
    if subprocess.run(["test", "-w", str(place)], **as_user(user)).returncode:
        place.rmdir()
        place = Path(tempfile.mkdtemp(prefix="training-postgres-", dir="/var/tmp"))
        shutil.chown(place, user, user)
    return place


def remove_postgres(directory: Path) -> None:
    """Stop the instance of `directory` and delete it, also the data that had to live elsewhere."""
    if process := Process.load(directory / "server.pid.json"):
        process.stop(signal.SIGQUIT, 10)  # no checkpoint: the data goes
    data = recall(directory).get("data")
    if data:
        shutil.rmtree(Path(data), ignore_errors=True)
        if Path(data).parent.name.startswith("training-postgres-"):
            shutil.rmtree(Path(data).parent, ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)


def postgres_program(name: str) -> str:
    """A program of the newest PostgreSQL here."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(versions[-1]) if versions else program(name)
