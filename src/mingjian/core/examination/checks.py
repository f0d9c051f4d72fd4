"""What one row by itself says: who, under which code, where, with which licence and permits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa

from mingjian.core.examination.reason import FAIL, PERSON, Reason
from mingjian.core.examination.register import NAMED, Entry, Register, is_doubtful
from mingjian.core.examination.scope import is_covered
from mingjian.core.examination.telephones import telephone_fault
from mingjian.core.extraction.fields import find_fields
from mingjian.core.extraction.firms import Firms, folded
from mingjian.core.extraction.permits import find_permits
from mingjian.core.extraction.tables import table
from mingjian.core.identifiers import Identification, identify, kinds, tidy
from mingjian.core.language import Text
from mingjian.core.persons import is_of_person, without_persons
from mingjian.core.records.reading import ZONE
from mingjian.core.records.reading.times import read_days
from mingjian.core.redaction import shown as shown_whole

ReportRow = Mapping[str, Any]
_BODY_ENDS = ("公司", "企业", "集团", "厂", "店", "行", "部", "社", "中心", "合作社", "工作室")
_WITHOUT_END = ("长期", "永久", "无固定期限", "不约定期限", "未约定期限", "无期限", "无限期", "LONG", "9999")
_CITIZENS = ("身份证", "201", "citizen", "resident")  # what forms call the card whose number GB 11643 lays down; 201 in those of the tax office
_VAGUE = 6  # characters; a shorter address leads nowhere
_OLD = Text("这是旧的15位注册号，须换用统一社会信用代码", "an old registration number of 15 digits: the credit code is asked for")
_SURE = 0.6  # of the field of goods, before a permit is asked for


@dataclass(frozen=True)
class Setting:
    """Against what rows are held: the register, the day, and the columns that the file has: what it lacks altogether is told once, and faults no row."""

    register: Register
    on: date
    columns: frozenset[str]

    def lacks(self, row: ReportRow, name: str) -> bool:
        """Return whether the file has a column that this row leaves empty."""
        return name in self.columns and not row[name]


def settled(row: ReportRow) -> dict[str, Any]:
    """
    Return a row with each number in the column that it is of, since forms have one column for both and people fill in the wrong one.

    A citizen number among the codes is a person's, and a sound credit code among the document numbers is a firm's; of two that differ none is dropped.
    """
    found = dict(row)
    code, person = tidy(row["uscc"] or ""), tidy(row["person_number"] or "")
    if is_of_person(code) and (not person or person == code):
        found["uscc"], found["person_number"] = None, code
    elif person and not code and not is_of_person(person) and (answer := _uscc(person)) is not None and answer.valid:
        found["uscc"], found["person_number"] = person, None
    return found


def shown(text: str) -> str:
    """Return a short piece of raw text as it may be repeated in an answer, without the number of any person."""
    return shown_whole(without_persons(text))


def is_firm(row: ReportRow) -> bool:
    """Return whether a row is of a registered business: it shows a code, or is called like one and shows no citizen number."""
    return bool(row["uscc"]) or (not row["person_number"] and (row["name"] or "").endswith(_BODY_ENDS))


def reasons_of(row: ReportRow, setting: Setting) -> Iterator[Reason]:
    """Return every reason that the row itself holds."""
    yield from _particulars(row, setting)
    if row["uscc"]:
        yield from _code(tidy(row["uscc"]), row["name"] or "", setting)
    elif row["person_number"]:
        yield from _person(row["person_number"], row["id_kind"] or "")
    yield from _licence(row["licence_until"], setting.on)
    yield from _scope(row, setting)
    yield from _permits(row, setting)


def _particulars(row: ReportRow, setting: Setting) -> Iterator[Reason]:
    if setting.lacks(row, "name"):
        yield Reason("name_missing", FAIL, Text("缺少名称（姓名）", "the name is missing"))
    if not row["uscc"] and not row["person_number"] and setting.columns & {"uscc", "person_number"}:
        yield Reason("identity_missing", FAIL, Text("既无统一社会信用代码，也无公民身份号码", "there is neither a credit code nor a citizen number"))
    if setting.lacks(row, "address"):
        yield Reason("address_missing", FAIL, Text("缺少地址", "the address is missing"))
    elif row["address"] and len(folded(row["address"])) < _VAGUE:
        address = shown(row["address"])
        yield Reason("address_vague", PERSON, Text(f"地址“{address}”过于简略，无法找到", f"the address “{address}” is too short to be found"))
    if setting.lacks(row, "contact"):
        yield Reason("contact_missing", FAIL, Text("缺少联系方式", "there is no telephone or other contact"))
    elif row["contact"] and (fault := telephone_fault(row["contact"])):
        yield fault


def _code(code: str, name: str, setting: Setting) -> Iterator[Reason]:
    entry = setting.register.entry(code)
    answer = _uscc(code)
    if answer is None or not answer.valid:
        yield _bad_code(code, name, answer, entry, setting.register)
    elif entry is None:
        yield _unknown(code, name, setting.register)
    elif is_doubtful(code):
        yield from () if _same(entry.name, name) else (_doubtful(),)
    if entry is None:
        return
    if name and not _same(entry.name, name):
        yield _other_name(code, name, entry)
    if entry.has_ended(setting.on):
        when = f"{entry.ended_on}" if entry.ended_on else ""
        state = shown(entry.status) or "注销或吊销"
        yield Reason("ended", FAIL, Text(f"登记簿载明该主体“{state}”{when}", f"the register has it as “{state}” {when}".rstrip()))


def _uscc(code: str) -> Identification | None:
    return next((one for one in identify(code) if one.kind == "uscc"), None)


def _doubtful() -> Reason:
    why = Text("代码的校验位相符，但其中组织机构代码的校验位不符", "the code's check character holds, that of the organisation code within does not")
    return Reason("code_doubtful", PERSON, why)


def _bad_code(code: str, name: str, answer: Identification | None, entry: Entry | None, register: Register) -> Reason:
    """Return what is wrong with a code, and what it may have been; one that the register itself has so goes to a person."""
    meant = _meant(code, name, register)
    if entry is not None and _same(entry.name, name):
        return Reason("code_old" if len(code) != 18 else "code_doubtful", PERSON, _in_register(code))
    if any(one.kind == "registration_no_15" and one.valid for one in identify(code)):
        return Reason("code_old", PERSON, _added(_OLD, meant))
    if answer is None or "校验" not in answer.why.zh:
        shape = Text(f"“{shown(code)}”不是统一社会信用代码的格式", f"“{shown(code)}” has not the form of a credit code")
        return Reason("code_form", FAIL, _added(shape, meant))
    check = Text(f"统一社会信用代码 {shown(code)} 的校验位不符", f"the check character of the credit code {shown(code)} does not hold")
    return Reason("code_check", FAIL, _added(check, meant))


def _in_register(code: str) -> Text:
    return Text(
        f"代码 {shown(code)} 不合 GB 32100，但登记簿对该名称正是如此记载",
        f"the code {shown(code)} is none by GB 32100, but the register has it so under this name",
    )


def _meant(code: str, name: str, register: Register) -> Text | None:
    """Return which entered codes may be meant: under this name first, else one slip away; never put in place of what stands there."""
    codes = register.codes_of(name) or register.near(code)
    if not codes:
        return None
    some = [(one, entry.name if (entry := register.entry(one)) else "") for one in codes[:NAMED]]
    zh = "、".join(f"{one}（{shown(whose)}）" for one, whose in some)
    return Text(f"或为 {zh}", f"perhaps {', '.join(f'{one} ({shown(whose)})' for one, whose in some)}")


def _added(why: Text, meant: Text | None) -> Text:
    return why if meant is None else Text(f"{why.zh}；{meant.zh}", f"{why.en}; {meant.en}")


def _unknown(code: str, name: str, register: Register) -> Reason:
    meant = _meant(code, name, register)
    if codes := register.codes_of(name):
        zh, en = f"登记簿没有代码 {shown(code)}，该名称在登记簿中是 {codes[0]}", f"the register has no code {shown(code)}; under this name it has {codes[0]}"
        return Reason("other_code", FAIL, Text(zh, en))
    return Reason("not_registered", PERSON, _added(Text(f"所给登记簿中没有代码 {shown(code)}", f"the register given has no code {shown(code)}"), meant))


def _other_name(code: str, name: str, entry: Entry) -> Reason:
    """Distinguish a name that shares trade name or the whole line with the entry from one of somebody else."""
    ours, theirs = _firms().parse(name), _firms().parse(entry.name)
    registered, told = shown(entry.name), shown(name)
    zh = f"代码 {code} 在登记簿中属于“{registered}”，不是“{told}”"
    en = f"the code {code} belongs to “{registered}” in the register, not “{told}”"
    if ours.trade and ours.trade == theirs.trade:
        return Reason("like_name", PERSON, Text(f"{zh}；字号相同，或为更名、简写", f"{en}; the trade name is the same: renamed or shortened, perhaps"))
    return Reason("other_name", FAIL, Text(zh, en))


@lru_cache(maxsize=1 << 14)
def _same(one: str, other: str) -> bool:
    return one == other or folded(one) == folded(other)


@cache
def _firms() -> Firms:
    return Firms()


def _person(number: str, id_kind: str) -> Iterator[Reason]:
    if id_kind and not any(word in id_kind for word in _CITIZENS):
        told = shown(id_kind)
        why = Text(f"证件类型为“{told}”，不是居民身份证，号码无法校验", f"the document is “{told}” and no citizen's card: its number cannot be checked")
        yield Reason("person_other", PERSON, why)
        return
    answer = next((one for one in identify(number) if one.kind == "resident_id"), None)
    if answer is None or not answer.valid:
        why = Text("公民身份号码的格式、校验位或出生日期不符", "form, check character or birth date of the citizen number does not hold")
        yield Reason("person_number", FAIL, why)
    elif "存疑" in answer.why.zh:
        yield Reason("person_doubtful", PERSON, Text("公民身份号码前6位不是已知的县级地区代码", "the citizen number begins with no county that is known"))


def _licence(until: str | None, on: date) -> Iterator[Reason]:
    if not until or any(word in until.upper() for word in _WITHOUT_END):
        return
    day = _day(until)
    if day is None:
        why = Text(f"营业执照有效期“{shown(until)}”无法读作日期", f"“{shown(until)}”, until which the licence holds, is no day")
        yield Reason("licence_unread", PERSON, why)
    elif day < on:
        yield Reason("licence_expired", FAIL, Text(f"营业执照有效期至 {day}，在 {on} 已届满", f"the licence was valid until {day}, before {on}"))


@lru_cache(maxsize=1 << 14)
def _day(text: str) -> date | None:
    """Read a day; of a span (2014-01-01至2034-01-01) the last."""
    last = text.replace("至", "~").replace("—", "~").split("~")[-1].strip()
    found: date | None = read_days(pa.array([last], pa.string()), ZONE)[0].as_py()
    return found


def permit_asked(category: str) -> tuple[str, dict[str, Any]] | None:
    """Return the field of goods of a line and what permit is asked there, where the line says it plainly."""
    found = _field(category)
    return (found, _asked()[found]) if found in _asked() else None


@lru_cache(maxsize=1 << 14)
def _field(category: str) -> str:
    fields = find_fields(category, category)
    return fields[0].field if fields and fields[0].sure >= _SURE else ""


@cache
def _asked() -> dict[str, dict[str, Any]]:
    return table("permits_shown.yaml")


def _scope(row: ReportRow, setting: Setting) -> Iterator[Reason]:
    """Hold the line of goods against the scope of business in the register, where both say something plainly."""
    entry = setting.register.entry(tidy(row["uscc"])) if row["uscc"] else None
    field = _field(row["category"]) if row["category"] and entry is not None else ""
    if entry is None or not entry.scope or not field or is_covered(field, entry.scope, needs_permit=bool(_asked().get(field, {}).get("always"))):
        return
    line = shown(row["category"] or "")
    zh = f"登记的经营范围没有“{line}”一类商品"
    yield Reason("scope_other", PERSON, Text(zh, f"the registered scope of business has no goods of the line “{line}”"))


def _permits(row: ReportRow, setting: Setting) -> Iterator[Reason]:
    given, asked = row["permit_id"], permit_asked(row["category"]) if row["category"] else None
    line, ground = shown(row["category"] or ""), tuple(asked[1]["ground"]) if asked else ()
    if asked and asked[1].get("never"):
        why = Text(f"“{line}”类商品不得在网上向消费者销售", f"goods of the line “{line}” may not be offered to consumers online")
        yield Reason("never_online", PERSON, why, ground)
        return
    if asked and setting.lacks(row, "permit_id"):
        wanted = [kinds()[one] for one in asked[1]["any_of"]]
        zh, en = "、".join(one.zh for one in wanted), " or ".join(one.en for one in wanted)
        yield Reason("permit_missing", PERSON, Text(f"经营类目“{line}”通常须有：{zh}", f"the line “{line}” mostly asks for: {en}"), ground)
    for number in find_permits(given) if given else ():
        if not number.is_valid:
            yield Reason("permit_wrong", FAIL, Text(f"许可编号 {number.number}：{number.why.zh}", f"permit {number.number}: {number.why.en}"), ground)
        elif asked and number.kind not in asked[1]["any_of"]:
            title = kinds()[number.kind]
            zh, en = f"{number.number} 是{title.zh}，与“{line}”不符", f"{number.number} is a {title.en}, which does not go with “{line}”"
            yield Reason("permit_other", PERSON, Text(zh, en), ground)
    until = _day(row["permit_until"]) if row["permit_until"] else None
    if until and until < setting.on:
        why = Text(f"许可证有效期至 {until}，在 {setting.on} 已届满", f"the permit was valid until {until}, before {setting.on}")
        yield Reason("permit_expired", FAIL, why, ground)
