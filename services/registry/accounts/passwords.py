"""Passwords: argon2id (RFC 9106; parameters of the OWASP password storage sheet), worked out off the serving thread."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from chassis import offload

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that everybody tries first, in lower case."""
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())


def hash_password(password: str) -> str:
    """The salted hash to keep."""
    return offload.run(_HASHER.hash, _bytes(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is no hash to compare with."""
    found = offload.run(_verify, password_hash or _hash_of_nobody(), _bytes(password))
    return found and password_hash is not None


def _verify(password_hash: str, password: bytes) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("nobody has this password")
