"""Where a capture may connect to, and where not."""

import pytest

from mingjian.core.capture.guard import Guard, address_fault
from mingjian.core.errors import NotPermitted

CLOSED = [
    "127.0.0.1", "0.0.0.0", "10.9.9.9", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "224.0.0.1", "255.255.255.255", "203.0.113.9",  # noqa: S104
    "::1", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "::127.0.0.1", "64:ff9b:1::7f00:1", "168.63.129.16", "::ffff:168.63.129.16", "192.88.99.1", "192.0.0.8",
    "3fff::1", "2001:0:a9fe:a9fe::", "5f00::1", "2002:c058:6301::",
]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_of_this_machine_or_its_network_is_refused_in_every_spelling(address: str) -> None:
    with pytest.raises(NotPermitted, match="已拒绝"):
        Guard(resolver=lambda host, port: [address]).permitted("shop.example", 80)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_of_the_open_internet_is_permitted(address: str) -> None:
    assert Guard(resolver=lambda host, port: [address]).permitted("shop.example", 80) == [address]


def test_one_closed_address_among_open_ones_closes_the_name() -> None:
    with pytest.raises(NotPermitted):
        Guard(resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"]).permitted("shop.example", 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1"])
def test_local_addresses_open_where_that_was_asked_for(address: str) -> None:
    assert Guard(is_local_allowed=True, resolver=lambda host, port: [address]).permitted("shop.example", 80) == [address]


NEVER = [
    "169.254.169.254", "fe80::1", "100.100.100.200", "224.0.0.1", "fd00:ec2::254", "192.0.0.192", "2001:0:a9fe:a9fe::", "64:ff9b:1::a9fe:a9fe", "192.88.99.1",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_the_metadata_of_clouds_stays_closed_even_then(address: str) -> None:
    with pytest.raises(NotPermitted):
        Guard(is_local_allowed=True, resolver=lambda host, port: [address]).permitted("shop.example", 80)


def test_a_name_that_changes_its_mind_is_checked_each_time() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    guard = Guard(resolver=lambda host, port: next(answers))
    assert guard.permitted("shop.example", 80) == ["8.8.8.8"]
    with pytest.raises(NotPermitted):
        guard.permitted("shop.example", 80)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "view-source:file:///etc/passwd", "chrome://version", "shop.example", "http://", "http://a:b@c/", "http://a:99999/"]
)
def test_an_address_that_is_none_of_the_web_is_told_so(url: str) -> None:
    assert address_fault(url)


def test_an_address_of_the_web_is_taken() -> None:
    assert address_fault("https://shop.example:8443/商品?id=1") is None
