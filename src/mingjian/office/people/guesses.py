"""
How often a password may be tried, so that guessing leads nowhere and keeps nobody else out (decision 112).

Wrong passwords for one name from one address: 5 in five minutes (`ACCOUNT_RATE_LIMITS`), 10 in an hour, 20 in a day. For one name from all addresses from
which its officer has not signed in lately: 100 in a day. Whoever sits where they usually do is kept out by nobody else's tries.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mingjian.core.addresses import network

APP = "mingjian.people"
KNOWN_FOR = 90 * 24 * 3600  # seconds for which an address is known from which an officer signed in


@dataclass(frozen=True)
class Limit:
    """One limit: its rate as allauth writes it, whether it is of the name alone, and what is said once it is reached."""

    action: str
    rate: str
    is_of_name: bool
    said: Any  # lazy words


LIMITS = (
    Limit("guess_hour", "10/h/key", False, _("Too many wrong passwords for this name from here: signing in rests for an hour at most.")),
    Limit(
        "guess_day",
        "20/d/key",
        False,
        _("Too many wrong passwords for this name from here: signing in rests for a day at most. A system administrator can ask for a new first password."),
    ),
    Limit(
        "guess_name",
        "100/d/key",
        True,
        _("Too many wrong passwords for this name today: it can be signed in with only from where its officer usually does. Tell the system administrator."),
    ),
)


def pair(request: HttpRequest, name: str) -> str:
    """Return what a name from one address is counted under: whoever has a network of IPv6 has one try of it, and its officer is known in all of it."""
    return f"{folded(name)} {network(ratelimit.get_ip(request))}"


def folded(name: str) -> str:
    """Return a name as it is counted: capitals and blanks around it make no other."""
    return name.strip().lower()


def count_try(request: HttpRequest, name: str) -> list[Any]:
    """Count one try, before it is known whether it is right, and return what takes it back. Raises TooManyGuesses where a limit is reached."""
    is_known = cache.get(_known(request, name)) is not None
    counted: list[Any] = []
    for limit in LIMITS:
        if limit.is_of_name and is_known:
            continue
        key = folded(name) if limit.is_of_name else pair(request, name)
        usage = ratelimit.consume(request, app=APP, action=limit.action, config={limit.action: limit.rate}, key=key)
        if not usage:
            take_back(counted)
            raise TooManyGuesses(limit.said)
        counted.append(usage)
    return counted


def take_back(counted: list[Any]) -> None:
    """Count a try no more, since it was right or another limit refused it."""
    for usage in counted:
        usage.rollback()


def know(request: HttpRequest, name: str) -> None:
    """Remember that an officer signed in from where the request comes from."""
    cache.set(_known(request, name), True, KNOWN_FOR)


class TooManyGuesses(Exception):
    """A limit is reached; says which."""

    def __init__(self, said: Any) -> None:
        super().__init__(str(said))
        self.said = said


def _known(request: HttpRequest, name: str) -> str:
    return f"mingjian:known:{pair(request, name)}"
