"""Makes this installation's passwords and keys in a volume, once: `python make_keys.py /keys` (needs cryptography)."""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SERVICES = ("registry", "scheduling", "notifications", "newsletter")
AT_THE_BROKER = (*SERVICES, "gateway")
BROKER = "default_user = training\ndefault_pass = {password}\n"


def main(place: Path) -> None:
    """Write every file that compose.yml's services read, unless they are there."""
    if (place / "complete").exists():
        return
    for name in ("postgres", "officer", "reviewer"):
        write(place / f"{name}_password", secret())
    for name in SERVICES:
        for role, kind in ((name, ""), (f"{name}_owner", "_owner")):
            password = secret()
            write(place / f"{role}_password", password)
            write(place / f"{name}{kind}_database_url", f"postgresql://{role}:{password}@postgres:5432/{name}")
    for name in AT_THE_BROKER:
        write(place / f"{name}_amqp_url", f"amqp://{name}:{secret()}@rabbitmq:5672/")
    administrator = secret()
    write(place / "broker_admin_url", f"amqp://training:{administrator}@rabbitmq:5672/")
    write(place / "broker_management_url", f"http://training:{administrator}@rabbitmq:15672")
    write(place / "link_secret", os.urandom(32).hex())
    (place / "rabbitmq").mkdir(exist_ok=True)
    write(place / "rabbitmq" / "account.conf", BROKER.format(password=administrator))
    key = Ed25519PrivateKey.generate()
    write(place / "token_key.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write(place / "token_public_key.pem", public.decode())
    write(place / "complete", "yes")


def secret() -> str:
    """A password that nobody has."""
    return os.urandom(18).hex()


def write(path: Path, text: str) -> None:
    """A file that the other containers' users can read; the volume is mounted nowhere else."""
    path.write_text(text)
    path.chmod(0o444)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
