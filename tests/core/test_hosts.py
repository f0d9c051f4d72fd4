"""Hosts and who is behind them: by the Public Suffix List, the shops of a builder apart."""

import pytest

from mingjian.core.detectors.common.host_names import Hosts
from mingjian.core.hosts import domain_of, host_of, registered_domain_of


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.co.uk", "b.co.uk"),
        ("a.b.com", "b.com"),
        ("b.com", "b.com"),
        ("x.gov.cn", "x.gov.cn"),
        ("com.cn", "com.cn"),
        ("a.net.shop", "net.shop"),
        ("local", "local"),
        ("shop.firm.bj.cn", "firm.bj.cn"),
        ("www.one.myshopify.com", "one.myshopify.com"),
        ("1.2.3.4", "1.2.3.4"),
        ("::1", "::1"),
        ("a..b", "a..b"),
        ("", ""),
    ],
)
def test_the_domain_is_that_of_whoever_is_behind_the_host(host: str, domain: str) -> None:
    assert domain_of(host) == domain


def test_two_stores_of_one_builder_and_two_firms_of_one_province_are_two() -> None:
    assert domain_of("one.myshopify.com") != domain_of("two.myshopify.com")
    assert domain_of("one.bj.cn") != domain_of("two.bj.cn")


def test_what_a_registry_gave_out_is_the_builders() -> None:
    assert registered_domain_of("one.myshopify.com") == "myshopify.com"
    assert registered_domain_of("shop.firm.bj.cn") == "firm.bj.cn"


def test_a_store_named_after_a_mark_is_not_the_holders_own_domain() -> None:
    marks = Hosts(["Nikeson"])
    assert marks.find("www.nikeson.com") is None
    found = marks.find("nikeson.myshopify.com")
    assert found is not None
    assert found.mark == "Nikeson"


def test_a_port_a_name_and_large_letters_are_no_part_of_a_host() -> None:
    assert host_of("HTTP://me:pw@Shop.TW:8080/x") == host_of("Shop.TW/x") == "shop.tw"
