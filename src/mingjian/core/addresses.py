"""
When two web addresses are one page: they differ in the scheme, the case and the spelling of the host, a default port, `www` or the site for phones, the way in
which signs are escaped, a slash at the end, the order of parameters, what only counts visits, or the place on the page.

The key serves to find what was told before, and is no address: what is captured, waived and shown is always the address as it was given.
"""

import re
import unicodedata
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import parse_qsl, quote, unquote, urlsplit

#: The first label of a host that is a site's own face for browsers or phones.
_FACES = frozenset({"www", "m", "wap", "h5", "mobile", "touch", "3g"})
#: Parameters that count visits and name no page.
_COUNTS_VISITS = re.compile(r"spm|scm|utm_\w+", re.IGNORECASE)
_DOTS = str.maketrans("。．｡", "...")
#: What most addresses look like: nothing in them is escaped, turned or left out, but for the scheme.
_PLAIN = re.compile(
    r"https?://((?!(?:www|m|wap|h5|mobile|touch|3g)\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9_.~-]+)*)(?:\?([\w.~=&-]+=[\w.~=&-]*))?", re.ASCII
)
_SAFE = "!$&'()*+,;=:@~-._"
_SAFE_IN_QUERY = "!$'()*,;:@~-._/"  # without what parts it


def plain_host(address: str) -> str:
    """Return the host name of an address as a browser reads it: in small letters, unescaped, with full stops of every script as dots, in its own script."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # a broken IPv6 literal
        return ""
    host = unicodedata.normalize("NFKC", unquote(host).translate(_DOTS)).translate(_DOTS).lower().strip(".")
    return ".".join(_in_own_script(label) for label in host.split("."))


def _in_own_script(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


def site_of(address: str) -> str:
    """Return the host of an address without the label that is the site's own face: `m.shop.example` and `www.shop.example` are `shop.example`."""
    labels = plain_host(address).split(".")
    while len(labels) > 2 and labels[0] in _FACES:
        labels = labels[1:]
    return ".".join(labels)


def page_key(address: str) -> str:
    """Return what all ways of writing the address of one page share; of a place, which has no scheme, itself."""
    if "xn--" not in address and (found := _PLAIN.fullmatch(address)):
        pairs = (found[3] or "").split("&")
        if pairs == [""]:
            return found[1] + found[2]
        if all(one.count("=") == 1 for one in pairs):
            told = "&".join(sorted(one for one in pairs if not _COUNTS_VISITS.fullmatch(one.partition("=")[0])))
            return found[1] + found[2] + (f"?{told}" if told else "")
    if "://" not in address:
        return address
    try:
        parts = urlsplit(unicodedata.normalize("NFKC", address))
        port = parts.port
    except ValueError:
        return address
    host = site_of(address) + (f":{port}" if port not in (None, 80, 443) else "")
    path = re.sub(r"/+", "/", _written(parts.path)).rstrip("/")
    query = ((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _COUNTS_VISITS.fullmatch(name))
    told = "&".join(sorted(f"{_asked(name)}={_asked(value)}" for name, value in query))
    route = parts.fragment if parts.fragment.startswith(("/", "!")) else ""  # some pages are told apart behind the sign alone
    return host + path + (f"?{told}" if told else "") + (f"#{route}" if route else "")


def _written(part: str) -> str:
    """Return a part of an address in one way of escaping; a slash that was escaped stays so."""
    return "/".join(quote(unicodedata.normalize("NFKC", unquote(one)), safe=_SAFE) for one in part.split("/"))


def _asked(part: str) -> str:
    """Return a name or value of a query, unescaped already, in one way of escaping; a sign that parts a query stays escaped within."""
    return quote(unicodedata.normalize("NFKC", part), safe=_SAFE_IN_QUERY)


def network(written: str) -> str:
    """Return the address of a machine as uses are counted by it: of IPv6 its network of 64 bits, within which a household picks addresses as it likes."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return written
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))
