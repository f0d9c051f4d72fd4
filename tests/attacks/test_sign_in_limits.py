"""M1, M4, M9: codes and limits hold for the node and not for a worker, a stranger locks nobody out, and the database opens no session."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from people import PASSWORD, people
from stored import everything_stored

from mingjian.office.models import Officer
from mingjian.office.node.models import Shared
from mingjian.office.node.shared_cache import SharedStore
from mingjian.office.people import guesses, signin
from mingjian.office.people.sessions import SessionStore

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of tests
HOME, AWAY = "192.0.2.250", "203.0.113.200"


@pytest.fixture
def on_time(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """A clock for the limits, so that no test waits for a minute or sits astride two."""
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def code(at: float | None = None) -> str:
    return auth.format_hotp_value(auth.hotp_value(SECRET, int(time.time() if at is None else at) // 30))


def with_factor(officer: Officer) -> Officer:
    Authenticator.objects.create(user=officer, type="totp", data={"secret": get_adapter().encrypt(SECRET)})
    return officer


def typed(name: str, password: str, address: str) -> int:
    return int(Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": name, "password": password}).status_code)


def half_signed_in(name: str) -> Client:
    client = Client(REMOTE_ADDR=HOME)
    reply = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert reply.url == "/accounts/2fa/authenticate/"  # type: ignore[attr-defined]
    return client


def in_threads(what: Callable[[int], Any], count: int) -> list[Any]:
    """Do something at once in several threads, each of which has a database connection of its own, as a worker has."""

    def alone(number: int) -> Any:
        try:
            return what(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


@pytest.mark.django_db(transaction=True)
def test_a_code_opens_one_of_eight_sign_ins_at_once(on_time: Clock) -> None:
    with_factor(people("li")["li"])
    clients = [half_signed_in("li") for _ in range(8)]
    same = code()
    replies = in_threads(lambda number: clients[number].post("/accounts/2fa/authenticate/", {"code": same}).status_code, 8)
    assert replies.count(302) == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_that_another_process_took_is_used_here_too() -> None:
    officer = with_factor(people("li")["li"])
    name = str(connection.settings_dict["NAME"])
    taken = (
        "import django, sys; django.setup()\n"
        "from django.db import connections; connections['default'].settings_dict['NAME'] = sys.argv[1]\n"
        "from django.core.cache import cache; print(cache.add(sys.argv[2], 'y', 30))\n"
    )
    key = auth.TOTP(Authenticator.objects.get())._get_used_cache_key("123456")
    said = [subprocess.run([sys.executable, "-c", taken, name, key], capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]
    assert said == ["True", "False"]
    assert not auth.TOTP(Authenticator.objects.get(user=officer))._mark_code_used("123456")


@pytest.mark.django_db
def test_a_code_used_to_set_up_opens_no_sign_in(on_time: Clock) -> None:
    people("li")
    client = Client(REMOTE_ADDR=HOME)
    assert client.post("/accounts/login/", {"login": "li", "password": PASSWORD}).status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    secret = client.session["mfa.totp.secret"]
    shown = auth.format_hotp_value(auth.hotp_value(secret, int(on_time.now) // 30))
    assert client.post("/accounts/2fa/totp/activate/", {"code": shown}).status_code == 302
    assert half_signed_in("li").post("/accounts/2fa/authenticate/", {"code": shown}).status_code == 200
    on_time.now += 30
    following = auth.format_hotp_value(auth.hotp_value(secret, int(on_time.now) // 30))
    assert half_signed_in("li").post("/accounts/2fa/authenticate/", {"code": following}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_no_worker_lets_a_sixth_wrong_password_in() -> None:
    people("li")
    replies = in_threads(lambda number: b"\xe6\x9a\x82\xe5\x81\x9c" in Client(REMOTE_ADDR=AWAY).post(*wrong_sent()).content, 8)
    assert replies.count(False) == 5  # the others are told that signing in rests


def wrong_sent() -> tuple[str, dict[str, str]]:
    return "/accounts/login/", {"login": "li", "password": "wrong"}


@pytest.mark.django_db
def test_limits_outlast_the_process(on_time: Clock) -> None:
    people("li")
    for _ in range(5):
        typed("li", "wrong", AWAY)
    del caches._connections.default  # as a worker that was started anew
    assert typed("li", PASSWORD, AWAY) == 200


@pytest.mark.django_db
def test_a_stranger_who_knows_the_name_locks_nobody_else_out(on_time: Clock) -> None:
    people("li")
    for _ in range(6):
        typed("li", "wrong", AWAY)
    assert typed("li", PASSWORD, AWAY) == 200
    assert typed("LI ", "wrong", AWAY) == 200
    assert typed("li", PASSWORD, HOME) == 302


@pytest.mark.django_db
def test_the_wait_grows_from_minutes_to_an_hour_to_a_day(on_time: Clock) -> None:
    people("li")
    tried = 0
    for _ in range(24 * 2):  # a day
        for _ in range(6):
            tried += is_tried(AWAY)
        on_time.now += 1801
    assert tried == 20
    on_time.now += 24 * 3600
    assert typed("li", PASSWORD, AWAY) == 302


def is_tried(address: str) -> bool:
    """Whether a wrong password was compared at all."""
    reply = Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": "li", "password": "wrong"})
    return reply.status_code == 200 and "暂停" not in reply.content.decode() and "本人平时" not in reply.content.decode()


@pytest.mark.django_db
def test_guesses_from_everywhere_are_bounded_and_the_officer_gets_in_from_where_they_sit(on_time: Clock) -> None:
    people("li")
    assert typed("li", PASSWORD, HOME) == 302
    tried = sum(is_tried(f"203.0.113.{number}") for number in range(30) for _ in range(4))
    assert tried == 100
    told = Client(REMOTE_ADDR="198.51.100.1").post("/accounts/login/", {"login": "li", "password": PASSWORD}).content.decode()
    assert "只能在本人平时登录的地方登录" in told
    assert typed("li", PASSWORD, HOME) == 302
    on_time.now += 24 * 3600 + 1
    assert typed("li", PASSWORD, "198.51.100.1") == 302


@pytest.mark.django_db
def test_a_network_of_ipv6_is_one_place_to_the_guesser_and_to_the_officer(on_time: Clock) -> None:
    """Addresses within it are anybody's to pick: a guesser had tries without end of each, and an officer's own changes by the day."""
    people("li")
    assert sum(is_tried(f"2001:db8:1:2::{number:x}") for number in range(1, 40)) == 5
    assert typed("li", PASSWORD, "2001:db8:9:9:a::1") == 302
    for number in range(30):
        for _ in range(4):
            is_tried(f"2001:db8:7:{number:x}::1")
    assert typed("li", PASSWORD, "2001:db8:8:8::1") == 200  # from anywhere else it rests
    assert typed("li", PASSWORD, "2001:db8:9:9:b::2") == 302


@pytest.mark.django_db
def test_a_right_password_uses_none_of_the_tries_up(on_time: Clock) -> None:
    people("li")
    for _ in range(30):
        assert typed("li", PASSWORD, HOME) == 302
        on_time.now += 61


@pytest.mark.django_db
def test_the_shared_store_tells_no_name_address_or_code(on_time: Clock) -> None:
    people("li")
    typed("li", "wrong", AWAY)
    typed("li", PASSWORD, HOME)
    kept = "\n".join(f"{one.key} {one.value}" for one in Shared.objects.all())
    assert kept
    assert not [one for one in ("li", AWAY, HOME) if one in kept]


@pytest.fixture
def store(db: None) -> SharedStore:
    return SharedStore("", {})


def test_the_store_keeps_until_the_end_and_no_longer(store: SharedStore, on_time: Clock) -> None:
    assert store.add("a", [1.5], 10)
    assert not store.add("a", [2.5], 10)
    assert store.get("a") == [1.5]
    on_time.now += 11
    assert store.get("a", "none") == "none"
    assert store.add("a", "later", 10)
    store.set("b", 1, None)
    on_time.now += 10**9
    assert (store.get("b"), store.touch("b", 5), store.touch("a", 5)) == (1, True, False)
    assert (store.delete("b"), store.delete("b")) == (True, False)


def test_nothing_valid_is_thrown_away_for_want_of_room(store: SharedStore) -> None:
    for number in range(400):  # Django's own would keep 300
        store.set(f"k{number}", number, 600)
    assert [store.get(f"k{number}") for number in range(400)] == list(range(400))


@pytest.mark.django_db
def test_no_session_is_opened_by_what_the_database_holds() -> None:
    people("li")
    client = Client(REMOTE_ADDR=HOME)
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    key = client.cookies["sessionid"].value
    assert client.get("/account").status_code == 200
    assert key not in everything_stored()
    for held in (Session.objects.get().session_key, str(UserSession.objects.get().session_key)):
        thief = Client(REMOTE_ADDR=AWAY)
        thief.cookies["sessionid"] = held
        assert thief.get("/account").status_code == 302


@pytest.mark.django_db
def test_what_a_session_holds_is_not_legible_in_the_database() -> None:
    people("li")
    client = Client(REMOTE_ADDR=HOME)
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.session["mfa.totp.secret"]
    assert client.session["mfa.totp.secret"] not in everything_stored()
    assert Session.objects.get().session_data.startswith("mj1.")


@pytest.mark.django_db
def test_a_provider_uses_no_first_password_up(rf: Any) -> None:
    officer = people("li")["li"]
    for method, is_by_password in (("socialaccount", False), ("password", True)):
        request = rf.post("/")
        request.session = SessionStore()
        record_authentication(request, officer, method=method)
        assert signin._is_by_password(request, officer) is is_by_password


def test_the_limits_are_those_of_the_decision() -> None:
    assert [one.rate for one in guesses.LIMITS] == ["10/h/key", "20/d/key", "100/d/key"]
