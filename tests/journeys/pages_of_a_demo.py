"""
Find each page of a demo's console: one address of each, and the account that may see it. Run in the home of the demo; prints JSON.

Addresses are read out of the node, so that a new page is found as soon as it is there. What an address names (a number, a key, a law) is taken from the links
of the pages seen before; an address that no page links is tried with whatever other addresses name.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from itertools import islice, product
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the setting up
from django.test import Client  # noqa: E402
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve  # noqa: E402

from mingjian.office.demo import OFFICERS  # noqa: E402
from mingjian.office.models import Officer  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]
MOST_TRIED = 6  # ways of filling in an address that nobody links, for each account
#: Pages that look so different.
SEVERAL = {"findings/<int:pk>": 6, "dossiers/<str:number>": 4, "help/<slug:name>": 2, "law/procedures/<str:name>": 2, "lab/consultations/<str:number>": 2}
NO_PAGES = ("api/", "accounts/logout", "accounts/social", "accounts/3rdparty", "accounts/oidc", "metrics", "healthy")
CLOSED = ("accounts/signup/", "accounts/email/", "accounts/password/reset/")  # of the library, answered by nothing (mingjian.urls)
FILES = (".csv", ".docx", ".pdf", ".md", ".parquet", ".ics", "/picture", "/receipt", "/moved", "/download/", "/bad_rows", "pictures/<path:name>")
NOBODY = ""

Found = dict[str, list[tuple[str, str]]]


class Crawl:
    """The pages found so far by their route: account and address; what addresses name, by the name of the part."""

    def __init__(self) -> None:
        self.clients = {name: self._client(name) for name, *_ in OFFICERS} | {NOBODY: Client()}
        self.found: Found = {}
        self.seen: set[tuple[str, str]] = set()
        self.tried: dict[tuple[str, str], int] = {}
        self.named: dict[str, list[str]] = {}
        self.answers: dict[str, set[int]] = {}
        self.routed: dict[str, str] = {}  # each address is linked by many pages

    @staticmethod
    def _client(name: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Officer.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def walk(self, account: str, begins: list[str]) -> None:
        """Follow links from some addresses as one account, to each route that is not found yet."""
        waiting = deque(begins)
        while waiting:
            address = waiting.popleft()
            route = self._route(address)
            is_done = (len(self.found.get(route, [])) >= SEVERAL.get(route, 1) or self.is_form(route)) and address not in begins
            if is_done or (account, address) in self.seen or self.tried.get((account, route), 0) >= MOST_TRIED:
                continue
            self.seen.add((account, address))
            self.tried[account, route] = self.tried.get((account, route), 0) + 1
            waiting.extend(self._links(account, address, route))

    def is_form(self, route: str) -> bool:
        """Whether an address is no page: it was answered, and only by leading elsewhere or with a file."""
        return route not in self.found and bool(told := self.answers.get(route)) and told <= {200, 301, 302, 304, 405}

    def _route(self, address: str) -> str:
        path = address.partition("?")[0]
        if path not in self.routed:
            self.routed[path] = self._resolved(path)
        return self.routed[path]

    def _resolved(self, address: str) -> str:
        try:
            matched = resolve(address)
        except Resolver404:
            return ""
        for name, value in matched.kwargs.items():
            if str(value) not in (known := self.named.setdefault(name, [])):
                known.append(str(value))
        return str(matched.route)

    def _links(self, account: str, address: str, route: str) -> list[str]:
        reply = self.clients[account].get(address)
        self.answers.setdefault(route, set()).add(reply.status_code)
        is_download = reply.headers.get("Content-Disposition", "").startswith("attachment")
        is_page = reply.headers.get("Content-Type", "").startswith("text/html") and not is_download  # an archive may begin with a page that lies in it
        if reply.status_code != 200 or reply.streaming or not is_page or b"<html" not in reply.content[:2000]:
            return []
        kept = self.found.setdefault(route, [])
        if len(kept) < SEVERAL.get(route, 1):
            kept.append((account, address))
        return [unescape(one) for one in re.findall(r'(?:href|action)="(/[^"#]*)"', reply.content.decode())]


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def fillings(route: str, named: dict[str, list[str]]) -> Iterator[str]:
    """Return addresses of a route, with what other addresses name put in."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for chosen in islice(product(*(named.get(name, []) for name in names)), MOST_TRIED):
        given = iter(chosen)
        yield "/" + re.sub(r"<[^>]+>", lambda _, given=given: next(given), route)  # type: ignore[misc]  # bound now


def _is_asked(route: str) -> bool:
    return not route.lstrip("^").startswith((*NO_PAGES, *CLOSED)) and not route.endswith(FILES) and "(" not in route


def plain(route: str) -> str:
    return "/" + route.replace("^", "").replace("/?$", "")


def crawl() -> Crawl:
    """Walk as everybody from home and from all addresses without parts; then look, account by account, for the routes that nobody has found."""
    made = Crawl()
    every = [one for one in dict.fromkeys(routes(get_resolver().url_patterns)) if _is_asked(one)]
    fixed = [one for one in every if "<" not in one]
    for account in made.clients:
        made.walk(account, ["/", *(plain(one) for one in fixed if one and one not in made.found and not made.is_form(one))])
    for account in made.clients:
        missing = [one for one in every if one not in made.found and "<" in one and not made.is_form(one)]
        lists = {one.partition("/<")[0] for one in missing}
        made.walk(account, [plain(one) for one in fixed if one in lists | {one.rpartition("/")[0] for one in lists}])
    for route in every:
        if "<" in route and route not in made.found and not made.answers.get(route):
            for account in ("county", "head", "sysadmin", NOBODY):
                made.walk(account, list(fillings(route, made.named)))
    made.answers = {route: made.answers.get(route, set()) for route in every if route not in made.found and not made.is_form(route)}
    return made


if __name__ == "__main__":
    done = crawl()
    unseen = {route: sorted(told) for route, told in done.answers.items()}
    print(json.dumps({"pages": done.found, "unseen": unseen}, ensure_ascii=False))  # noqa: T201 - read by the test
