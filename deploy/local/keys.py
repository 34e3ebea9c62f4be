"""Passwords, keys and databases made for one department, kept in files that only their owner reads."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put a secret into a file of mode 600, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def kept(path: Path) -> str:
    """A random password made on first use."""
    if not path.exists():
        write(path, os.urandom(18).hex())
    return path.read_text()


def make_keys(directory: Path) -> None:
    """The key pair that signs tokens and the secret that signs links, made once."""
    kept(directory / "link_secret")
    if (directory / "token_public_key.pem").exists():
        return
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write(directory / "token_key.pem", private.decode())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write(directory / "token_public_key.pem", public.decode())


def make_database(admin_url: str, name: str, password: str) -> None:
    """A role and a database of the same name that only this role may enter, made once."""
    import psycopg2

    with closing(psycopg2.connect(admin_url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{name}" LOGIN PASSWORD %s', (password,))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
            cursor.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
