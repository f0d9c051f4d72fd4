"""How contact_migration tells of the ways that lead off a platform: what each moves, what it may be instead, and which other shops give the same one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.extraction.codes import PAYMENT, TALK, TRADE
from mingjian.core.extraction.contacts import Contact
from mingjian.core.language import Text
from mingjian.core.redaction import masked, shown
from mingjian.core.text.picture_words import picture_of
from mingjian.core.wording import Texts

TITLES = {
    "wechat": Text("微信", "WeChat"),
    "qq": Text("QQ", "QQ"),
    "telegram": Text("Telegram", "Telegram"),
    "whatsapp": Text("WhatsApp", "WhatsApp"),
    "chat": Text("其他聊天软件", "another chat application"),
    "phone": Text("手机号", "a mobile number"),
    "group": Text("群", "a group"),
    "email": Text("电子邮箱", "an e-mail address"),
    "wechat_pay": Text("微信收款码", "a WeChat payment code"),
    "alipay": Text("支付宝收款码", "an Alipay payment code"),
    "qq_pay": Text("QQ 钱包收款码", "a QQ Wallet payment code"),
    "union_pay": Text("银联收款码", "a UnionPay payment code"),
    "share": Text("分享口令或短链接", "a share command or short link"),
}
MOVED = {TALK: Text("联系", "the talk"), PAYMENT: Text("付款", "the payment"), TRADE: Text("交易", "the trade")}
#: What else a way may be, by what it moves; told before what the detector always names.
INNOCENT = {
    PAYMENT: Text("线下门店、展会的收款码随实拍入镜", "the payment code of a shop on the street or a stall, in the photo by chance"),
    TALK: Text("公众号、售后或防伪查询的二维码", "the code of a public account, of after-sales service or of a check for genuineness"),
    TRADE: Text("平台许可的联盟推广、分享有礼", "an affiliate's link or a bonus for sharing, as the platform permits"),
}
#: The key under which an opened finding says what it gives and who gives it, until findings are laid side by side.
GIVEN = "given"
NAMED, TOLD = 3, 50  # givers in a sentence, and in the evidence


@dataclass(frozen=True)
class Way:
    """One contact in one field."""

    field: str
    contact: Contact

    @property
    def is_code(self) -> bool:
        """Return whether it is an address or a command, as codes and links hold, and no number or word."""
        return bool(self.contact.home) or self.contact.moves != TALK

    def told(self) -> dict[str, Any]:
        """State it for the evidence: what it moves, how it was found, where, and its one writing, masked."""
        one = self.contact
        found_in = "picture" if picture_of(self.field) else "text"
        value = {"value": masked(shown(one.value))} if one.value else {}
        return {"kind": one.kind, "moves": one.moves, "found_in": found_in, "field": self.field, "start": one.start, "end": one.end, **value}


class Others(NamedTuple):
    """Who else gives a contact: the first of them in order, and how many there are."""

    named: list[str]
    many: int


def moved(ways: Iterable[Way], *, pays: bool) -> tuple[str, ...]:
    """Return what is moved, in the order of MOVED; `pays` where words besides speak of paying elsewhere."""
    found = {way.contact.moves for way in ways} | ({PAYMENT} if pays else set())
    return tuple(one for one in MOVED if one in found)


def innocent(ways: Iterable[Way]) -> tuple[Text, ...]:
    """Return what else codes among these ways may be."""
    found = {way.contact.moves for way in ways if way.is_code}
    return tuple(text for one, text in INNOCENT.items() if one in found)


def given(texts: Texts, row: int, ways: Iterable[Way]) -> dict[str, Any]:
    """Return which contacts a row gives, and whose row it is: shop or account; the contacts stay unmasked until `linked` has laid them side by side."""
    by = texts.value(row, "shop_id") or texts.value(row, "account_id")
    found = sorted({(way.contact.kind, way.contact.value) for way in ways if way.contact.value})
    return {GIVEN: {"by": f"{texts.value(row, 'platform') or ''}/{by}" if by else "", "contacts": found}}


def linked(found: pa.Table) -> pa.Table:
    """Return of each finding which other shops and accounts give the same contact, and take the unmasked contacts out of the evidence."""
    rows = found.to_pylist()
    evidences = [json.loads(row["evidence"]) for row in rows]
    gives = [(one[GIVEN]["by"], [(kind, value) for kind, value in one.pop(GIVEN)["contacts"]]) for one in evidences]
    givers: dict[tuple[str, str], set[str]] = {}
    for by, contacts in gives:
        for contact in contacts if by else ():
            givers.setdefault(contact, set()).add(by)
    # In order once a contact, not once a finding: one that a hundred thousand give would be sorted as often.
    named = {contact: sorted(some)[: TOLD + 1] for contact, some in givers.items() if len(some) > 1}
    for row, told, (by, contacts) in zip(rows, evidences, gives, strict=True):
        shared = {one: Others([name for name in named[one] if name != by][:TOLD], len(givers[one]) - 1) for one in contacts if by and one in named}
        if shared:
            said = _shared(shared)
            told["shared"] = [_told(kind, value, others) for (kind, value), others in shared.items()]
            row["reason_zh"], row["reason_en"] = row["reason_zh"] + said.zh, f"{row['reason_en']} {said.en}"
        row["evidence"] = json.dumps(told, ensure_ascii=False)
    return pa.Table.from_pylist(rows, found.schema)


def _told(kind: str, value: str, others: Others) -> dict[str, Any]:
    return {"kind": kind, "value": masked(shown(value)), "given_by": others.named, "count": others.many}


def _shared(shared: Mapping[tuple[str, str], Others]) -> Text:
    zh, en = [], []
    for (kind, value), others in list(shared.items())[:NAMED]:
        title, code, names = TITLES.get(kind, Text("联系方式", "a contact")), masked(shown(value)), [shown(one) for one in others.named[:NAMED]]
        rest = others.many - len(names)
        zh.append(f"同一{title.zh}（{code}）还见于{'、'.join(names)}{f'等 {others.many} 家' if rest else ''}")
        en.append(f"the same contact ({title.en}, {code}) is given by {', '.join(names)}{f' and {rest} more' if rest else ''}")
    return Text(f"{'；'.join(zh)}。", f"{_capital('; '.join(en))}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
