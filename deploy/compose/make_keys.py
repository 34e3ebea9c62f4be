"""Makes this installation's passwords and keys in a volume, once: `python make_keys.py /keys` (needs cryptography)."""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SERVICES = ("registry", "scheduling", "notifications", "newsletter")
BROKER = "default_user = training\ndefault_pass = {password}\n"


def main(place: Path) -> None:
    """Write every file that compose.yml's services read, unless they are there."""
    if (place / "complete").exists():
        return
    secret = {name: os.urandom(18).hex() for name in (*SERVICES, "postgres", "broker", "officer", "reviewer")}
    for name in (*SERVICES, "postgres", "officer", "reviewer"):
        write(place / f"{name}_password", secret[name])
    for name in SERVICES:
        write(place / f"{name}_database_url", f"postgresql://{name}:{secret[name]}@postgres:5432/{name}")
    write(place / "amqp_url", f"amqp://training:{secret['broker']}@rabbitmq:5672/")
    write(place / "link_secret", os.urandom(32).hex())
    (place / "rabbitmq").mkdir(exist_ok=True)
    write(place / "rabbitmq" / "account.conf", BROKER.format(password=secret["broker"]))
    key = Ed25519PrivateKey.generate()
    write(place / "token_key.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write(place / "token_public_key.pem", public.decode())
    write(place / "complete", "yes")


def write(path: Path, text: str) -> None:
    """A file that the other containers' users can read; the volume is mounted nowhere else."""
    path.write_text(text)
    path.chmod(0o444)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
