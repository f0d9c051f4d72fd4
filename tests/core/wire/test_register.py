"""The register of members: thresholds of this version and the one before, a key that counts once, a card that its own root signed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from core.wire.three_nodes import AT, CARDS, DAYS, KEYS, LEDGERS, REGISTER, SHEET, signed_register

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Register, card, check_successor, draw_up, read_register


def next_version(signers: list[NodeKeys], threshold: int = 2, before: Register = REGISTER, **cards: Signed) -> Register:
    drawn = draw_up(
        list({**CARDS, **cards}.values()), agreement=SHEET.name, sheet=SHEET.in_force, sheet_sha256=SHEET.digest, threshold=threshold, before=before
    )
    return read_register(drawn.signed_by([keys.root for keys in signers]))


def test_the_first_needs_its_own_threshold_and_has_a_fingerprint_for_the_telephone() -> None:
    check_successor(REGISTER, None)
    groups = REGISTER.fingerprint.split(" ")
    assert (len(groups), {len(one) for one in groups}) == (12, {5})
    assert read_register(Signed.read(REGISTER.signed.data)).fingerprint == REGISTER.fingerprint
    with pytest.raises(BadInput, match="签署不足"):
        check_successor(replace(REGISTER, signed=replace(REGISTER.signed, signatures=REGISTER.signed.signatures[:1])), None)


def test_a_key_that_signs_twice_or_under_two_names_counts_once() -> None:
    one = REGISTER.signed.signatures[0]
    other_name = REGISTER.signed.signatures[1][0]
    for signatures in ((one, one), (one, (other_name, one[1])), (one, ("x", one[1]))):
        with pytest.raises(BadInput, match="签署不足"):
            check_successor(replace(REGISTER, signed=replace(REGISTER.signed, signatures=signatures)), None)


def test_the_next_needs_the_threshold_of_both() -> None:
    everybody = list(KEYS.values())
    check_successor(next_version(everybody), REGISTER)
    check_successor(next_version(everybody[:2]), REGISTER)
    for few in (everybody[:1], []):
        with pytest.raises(BadInput, match="签署不足"):
            check_successor(next_version(few), REGISTER)
    with pytest.raises(BadInput, match="签署不足"):
        check_successor(next_version(everybody[:2], threshold=3), REGISTER)


def test_strangers_who_sign_count_for_nothing() -> None:
    strangers = {key: NodeKeys.new(keys.node) for key, keys in KEYS.items()}
    cards = {
        key: card(keys, title={"zh": "甲", "en": "a"}, serves=["31"], doors=[], ledger=LEDGERS[key].verifier, days=DAYS) for key, keys in strangers.items()
    }
    with pytest.raises(BadInput, match="签署不足"):
        check_successor(next_version(list(strangers.values()), **cards), REGISTER)


def test_a_version_that_skips_one_or_stands_on_another_is_refused() -> None:
    second = next_version(list(KEYS.values()))
    for before in (second, signed_register(threshold=3)):
        with pytest.raises(BadInput, match="下一版"):
            check_successor(next_version(list(KEYS.values()), before=before), REGISTER)


def test_a_card_that_another_root_signed_is_refused() -> None:
    false = replace(CARDS["sh"], signatures=()).signed_by([KEYS["hz"].root])
    with pytest.raises(BadInput, match="根密钥"):
        next_version([], sh=false)


@pytest.mark.parametrize(
    "change", [{"v": 2}, {"threshold": 0}, {"threshold": 4}, {"members": []}, {"sheet": "someday"}, {"more": 1}, {"revoked": {"x": "2026-01-01"}}]
)
def test_a_malformed_register_is_refused_in_words(change: dict[str, object]) -> None:
    told = {**json.loads(REGISTER.signed.payload), **change}
    with pytest.raises(BadInput):
        read_register(replace(REGISTER.signed, payload=canonical(told)))
    with pytest.raises(BadInput):
        read_register(replace(REGISTER.signed, payload=json.dumps(told).encode()))  # not in its one spelling


def test_keys_hold_for_their_days_and_until_they_are_revoked() -> None:
    keys = KEYS["sh"]
    assert REGISTER.signing_key(keys.node, keys.id_of("sign"), AT) == keys.public("sign")
    first_night = datetime(2025, 12, 31, 17, tzinfo=UTC)  # an hour past midnight of the first day in Beijing
    assert REGISTER.signing_key(keys.node, keys.id_of("sign"), first_night)
    revoked = replace(REGISTER, revoked={keys.id_of("sign"): AT})
    assert revoked.signing_key(keys.node, keys.id_of("sign"), AT - timedelta(seconds=1))
    cases = [(revoked, keys.id_of("sign"), AT, "key_revoked"), (REGISTER, KEYS["hz"].id_of("sign"), AT, "unknown_key")]
    cases += [(REGISTER, keys.id_of("sign"), AT.replace(year=2028), "unknown_key"), (REGISTER, keys.id_of("open"), AT, "unknown_key")]
    for register, name, at, why in cases:
        with pytest.raises(Refusal) as refused:
            register.signing_key(keys.node, name, at)
        assert refused.value.why == why
    with pytest.raises(Refusal):
        REGISTER.member(keys.node).opening_key(date(2028, 1, 1))
