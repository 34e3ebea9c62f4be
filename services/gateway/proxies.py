"""Whose address a request comes from where reverse proxies stand before the gateway (X-Forwarded-For, RFC 7239 section 8)."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]
_WITH_PORT = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[\d.]+))(?::\d{1,5})?")


def networks(text: str) -> Networks:
    """Networks with commas between, such as 10.0.0.0/8,2001:db8::/32; an address alone is a network of one."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def address_of(environ: Mapping[str, Any], trusted: Networks) -> str:
    """The peer, or, where it is a trusted proxy, the rightmost address of the header that is none; '' for an unknown peer.

    What stands left of that address was written by whoever has it and counts for nothing. A proxy that names no address is itself
    the last that is known.
    """
    peer = str(environ.get("REMOTE_ADDR") or "")
    known = _read(peer)
    if known is None or not _is_in(known, trusted):
        return peer
    for hop in reversed(str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")):
        found = _read(hop)
        if found is None:
            break
        known = found
        if not _is_in(found, trusted):
            break
    return str(known)


def _read(text: str) -> Address | None:
    text = text.strip().strip('"')
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((found["six"] or found["four"]) if found else text)
    except ValueError:
        return None
    # A socket of both families shows IPv4 as ::ffff:192.0.2.1; a zone belongs to the machine that wrote it.
    return getattr(address, "ipv4_mapped", None) or ip_address(str(address).partition("%")[0])


def _is_in(address: Address, trusted: Networks) -> bool:
    return any(address in network for network in trusted)
