"""A node renews its keys while letters are on their way: the next register names the new ones, nothing is refused or lost, and new letters use them."""

from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils.timezone import localdate
from institutions.exchange.in_one import World
from people import browser

from mingjian.cli.exchange import command
from mingjian.core.errors import BadInput
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.register import card, draw_up
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Envelope, HeldRecord, Outgoing
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.key_states import key_states
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry, Officer

KEYS = ("sh", "hz", "nj")
PAIRS = [(sender, to) for sender in KEYS for to in KEYS if sender != to]


def write_all(world: World, number: int) -> None:
    """Let each node write a letter to each other, and try to send it."""
    for sender, to in PAIRS:
        with world.being(world.nodes[sender]) as at:
            told = {"letter_number": f"协{number}号", "letter_questions": f"请核实第{number}处仓库"}
            ask_for_assistance(to_node=world.nodes[to].name, **told, by=Officer.objects.get(username="wang"), at=at)
            exchange(at)
    world.time += timedelta(hours=2)


def adopt_with_new_card(world: World, key: str) -> None:
    """Draw the next register up with a new card of one node, sign it at each, adopt it at each."""
    with world.being(world.nodes[key]) as at:
        before, own = node.register(), node.register().members[world.nodes[key].name]
        days = localdate(at), date(2031, 12, 31)
        renewed = node.own_card(title=dict(own.title), serves=list(own.serves), doors=list(own.doors), days=days)
    cards = [renewed if one == key else _same_card(world, one) for one in KEYS]
    drawn = draw_up(cards, agreement=before.agreement, sheet=before.sheet, sheet_sha256=before.sheet_sha256, threshold=before.threshold, before=before)
    for one in KEYS:
        with world.being(world.nodes[one]) as at:
            drawn = node.sign_register(Signed.read(drawn.data), at=at)
    for one in KEYS:
        with world.being(world.nodes[one]) as at:
            node.adopt(drawn, at=at)


def _same_card(world: World, key: str) -> Signed:
    with world.being(world.nodes[key]):
        own = node.register().members[world.nodes[key].name]
        return node.own_card(title=dict(own.title), serves=list(own.serves), doors=list(own.doors), days=(own.keys[0].since, own.keys[0].until))


def test_keys_are_renewed_under_way_and_nothing_is_refused(world: World) -> None:
    write_all(world, 1)
    world.parted = {frozenset(pair) for pair in PAIRS}
    write_all(world, 2)  # packed under the former register, locked for the former keys, not arrived
    with world.being(world.nodes["hz"]) as at:
        former = node.keys()
        made = node.renew_keys(at=at)
        assert made.public("root") == former.public("root")
        assert node.keys_named().id_of("sign") == former.id_of("sign")  # nobody knows the new ones yet
    write_all(world, 3)
    adopt_with_new_card(world, "hz")
    world.parted = set()
    for number in (4, 5):
        write_all(world, number)
    write_all(world, 6)
    for key in KEYS:
        with world.being(world.nodes[key]) as at:
            exchange(at)
            assert not Outgoing.objects.exclude(state="arrived").exists(), list(Outgoing.objects.exclude(state="arrived").values("kind", "why"))
            assert HeldRecord.objects.filter(kind="assistance").count() == 12
            newest = Envelope.objects.filter(peer__node=world.nodes["hz" if key != "hz" else "sh"].name).order_by("-sequence")[0]
            header = read_envelope(bytes(newest.data)).header
            assert header.register.endswith("/2")
            if key != "hz":
                assert header.key == made.id_of("open")
    with world.being(world.nodes["hz"]):
        assert Entry.objects.filter(kind="exchange_keys_renewed").count() == 1
        assert read_envelope(bytes(Envelope.objects.order_by("-pk")[0].data)).signed.signatures[0][0] == made.id_of("sign")


def test_the_command_renews_and_says_what_is_to_be_done(world: World) -> None:
    with world.being(world.nodes["hz"]):
        former = node.keys().id_of("open")
        done = CliRunner().invoke(command, ["register", "renew-keys"], catch_exceptions=False)
        assert done.exit_code == 0
        assert "请制作新名片" in done.output
        assert node.keys().id_of("open") in done.output != former
        assert (settings.HOME / "exchange-keys").stat().st_mode & 0o077 == 0
        assert "former" in (settings.HOME / "exchange-keys").read_text()
        named, newest = node.keys_named().id_of("sign"), node.keys().id_of("sign")
        for _ in range(4):
            with pytest.raises(BadInput, match="尚未载入名册"):
                node.renew_keys(at=world.time)
        assert (node.keys_named().id_of("sign"), node.keys().id_of("sign")) == (named, newest)


def keys_page(who: str, language: str = "zh-hans", **form: str) -> Any:
    seat = browser(Officer.objects.get(username=who))
    seat.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    return seat.post("/exchange/keys", form, follow=True) if form else seat.get("/exchange/keys")


def members_shown(page: Any) -> dict[str, tuple[str, bool]]:
    return {one.member.node: (one.version, one.is_current) for one in page.context["states"].members}


def test_an_administrator_renews_them_and_reads_who_has_adopted_the_register_and_what_is_to_be_done(world: World) -> None:
    with world.being(world.nodes["hz"]):
        for name, duty in (("admin", "system"), ("guard", "security")):
            Officer(username=name, name_zh=name, name_en=name, duty=duty).save()
        page = keys_page("admin")
        assert members_shown(page) == {"sh.mingjian.example": ("", False), "nj.mingjian.example": ("", False)}
        assert "尚未以现行名册收到本节点的信封" in page.text
        assert keys_page("guard").status_code == keys_page("li").status_code == 403
        assert keys_page("wang").status_code == 200  # a head who signs registers reads it
        assert keys_page("wang", did="renew").status_code == 403  # and renews nothing
        former = node.keys().id_of("sign")
    write_all(world, 1)
    with world.being(world.nodes["hz"]):
        page = keys_page("admin", did="renew")
        assert "已更换密钥" in page.text
        assert "尚未载入，仍使用原密钥" in page.text
        assert [one.zh[:4] for one in page.context["states"].todo] == ["备份 e", "负责人在", "各成员电", "各成员采"]
        assert "Renew the keys" not in keys_page("admin", "en").text  # not twice before a register names them
        assert keys_page("admin", did="renew").status_code == 422
        assert (node.keys_named().id_of("sign"), Entry.objects.get(kind="exchange_keys_renewed").officer) == (former, Officer.objects.get(username="admin"))
    adopt_with_new_card(world, "hz")
    with world.being(world.nodes["hz"]):
        assert "尚未以现行名册收到本节点的信封" in keys_page("admin").text
    world.parted = {frozenset(("hz", "nj"))}
    write_all(world, 2)
    with world.being(world.nodes["hz"]):
        page = keys_page("admin")
        assert members_shown(page) == {"sh.mingjian.example": ("three_regions_demo/2", True), "nj.mingjian.example": ("three_regions_demo/1", False)}
        assert "南京尚未以现行名册收到本节点的信封" in page.text
        assert "nj took no envelope" in keys_page("admin", "en").text
    world.parted = set()
    write_all(world, 3)
    with world.being(world.nodes["hz"]):
        assert [one.zh[:4] for one in keys_page("admin").context["states"].todo] == ["无须处理"]
        ahead = key_states(_near_the_end(world))
        assert "现在更换" in ahead.todo[0].zh


def _near_the_end(world: World) -> Any:
    """An instant thirty days before the keys of Hangzhou end."""
    last = min(one.until for one in node.register().member("hz.mingjian.example").keys if one.id in {node.keys().id_of("sign"), node.keys().id_of("open")})
    return world.time.replace(year=last.year, month=last.month, day=1) - timedelta(days=10)


def test_a_pair_that_a_register_names_is_never_dropped() -> None:
    keys = first = NodeKeys.new("hz.example")
    for _ in range(6):
        keys = keys.renewed({first.id_of("sign")})
    assert keys.as_named({first.id_of("sign")}).id_of("sign") == first.id_of("sign")
    assert len(keys.former) == 4


def test_three_former_pairs_are_kept_and_a_damaged_file_is_refused() -> None:
    keys = NodeKeys.new("hz.example")
    ids = [keys.id_of("open")]
    for _ in range(5):
        keys = keys.renewed()
        ids.append(keys.id_of("open"))
    again = NodeKeys.from_text(keys.secret_text)
    assert [again.opening(name).private_bytes_raw() == keys.open.private_bytes_raw() for name in ids] == [True, True, False, False, False, True]
    assert again.as_named({"unheard"}).id_of("sign") == keys.id_of("sign")
    with pytest.raises(BadInput, match="已损坏"):
        NodeKeys.from_text(keys.secret_text.replace('"former": [{"sign": "', '"former": [{"sign": "!'))


def test_a_card_names_the_former_key_to_sign_for_a_month_and_none_to_lock_for() -> None:
    from mingjian.core.ledger.checkpoint import Signer

    keys = NodeKeys.new("hz.example").renewed()
    told = {"title": {"zh": "杭州", "en": "Hangzhou"}, "serves": ["3301"], "doors": [], "days": (date(2027, 1, 1), date(2027, 12, 31))}
    made = card(keys, ledger=Signer.new("hz.example/ledger").verifier, **told)
    assert made.payload.count(b'"use":"sign"') == 2
    assert made.payload.count(b'"use":"open"') == 1
    assert b'"until":"2027-01-31"' in made.payload
