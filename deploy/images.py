"""Builds every service's image without Docker, from the same Dockerfile, and runs one against a private broker.

Needs root. The base image is made from Debian's packages, so no image registry is asked; wheels come from the package
index that pip is set to, with the lock's hashes.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local import programs
from deploy.local.broker import remove_broker, start_broker
from deploy.local.department import says_yes
from deploy.local.keys import make_keys
from deploy.local.postgres import remove_postgres, start_postgres
from deploy.local.processes import Failed, Process, free_port, wait_until
from deploy.local.steps import LOCAL, ROOT, run, say, step
from deploy.requirements import SERVICES, everything, locked

HOME = LOCAL / "images"
LOG = HOME / "build.log"
BASE = "localhost/training-base"
BUILDAH = ["buildah", "--root", str(HOME / "storage"), "--runroot", str(HOME / "run"), "--storage-driver", "vfs"]
PACKAGES = "python3,python3-venv,ca-certificates"
TRIED = "registry"


def main() -> None:
    """Build all, run one, and leave the images in .local/images."""
    if os.geteuid():
        raise SystemExit("make images needs root: it makes a root filesystem")
    HOME.mkdir(parents=True, exist_ok=True)
    with step("programs"):
        programs.have("buildah", "mmdebstrap")
    with step("base image from Debian's packages"):
        make_base()
    with step("wheels with the lock's hashes"):
        fetch_wheels()
    for service in SERVICES:
        if not (ROOT / "services" / service / "service.py").exists():
            say(f"· {service} has no service.py, left out")
            continue
        with step(f"image of {service}"):
            build(service)
            check_content(service)
    with step(f"run the image of {TRIED}"):
        try_out(TRIED)


def suite() -> str:
    """The Debian release here, whose Python the wheels are fetched for."""
    found = platform.freedesktop_os_release()
    return found.get("VERSION_CODENAME", "bookworm") if found.get("ID") == "debian" else "bookworm"


def make_base() -> None:
    """A minimal Debian with Python as an image, made once."""
    if subprocess.run([*BUILDAH, "inspect", "--type", "image", BASE], capture_output=True).returncode == 0:
        return
    place = HOME / "base"
    place.mkdir(exist_ok=True)
    archive = place / "base.tar"
    run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", suite(), str(archive)], LOG)
    (place / "Dockerfile").write_text("FROM scratch\nADD base.tar /\n")
    run([*BUILDAH, "bud", "--isolation", "chroot", "-t", BASE, str(place)], LOG)
    shutil.rmtree(place)


def fetch_wheels() -> None:
    """Every locked wheel that a service needs."""
    extras = [extra for extra in everything() if extra in SERVICES]
    chosen = HOME / "chosen.txt"
    chosen.write_text(locked(extras))
    pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([*pip, "--only-binary=:all:", "-r", str(chosen), "-d", str(HOME / "wheels")], LOG)


def build(service: str) -> None:
    """One image from the Dockerfile, with the wheels in place of an index."""
    arguments = {"BASE": BASE, "SERVICE": service, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
    argv = [*BUILDAH, "bud", "--isolation", "chroot", "--format", "docker", "--pull-never"]
    argv += [part for name, value in arguments.items() for part in ("--build-arg", f"{name}={value}")]
    argv += ["--volume", f"{HOME / 'wheels'}:/wheels:ro", "-f", "deploy/Dockerfile", "-t", image(service), "."]
    run(argv, LOG)


def image(service: str) -> str:
    """The name of a service's image."""
    return f"localhost/training-{service}"


def check_content(service: str) -> None:
    """Failed when an image holds another service, the tests, or pip."""
    container = run([*BUILDAH, "from", "--pull-never", image(service)], LOG).split()[-1]
    root = Path(run([*BUILDAH, "mount", container], LOG).split()[-1])
    found = sorted(path.name for path in (root / "app/services").iterdir() if path.is_dir())
    extra = [path.name for path in (root / "app").iterdir() if path.name not in ("chassis", "contracts", "services")]
    run([*BUILDAH, "rm", container], LOG)
    if [name for name in found if name != "__pycache__"] != [service] or extra:
        raise Failed(f"the image of {service} holds {found + extra}")


def try_out(service: str) -> None:
    """Migrate and start one image as uid 10001 against a private broker and database, then stop it."""
    home = HOME / "try"
    container = ""
    try:
        broker, postgres = start_broker(home / "broker"), start_postgres(home / "postgres")
        env = settings(home, broker.amqp_url, postgres.url)
        container = run([*BUILDAH, "from", "--pull-never", image(service)], LOG).split()[-1]
        enter = [*BUILDAH, "run", "--isolation", "chroot", *env_options(env), container, "--"]
        say(f"  in the container: {run([*enter, 'id'], LOG).strip()}")
        run([*enter, "python", "-m", "chassis", "migrate", service], LOG)
        process = Process.start([*enter, "python", "-m", "chassis", "run", service], HOME / f"{service}.log")
        ready = f"http://127.0.0.1:{env['OPS_PORT']}/readyz"
        wait_until(lambda: says_yes(ready), f"the image of {service} is ready", process=process)
        say(f"  ready; stops {'in order' if process.stop(seconds=20) else 'only when killed'}")
    finally:
        if container:
            run([*BUILDAH, "rm", container], LOG)
        remove_broker(home / "broker")
        remove_postgres(home / "postgres")


def settings(home: Path, amqp_url: str, database_url: str) -> dict[str, str]:
    """What the tried service needs, as values: the container has no files of ours."""
    make_keys(home / "keys")
    return {
        "AMQP_URL": amqp_url,
        "DATABASE_URL": database_url,
        "TOKEN_PUBLIC_KEY": (home / "keys/token_public_key.pem").read_text(),
        "REGISTRY_TOKEN_KEY": (home / "keys/token_key.pem").read_text(),
        "LINK_SECRET": (home / "keys/link_secret").read_text(),
        "PUBLIC_URL": "http://127.0.0.1",
        "OPS_PORT": str(free_port()),
    }


def env_options(env: dict[str, str]) -> list[str]:
    """Options of `buildah run`."""
    return [part for name, value in env.items() for part in ("--env", f"{name}={value}")]


if __name__ == "__main__":
    main()
