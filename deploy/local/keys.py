"""Passwords, keys and databases made for one department, kept in files that only their owner reads."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROLES = Path(__file__).parents[1] / "postgres" / "roles.sql"


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


def make_database(admin_url: str, name: str, password: str, owner_password: str) -> None:
    """A database that only its owner (migrations) and its application's role (data, with time limits) may enter."""
    import psycopg2

    owner = f"{name}_owner"
    with closing(psycopg2.connect(admin_url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for role, secret in ((owner, owner_password), (name, password)):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE ROLE "{role}" LOGIN PASSWORD %s', (secret,))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}" OWNER "{owner}"')
    parts = urlsplit(admin_url)
    with closing(psycopg2.connect(urlunsplit(parts._replace(path=f"/{name}")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            # One file for every way of deploying; psql's way of naming is all that it asks to be filled in.
            filled = {':"owner"': f'"{owner}"', ':"name"': f'"{name}"', ":'name'": f"'{name}'"}
            statements = ROLES.read_text()
            for asked, given in filled.items():
                statements = statements.replace(asked, given)
            cursor.execute(statements)
