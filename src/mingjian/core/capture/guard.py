"""Where a capture may connect to. A page is hostile: it may lead the browser to this machine, its network, or the cloud's metadata."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mingjian.core.errors import NotPermitted
from mingjian.core.language import Text

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Gives the addresses of a host and port, as text.
Resolver = Callable[[str, int], list[str]]

#: Where clouds tell a machine its keys, besides the link-local addresses: Azure's is one of the open internet, the others of private networks.
_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254")))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Open to nothing, whatever the registries of this Python say: assignments of protocols (RFC 6890), relays of 6to4 (RFC 7526), Teredo, which wraps any address
#: of version 4, NAT64 of a network's own (RFC 8215), examples (RFC 9637) and segment routing (RFC 9602).
_CLOSED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/32", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")))
#: What Chromium asks for by itself, whatever it is told. It is refused and is no part of a page.
OWN_CALLS = frozenset({"update.googleapis.com", "accounts.google.com", "clients2.google.com", "optimizationguide-pa.googleapis.com", "redirector.gvt1.com"})


def resolve(host: str, port: int) -> list[str]:
    """Ask this machine's resolver. Raises OSError where the name is not known."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@dataclass
class Guard:
    """
    Says to which addresses a host may lead: each time anew, and the caller connects to one of those and to no other, so that a name cannot change its mind.

    `is_local_allowed`: loopback and private networks are open too. Link-local addresses and the others where clouds keep their metadata never are.
    """

    is_local_allowed: bool = False
    resolver: Resolver = resolve
    answers: dict[str, list[str]] = field(default_factory=dict)

    def permitted(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host. Raises NotPermitted where it is not known, or where any of them may not be connected to."""
        try:
            found = self.resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise NotPermitted(f"无法解析域名 {host}。", f"The name {host} cannot be resolved.") from error
        if bad := [one for one in found if not self._is_permitted(one)]:
            raise NotPermitted(
                f"{host} 指向 {bad[0]}，属本机、内网或保留地址，已拒绝。",
                f"{host} leads to {bad[0]}, an address of this machine, of a private network or reserved: refused.",
            )
        self.answers[host] = found
        return found

    def _is_permitted(self, text: str) -> bool:
        address = _innermost(text)
        if address in _METADATA or any(address in network for network in _CLOSED):
            return False
        if is_public(address):
            return True
        return self.is_local_allowed and not address.is_link_local and not address.is_multicast and (address.is_loopback or address.is_private)


def is_public(address: Address) -> bool:
    """Return whether an address is one of the open internet."""
    is_site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_site_local)


def _innermost(text: str) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def address_fault(url: str) -> Text | None:
    """Return why an address cannot be captured, if so: other schemes read this machine's files, and a password in it would be kept in the archive."""
    try:
        parts = urlsplit(url)
        is_well_formed = parts.port is None or parts.port > 0
    except ValueError:
        is_well_formed = False
    if not is_well_formed or parts.scheme not in ("http", "https") or not parts.hostname:
        return Text("网址应以 http:// 或 https:// 开头并写明主机名。", "The address should begin with http:// or https:// and name a host.")
    if parts.username or parts.password:
        return Text("网址中不得含用户名或口令。", "The address may hold no user name or password.")
    return None
