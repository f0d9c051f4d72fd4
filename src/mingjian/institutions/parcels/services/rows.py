"""Judge one row of a file of attestations: what is kept of it, what keeps it out, and which duty of the courier it shows undone, with the article."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingjian.core.errors import MingjianError
from mingjian.core.identifiers import tidy
from mingjian.core.identifiers.digits import citizen
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.parcels.services.keys import Keys
from mingjian.institutions.parcels.services.shape import KINDS, METHODS
from mingjian.office.lists.text import visible

_WAYBILL = re.compile(r"[0-9A-Za-z-]{6,60}")
_CITIZEN = re.compile(r"\d{17}[\dXx]")
#: Senders whose papers are not seen parcel by parcel: letters, and customers with a safety agreement.
EXEMPT = frozenset({"letter", "agreement"})


@dataclass(frozen=True)
class Told:
    """What is told of a row: its code, words, articles. It never holds a value of the row."""

    code: str
    text: Text
    ground: tuple[str, ...] = ()


NO_WAYBILL = Told("waybill", Text("运单号不是六至六十位的字母数字。", "The waybill is not 6 to 60 letters and digits."))
NO_OUTLET = Told("outlet", Text("没有收寄网点。", "No outlet."))
NO_DAY = Told("day", Text("没有收寄日期。", "No day of acceptance."))
LATER = Told("later", Text("收寄日期晚于今天。", "The day of acceptance is still to come."))
NO_REGION = Told("region", Text("没有收寄地的六位行政区划代码。", "No region code of six digits."))
ODD_KIND = Told("sender_kind", Text("寄件人类别读不懂。", "The kind of sender is not understood."))
NOT_SAID = Told("id_checked", Text("没有写明是否查验身份。", "Whether identity was checked is not said."))
ODD_METHOD = Told("method", Text("查验方式读不懂。", "How identity was checked is not understood."))
AGAIN = Told("again", Text("此运单已经报送过，以先报的为准。", "This waybill was attested before: that stands."))


@dataclass
class Judging:
    """What rows of one file are judged by: the keys, the day of bringing, and what the rulebook says of each day."""

    keys: Keys
    today: date
    _grounds: dict[date, tuple[str, ...]] = field(default_factory=dict)

    def fault(self, row: Mapping[str, Any]) -> Told | None:
        """Return what keeps a row out; none where it can be kept."""
        day, region = row["sent_on"], str(row["region_code"] or "").strip()
        checks = (
            (not _WAYBILL.fullmatch(row["waybill"]), NO_WAYBILL),
            (not (row["outlet"] or "").strip(), NO_OUTLET),
            (day is None, NO_DAY),
            (day is not None and day > self.today, LATER),
            (not re.fullmatch(r"[1-9]\d{5}", region), NO_REGION),
            (not _key("sender_kind", row["sender_kind"] or "person", KINDS), ODD_KIND),
            (row["id_checked"] is None, NOT_SAID),
            (bool(row["method"]) and not _key("identity_check", row["method"], METHODS), ODD_METHOD),
        )
        return next((told for is_so, told in checks if is_so), None)

    def breaches(self, row: Mapping[str, Any]) -> list[Told]:
        """Return the duties that a row shows undone. A sender who is exempt owes none of them."""
        if _key("sender_kind", row["sender_kind"] or "person", KINDS) in EXEMPT:
            return []
        ground, found = self._ground(row["sent_on"]), list[Told]()
        if not row["id_checked"]:
            found.append(Told("unchecked", Text("没有查验寄件人身份即收寄。", "Taken in without checking the sender's identity."), ground))
        elif not row["method"]:
            found.append(Told("no_method", Text("写明已查验，但没有写明如何查验。", "Said to be checked, but not how."), ground))
        elif _key("identity_check", row["method"], METHODS) == "agreement_on_file":
            text = Text("寄件人不是协议客户，却以协议代替查验。", "An agreement stands for the check, but the sender has none.")
            found.append(Told("no_agreement", text, ground))
        number = tidy(row["person_id"] or "")
        if _CITIZEN.fullmatch(number) and not citizen(number.upper()):
            found.append(Told("false_number", Text("证件号码不成立（校验位或者日期不符）。", "The document's number cannot be (check digit or day)."), ground))
        return found

    def kept(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of a row, its numbers keyed."""
        day, region = row["sent_on"], str(row["region_code"]).strip()
        return {
            "waybill": row["waybill"],
            "outlet": visible(row["outlet"]).strip()[:200],
            "region": region,
            "sent_on": day,
            "sender_kind": _key("sender_kind", row["sender_kind"] or "person", KINDS),
            "is_checked": row["id_checked"],
            "method": _key("identity_check", row["method"] or "", METHODS),
            "identity": self.keys.hashed("identity", row["person_id"] or "", day, region),
            "phone": self.keys.hashed("phone", row["phone"] or "", day, region),
        }

    def _ground(self, day: date) -> tuple[str, ...]:
        """Return the articles on which the check rests on a day, as the sheet of real-name delivery has them; none where no sheet was in force."""
        if day not in self._grounds:
            try:
                self._grounds[day] = rulebook().sheet("real_name_delivery", day).steps["check_identity"].ground
            except MingjianError:
                self._grounds[day] = ()
        return self._grounds[day]


def _key(paper: str, written: str, known: Mapping[str, str]) -> str:
    """Return the option of a paper that was written, by its key, its words in either language, or what files write; '' where it is none."""
    plain = written.strip()
    for name, text in rulebook().papers[paper].options:
        if plain.casefold() in {name, text.zh, text.en.casefold()}:
            return name
    return known.get(plain, "")
