"""What keeps the papers of a matter from being signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingjian.core.language import Text
from mingjian.institutions.matters.models import Charge, Exhibit, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.queries import rows_of, suspects_of, unproven
from mingjian.office.models import SealedFile


@dataclass(frozen=True)
class Gap:
    """Something that a paper could not say: in words, with the part of the page and the act where it is entered. `is_proof`: nothing proves it."""

    text: Text
    part: str
    is_proof: bool = False


def gaps_of(matter: Matter) -> list[Gap]:
    """Return what keeps the papers of a matter from being signed, in the order of a decision."""
    offers, charges, exhibits = rows_of(matter, Offer), rows_of(matter, Charge), rows_of(matter, Exhibit)
    suspects, penalties = suspects_of(matter), rows_of(matter, Penalty)
    found = [] if suspects else [Gap(Text("没有登记当事人（被处罚人）", "No party is entered"), "parties")]
    for party in suspects:
        found += [Gap(Text(f"当事人“{party.name}”：{text.zh}", f"Party {party.name}: {text.en}"), "parties") for text in _lacking(party)]
    found += [] if offers else [Gap(Text("没有登记被指商品", "No offer is entered"), "parties")]
    if nameless := [one for one in offers if not one.goods]:
        found.append(Gap(Text(f"{len(nameless)} 项被指商品没有商品名称", f"{len(nameless)} offers do not say which goods"), "parties"))
    found += [] if charges else [Gap(Text("没有登记涉嫌行为", "No charge is entered"), "charge")]
    for charge in charges:
        found += [Gap(Text(f"“{charge.words}”：{text.zh}", f"{charge.words}: {text.en}"), "charge") for text in _wanting(charge)]
    found += [Gap(Text(f"没有证据证明{label.zh}", f"Nothing proves {label.en}"), "evidence", is_proof=True) for label in unproven(matter, exhibits, charges)]
    if len(suspects) > 1 and any(one.party_id is None for one in penalties):
        found.append(Gap(Text("当事人不止一个，处罚项目没有写明对哪一个", "There are several parties, and items do not say whose they are"), "charge"))
    return found if penalties else [*found, Gap(Text("没有登记拟处罚项目", "No item of the penalty is entered"), "charge")]


def _lacking(party: Party) -> list[Text]:
    """Return what the block of a party lacks, by its kind (papers of the Set)."""
    is_person, is_business = party.kind == Party.Kind.PERSON, party.kind == Party.Kind.BUSINESS
    wanted: Sequence[tuple[bool, Any, Text]] = (
        (not is_person, party.licence, Text("缺主体资格证照名称", "the name of the licence is missing")),
        (not is_person, party.code, Text("缺统一社会信用代码", "the credit code is missing")),
        (True, party.address, Text("缺住所（住址）", "the address is missing")),
        (not (is_person or is_business), party.head, Text("缺法定代表人（负责人）", "the legal representative is missing")),
        (is_business, party.operator, Text("缺经营者", "who runs the business is missing")),
        (is_person or is_business, party.id_number, Text("缺身份证件号码", "the number of identity is missing")),
    )
    return [text for is_wanted, value, text in wanted if is_wanted and not value]


def _wanting(charge: Charge) -> list[Text]:
    wanted = (
        (charge.act, Text("缺规则库中的违法行为类别", "the act in the rulebook is missing")),
        (charge.since, Text("缺行为起日", "the day from which is missing")),
        (charge.until, Text("缺行为止日", "the day until which is missing")),
        (charge.broken, Text("缺违反的条文", "the provision broken is missing")),
        (charge.applied, Text("缺处罚依据的条文", "the provision applied is missing")),
        (charge.discretion, Text("缺裁量理由", "the reasons of the discretion are missing")),
    )
    return [text for value, text in wanted if not value]


def proposed_kind(file: SealedFile) -> str:
    """Return what kind of evidence a file is likely to be, by its name; a person says which it is."""
    ending = file.name.rpartition(".")[2].lower()
    return Exhibit.Kind.RECORDING if ending in {"mp4", "mov", "avi", "mp3", "m4a", "wav", "amr"} else _OF_ENDING.get(ending, Exhibit.Kind.DOCUMENT)


_OF_ENDING = dict.fromkeys(("wacz", "warc", "html", "json", "csv", "xlsx", "png", "jpg", "jpeg", "webp", "heic"), Exhibit.Kind.DATA)
