"""Whose address counts behind proxies: spoofed headers count for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from chassis.settings import Unusable
from services.gateway.app import App
from services.gateway.proxies import address_of, networks
from services.gateway.service import GatewayService

TRUSTED = networks("10.0.0.0/8, 192.0.2.7,2001:db8:1::/48")


def seen(peer, header=None, trusted=TRUSTED):
    forwarded = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    return address_of({"REMOTE_ADDR": peer, **forwarded}, trusted)


@pytest.mark.parametrize(
    ("peer", "header", "address"),
    [
        ("203.0.113.5", None, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # nobody's proxy: believed in nothing
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the client wrote what stands left of it
        ("10.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.7, 10.1.1.1", "198.51.100.1"),
        ("10.0.0.1", "10.2.2.2, 10.1.1.1", "10.2.2.2"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, , 10.1.1.1", "10.1.1.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", '"[2001:db8::9]:443"', "2001:db8::9"),
        ("10.0.0.1", "2001:DB8:0::9", "2001:db8::9"),
        ("2001:db8:1::1", "fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1\\n, <script>", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)  # fmt: skip
def test_the_rightmost_address_that_is_no_trusted_proxy_counts(peer, header, address):
    assert seen(peer, header) == address


@given(st.text(), st.ip_addresses(v=4).filter(lambda one: one not in TRUSTED[0] and str(one) != "192.0.2.7"))
def test_whatever_a_client_writes_its_own_address_counts(written, client):
    assert seen("10.0.0.1", f"{written}, {client}") == str(client)
    assert seen(str(client), written) == str(client)


def test_without_the_setting_no_header_is_believed():
    assert GatewayService.settings.all()["trusted_proxies"].value({}) == ()
    assert seen("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


def test_a_setting_that_is_no_list_of_networks_stops_the_start():
    setting = GatewayService.settings.all()["trusted_proxies"]
    assert setting.value({"TRUSTED_PROXIES": "10.0.0.0/8,::1"}) == networks("10.0.0.0/8,::1")
    for wrong in ("10.0.0.0/33", "proxy.example.org", "10.0.0.1/8"):
        with pytest.raises(Unusable):
            setting.value({"TRUSTED_PROXIES": wrong})


def test_signing_in_is_counted_under_the_client_behind_the_proxy(asker, department):
    def ask(contract, fields, token=None, idempotency_key=None, language=None, timeout=5):
        return asker.ask(contract, fields, token, idempotency_key, language, min(timeout, 1))

    asked = {
        "json": {"username": "u", "password": "p"},
        "headers": {"Idempotency-Key": "k-1", "X-Forwarded-For": "198.51.100.1"},
    }
    for trusted, address in ((networks("127.0.0.0/8"), "198.51.100.1"), ((), "127.0.0.1")):
        client = Client(App(ask, "http://training.example", "a secret for tests", trusted=trusted))
        client.post("/v1/sessions", **asked, environ_base={"REMOTE_ADDR": "127.0.0.1"})
        assert department.last("registry.sign_in")[0]["address"] == address
