"""Tokens say who asks; anything but a valid one is refused."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chassis.identity import PUBLIC, SERVICE, Actor, actor_from, issue_token
from contracts.refusals import Unauthenticated

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOMEBODY = Actor("focal_point", uuid.uuid4(), uuid.uuid4(), "TJ")


def part(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def test_a_token_gives_back_its_actor(key_pair):
    assert actor_from(issue_token(key_pair[0], SOMEBODY, NOW, 15), key_pair[1], NOW) == SOMEBODY


def test_an_actor_without_account_comes_back_as_well(key_pair):
    assert actor_from(issue_token(key_pair[0], Actor("officer"), NOW, 15), key_pair[1], NOW) == Actor("officer")


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_the_public(key_pair, token):
    assert actor_from(token, key_pair[1], NOW) is PUBLIC


@pytest.mark.parametrize("later", [timedelta(minutes=15), timedelta(days=1), timedelta(minutes=-1)])
def test_a_token_counts_only_in_its_time(key_pair, later):
    token = issue_token(key_pair[0], SOMEBODY, NOW, 15)

    with pytest.raises(Unauthenticated):
        actor_from(token, key_pair[1], NOW + later)


def test_a_token_of_another_key_is_refused(key_pair):
    other = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    with pytest.raises(Unauthenticated):
        actor_from(issue_token(other, SOMEBODY, NOW, 15), key_pair[1], NOW)


def test_nobody_becomes_a_service_by_token(key_pair):
    with pytest.raises(Unauthenticated):
        actor_from(issue_token(key_pair[0], SERVICE, NOW, 15), key_pair[1], NOW)


def forged(key_pair):
    times = {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 900}
    claims = {"role": "officer", "aud": "training", **times}
    yield "nonsense"
    yield f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."
    yield jwt.encode(claims, "a shared secret that is long enough for it", algorithm="HS256")
    yield jwt.encode({**claims, "aud": "elsewhere"}, key_pair[0], algorithm="EdDSA")
    yield jwt.encode({"role": "officer", **times}, key_pair[0], algorithm="EdDSA")
    yield jwt.encode({"aud": "training", **times}, key_pair[0], algorithm="EdDSA")
    yield jwt.encode({**claims, "exp": "tomorrow"}, key_pair[0], algorithm="EdDSA")
    yield jwt.encode({**claims, "sub": "not a uuid"}, key_pair[0], algorithm="EdDSA")
    yield jwt.encode({**claims, "role": ["officer"]}, key_pair[0], algorithm="EdDSA")


@pytest.mark.parametrize("number", range(9))
def test_a_forged_or_incomplete_token_is_refused(key_pair, number):
    with pytest.raises(Unauthenticated):
        actor_from(list(forged(key_pair))[number], key_pair[1], NOW)


@pytest.mark.parametrize("token", [7, b"x", ["a"], {"a": 1}])
def test_a_token_that_is_no_text_is_refused(key_pair, token):
    with pytest.raises(Unauthenticated):
        actor_from(token, key_pair[1], NOW)
