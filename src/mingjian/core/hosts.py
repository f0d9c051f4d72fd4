"""Host names of addresses, and the domain that somebody registered, by the Public Suffix List as its package brings it; nothing is fetched."""

from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


def host_of(url: str) -> str:
    """Return the host name of an address in lower case, empty where there is none."""
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:  # a broken IPv6 literal
        return ""


def domain_of(host: str) -> str:
    """
    Return the domain of whoever is behind a host: `shop.example.com.tw` is `example.com.tw`, and of two stores at one builder each is its own.

    A host that is a suffix itself, or has none (an IP address, `localhost`), is its own domain.
    """
    return _own(host, is_private=True)


def registered_domain_of(host: str) -> str:
    """Return the domain that was registered at a registry: `a.myshopify.com` is `myshopify.com`, which the builder holds and not the store."""
    return _own(host, is_private=False)


def _own(host: str, *, is_private: bool) -> str:
    bare = host.rstrip(".")
    if not bare or ":" in bare or bare.rpartition(".")[2].isdigit():  # an address of numbers has no domain
        return bare
    return _suffixes(is_private).privatesuffix(bare) or bare


@cache
def _suffixes(is_private: bool) -> PublicSuffixList:
    return PublicSuffixList(only_icann=not is_private)
