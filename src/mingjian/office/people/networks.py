"""By which address uses are counted: a household of IPv6 picks addresses as it likes."""

from ipaddress import IPv4Address, ip_address, ip_network


def network(written: str) -> str:
    """Return an address as uses are counted by it: of IPv6 its network of 64 bits, within which a household picks addresses as it likes."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return written
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))
