"""What becomes of each row of a roster, and of whoever it no longer lists: computed anew from the node whenever it is looked at, and written by nobody here."""

import difflib
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Q
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import could_hold
from mingjian.office.people.roster_rows import RosterRow
from mingjian.office.people.staff import known_roles

#: What a row leads to, in the order in which people look through it.
FATES: Mapping[str, Text] = {
    "refused": Text("不收", "refused"),
    "kept": Text("未列入，暂不离岗", "not listed, stays for now"),
    "leave": Text("离岗", "leaves"),
    "return": Text("返岗", "returns"),
    "enter": Text("新增", "entered"),
    "change": Text("变更", "changed"),
    "renew": Text("重发初次密码", "new first password"),
    "repeated": Text("重复的行，不计", "repeated row, not counted"),
    "same": Text("不变", "as it is"),
}
#: Fates after which somebody signs in with a first password.
WITH_PASSWORD = ("enter", "return", "renew")
#: Fates that put anything in force.
IN_FORCE = ("enter", "change", "return", "renew", "leave")
#: The role of whoever investigates: without a certificate nobody enforces (Administrative Penalty Law, article 42).
CERTIFIED = "officer"

_PARTS = re.compile(r"[、,，;；/|＋+\n]")
_USERNAME = re.compile(r"[\w.@+-]{1,150}")
_NONE = {"无", "none", "—", "-"}
_OPEN_ENDED = {"长期", "无", "不限", "none", "no end"}
_HERE = {"", "在岗", "在职", "在编", "借调", "返岗", "新增", "是", "active", "yes", "true"}
_GONE = {"离岗", "离职", "退休", "调离", "调出", "停用", "辞职", "开除", "离任", "否", "inactive", "left", "no", "false"}
_ALIKE = 0.6


@dataclass(frozen=True)
class Wanted:
    """What a row asks for, in terms of the node."""

    username: str
    name_zh: str
    name_en: str
    department: Department
    certificate: str
    roles: tuple[str, ...]
    until: date | None
    leaves: bool = False


@dataclass(frozen=True)
class Line:
    """One row with its fate, why or what changes, and the officer it is about; `number` is 0 for whoever stands in no row."""

    number: int
    username: str
    name: str
    department: str
    fate: str
    why: tuple[Text, ...] = ()
    officer: Officer | None = None
    wanted: Wanted | None = None

    @property
    def called(self) -> Text:
        """Return what its fate is called."""
        return FATES[self.fate]


@dataclass
class Reading:
    """The rows of a roster against the node as it is: departments and officers are asked for once for all rows."""

    rows: Sequence[RosterRow]
    is_complete: bool
    by: Officer
    at: datetime
    faults: dict[int, list[Text]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[int, list[Text]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Return the departments by each of their names, and by their code."""
        return {name.casefold(): one for one in Department.objects.all() for name in (one.name_en, one.name_zh, one.code) if name}

    @cached_property
    def officers(self) -> list[Officer]:
        """Return everybody whom the rows may be about, with how many open dossiers each works on."""
        counted = Count("dossiers", filter=Q(dossiers__is_closed=False))
        return list(Officer.objects.annotate(open_dossiers=counted).order_by("pk"))

    @cached_property
    def by_username(self) -> dict[str, Officer]:
        """Return officers by the name under which they sign in, whatever its case."""
        return {one.username.casefold(): one for one in self.officers}

    @cached_property
    def by_certificate(self) -> dict[str, Officer]:
        """Return officers by certificate; of two with one number whoever is in service."""
        return {one.certificate: one for one in sorted(self.officers, key=lambda one: one.is_active) if one.certificate}

    def officer_of(self, row: RosterRow) -> Officer | None:
        """Return whom a row is about: by username, or by certificate where it has no username."""
        if row.username:
            return self.by_username.get(row.username.casefold())
        return self.by_certificate.get(row.certificate)


def lines_of(rows: Sequence[RosterRow], *, is_complete: bool, by: Officer, at: datetime) -> list[Line]:
    """Return the fate of each row, and of whoever is in service in a department of the roster and stands in no row; what asks for attention first."""
    reading = Reading(rows, is_complete, by, at)
    repeated = _find_doubles(reading)
    lines = [_repeated(row) if row.number in repeated else _line(row, reading) for row in rows]
    lines += _absent(reading, lines)
    order = list(FATES)
    return sorted(lines, key=lambda one: (order.index(one.fate), one.number, one.username))


def digest_of(lines: Iterable[Line]) -> str:
    """Return a digest of what would be put in force, by which two people know that they sign the same."""
    told = [
        [
            *(one.fate, one.officer.username if one.officer else one.username, one.officer.pk if one.officer else 0),
            *((one.wanted.name_zh, one.wanted.name_en, one.wanted.department.code, one.wanted.certificate, one.wanted.roles) if one.wanted else ()),
            str(one.wanted.until) if one.wanted else "",
            [word.zh for _, word in changed(one.wanted, one.officer)] if one.wanted and one.officer else [],
        ]
        for one in lines
        if one.fate in IN_FORCE
    ]
    return hashlib.sha256(json.dumps(sorted(told, key=str), ensure_ascii=False).encode()).hexdigest()


def _key(row: RosterRow) -> str:
    """Return by what a row names its person: the username, else the certificate."""
    return (row.username or row.certificate).casefold()


def _find_doubles(reading: Reading) -> set[int]:
    """Refuse rows that name one person, or one certificate, in different ways; return the numbers of rows that only say again what an earlier one says."""
    repeated = set[int]()
    for what, of in ((Text("用户名", "username"), _key), (Text("执法证号", "certificate"), lambda row: row.certificate)):
        rows_by = defaultdict(list)
        for row in reading.rows:
            if of(row) and row.number not in repeated:
                rows_by[of(row)].append(row)
        for same in (rows for rows in rows_by.values() if len(rows) > 1):
            if len({replace(row, number=0) for row in same}) == 1:
                repeated |= {row.number for row in same[1:]}
                continue
            numbers = "、".join(str(row.number) for row in same[:5])
            for row in same:
                word = Text(
                    f"第 {numbers} 行的{what.zh}相同而内容不同：请只留一行，或者改正{what.zh}。",
                    f"Rows {numbers.replace('、', ', ')} have one {what.en} and differ: keep one of them, or correct the {what.en}.",
                )
                if word not in reading.faults[row.number]:
                    reading.faults[row.number].append(word)
    _note_namesakes(reading, repeated)
    return repeated


def _note_namesakes(reading: Reading, repeated: set[int]) -> None:
    """Note where two rows of one department have one name: they may be two people, or one with two accounts."""
    named = defaultdict(list)
    for row in reading.rows:
        if row.number not in repeated:
            named[(row.name_zh, row.department.casefold())].append(row.number)
    for numbers in (one for one in named.values() if len(one) > 1):
        for number in numbers:
            others = "、".join(str(one) for one in numbers if one != number)
            reading.notes[number].append(
                Text(
                    f"与第 {others} 行同名、同部门，请核对是否同一人。",
                    f"Row {others.replace('、', ', ')} has this name and department, too: is it one person?",
                )
            )


def _repeated(row: RosterRow) -> Line:
    return Line(row.number, row.username or row.certificate, row.name_zh, row.department, "repeated")


def _line(row: RosterRow, reading: Reading) -> Line:
    officer, faults = reading.officer_of(row), reading.faults[row.number]
    _check_person(row, officer, reading)
    status = row.status.casefold()
    if status not in _HERE | _GONE:
        faults.append(Text(f"状态“{row.status}”不明，请写在岗或者离岗。", f"The status {row.status!r} is not understood: write 在岗 (active) or 离岗 (left)."))
    shown = Line(row.number, row.username or row.certificate, row.name_zh, row.department, "refused", officer=officer)
    if status in _GONE and not faults:
        return _leaving(shown, officer)
    wanted = _wanted(row, officer, reading)
    if wanted is None or faults:
        return replace(shown, why=tuple(faults))
    return _compared(replace(shown, wanted=wanted, department=wanted.department.name, why=tuple(reading.notes[row.number])), wanted, officer, reading.at)


def _check_person(row: RosterRow, officer: Officer | None, reading: Reading) -> None:
    """Note what stands against the person of a row: no name, no username, an administrator, or another person's account or certificate."""
    faults = reading.faults[row.number]
    if not row.name_zh:
        faults.append(Text("没有姓名。", "There is no name."))
    if len(row.name_zh) > 60 or len(row.name_en) > 80:
        faults.append(Text("姓名过长：中文不超过 60 字，英文不超过 80 字。", "The name is too long: 60 signs in Chinese at most, 80 in English."))
    if not row.username and not row.certificate:
        faults.append(Text("没有用户名，也没有执法证号：请填写其中之一。", "Neither a username nor a certificate, without which nobody signs in: fill one in."))
    elif not _USERNAME.fullmatch(row.username or row.certificate):
        faults.append(Text("用户名只能由文字、数字和 . @ + - _ 组成。", "A username has letters, digits and . @ + - _ only."))
    if len(row.certificate) > 40:
        faults.append(Text("执法证号超过 40 个字符。", "The certificate is longer than 40 signs."))
    if officer and officer.duty != Officer.Duty.WORK:
        faults.append(Text("管理员和审计员不由名册变更，请逐人办理。", "Administrators and auditors are not changed by a roster: change them one by one."))
    elif officer and officer.name_zh and row.name_zh and officer.name_zh != row.name_zh and _is_another(row, officer):
        faults.append(
            Text(
                f"用户名 {officer.username} 属于 {officer.name_zh}，不能给别人用：请另取用户名。",
                f"The username {officer.username} belongs to {officer.name_zh} and is given to nobody else: choose another.",
            )
        )
    holder = reading.by_certificate.get(row.certificate)
    if holder and holder is not officer and holder.is_active:
        faults.append(
            Text(
                f"执法证号已由 {holder.name_zh}（{holder.username}）使用，请核对。",
                f"The certificate is that of {holder.name} ({holder.username}): see which of the two is right.",
            )
        )


def _is_another(row: RosterRow, officer: Officer) -> bool:
    """Return whether a row with another name than the account's seems to be another person: the certificate differs, or the account is out of service."""
    return not officer.is_active or (bool(officer.certificate) and bool(row.certificate) and officer.certificate != row.certificate)


def _wanted(row: RosterRow, officer: Officer | None, reading: Reading) -> Wanted | None:
    """Return what a row asks for; an empty cell leaves what is held. None where it cannot be said, which `faults` tells."""
    faults = reading.faults[row.number]
    department = _department(row, officer, reading)
    roles = _roles(row, officer, department, faults)
    until = _until(row, officer, reading)
    if department is None or roles is None or faults:
        return None
    certificate = row.certificate or (officer.certificate if officer else "")
    if CERTIFIED in roles and department.is_authority and not certificate:
        faults.append(
            Text(
                "执法人员没有执法证号：请填写；没有执法证的，不要写“执法人员”角色。",
                "An officer who enforces lacks a certificate: fill it in, or leave out the role of an officer.",
            )
        )
        return None
    if until and not roles:
        faults.append(Text("角色截止日只用于角色，而此人没有角色。", "A last day is for roles, and there are none: fill in roles, or leave it out."))
        return None
    name_en = row.name_en or (officer.name_en if officer else "")
    return Wanted(officer.username if officer else row.username or row.certificate, row.name_zh, name_en, department, certificate, roles, until)


def _department(row: RosterRow, officer: Officer | None, reading: Reading) -> Department | None:
    if not row.department and officer:
        return officer.department
    found = reading.departments.get(row.department.casefold())
    if found is None and row.department:
        near = difflib.get_close_matches(row.department.casefold(), reading.departments, 1, _ALIKE)
        zh, en = (f"；是否指“{reading.departments[near[0]].name_zh}”？", f"; is {reading.departments[near[0]].name_en!r} meant?") if near else ("。", ".")
        reading.faults[row.number].append(
            Text(f"没有部门“{row.department}”{zh}请改正，或者先在“人员”页新增。", f"There is no department {row.department!r}{en} Correct or enter it.")
        )
    elif found is None:
        reading.faults[row.number].append(Text("没有写明部门。", "No department is named: fill it in."))
    return found


def _roles(row: RosterRow, officer: Officer | None, department: Department | None, faults: list[Text]) -> tuple[str, ...] | None:
    words, known = rulebook().vocabularies.get("roles", {}), known_roles()
    meant = {name.casefold(): role for role in known for name in (role, *((words[role].zh, words[role].en) if role in words else ()))}
    if not row.roles:
        roles = tuple(sorted(officer.roles)) if officer else ()
    elif row.roles.casefold() in _NONE:
        return ()
    else:
        parts = _parts(row.roles, meant)
        if unknown := [part for part in parts if part.casefold() not in meant]:
            may = [role for role in known if department is None or could_hold(department, [role])]
            faults.append(
                Text(
                    f"没有角色“{unknown[0]}”。可写：{'、'.join(words[role].zh for role in may if role in words)}。",
                    f"There is no role {unknown[0]!r}. It may be: {', '.join(words[role].en for role in may if role in words)}.",
                )
            )
            return None
        roles = tuple(sorted({meant[part.casefold()] for part in parts}))
    if department and (wrong := [role for role in roles if not could_hold(department, [role])]):
        faults.append(
            Text(
                f"“{words[wrong[0]].zh}”不是这类部门的角色（{department.name_zh}：{department.get_kind_display()}）。请改正角色或者部门。",
                f"{words[wrong[0]].en!r} is no role of a department of this kind ({department.name}). Correct the role or the department.",
            )
        )
        return None
    return roles


def _parts(written: str, meant: Mapping[str, str]) -> list[str]:
    """Return the roles that a cell names, as they are written; a name of a role that has a comma of its own stays whole."""
    rest, whole = written, list[str]()
    for name in (one for one in meant if _PARTS.search(one)):
        if name in rest.casefold():
            place = rest.casefold().index(name)
            whole.append(name)
            rest = f"{rest[:place]}、{rest[place + len(name) :]}"
    return [*whole, *(part.strip() for part in _PARTS.split(rest) if part.strip())]


def _until(row: RosterRow, officer: Officer | None, reading: Reading) -> date | None:
    if not row.until:
        return officer.roles_until if officer and not row.roles else None
    if row.until.casefold() in _OPEN_ENDED:
        return None
    numbers = re.findall(r"\d+", row.until)
    try:
        day = date(*(int(number) for number in numbers[:3]))
    except (TypeError, ValueError):
        reading.faults[row.number].append(Text(f"角色截止日“{row.until}”不是日期，请写作 2026-12-31。", f"{row.until!r} is no day: write it as 2026-12-31."))
        return None
    if day < localtime(reading.at).date():
        reading.faults[row.number].append(Text(f"角色截止日 {day} 早于今天。", f"The last day of the roles, {day}, lies before today: write a later one."))
    return day


def _leaving(line: Line, officer: Officer | None) -> Line:
    if officer is None or not officer.is_active:
        return replace(line, fate="same", why=(Text("不在岗，无须办理。", "Not in service: there is nothing to do."),))
    return replace(line, fate="leave", department=officer.department.name if officer.department else "", why=_left_open(officer))


def _left_open(officer: Officer) -> tuple[Text, ...]:
    """Describe how many open dossiers somebody works on, which the head has to give to others."""
    count = getattr(officer, "open_dossiers", 0)
    told = Text(f"有在办卷宗 {count} 件，请部门负责人改派。", f"Works on {count} open dossiers: the head gives them to others.")
    return (told,) if count else ()


def _compared(line: Line, wanted: Wanted, officer: Officer | None, at: datetime) -> Line:
    """Compare what a row asks for with the officer as entered."""
    if officer is None:
        return replace(line, fate="enter")
    changes = tuple(changed(wanted, officer))
    moves = _left_open(officer) if any(name == "department" for name, _ in changes) else ()
    why = (*line.why, *(word for _, word in changes), *moves)
    if not officer.is_active:
        return replace(line, fate="return", why=why)
    if officer.first_until is not None and officer.first_until < at:
        return replace(line, fate="renew", why=(*why, Text("初次密码已过期，从未登录。", "Never signed in, and the first password has lapsed.")))
    return replace(line, fate="change" if changes else "same", why=why)


def changed(wanted: Wanted, officer: Officer) -> Iterable[tuple[str, Text]]:
    """Return what a row changes of an officer, by field, as it is read: what it was and what it becomes."""
    words = rulebook().vocabularies.get("roles", {})

    def said(roles: Iterable[str]) -> Text:
        held = [words[role] if role in words else Text(role, role) for role in roles]
        return Text("、".join(one.zh for one in held), ", ".join(one.en for one in held)) if held else plain("无")

    def plain(text: object) -> Text:
        return Text(str(text or "—"), str(text or "—"))

    def of(department: Department | None) -> Text:
        return Text(department.name_zh, department.name_en) if department else plain("")

    for name, title, old, new in (
        ("name_zh", Text("姓名", "Name"), plain(officer.name_zh), plain(wanted.name_zh)),
        ("name_en", Text("英文姓名", "Name in English"), plain(officer.name_en), plain(wanted.name_en)),
        ("department", Text("部门", "Department"), of(officer.department), of(wanted.department)),
        ("certificate", Text("执法证号", "Certificate"), plain(officer.certificate), plain(wanted.certificate)),
        ("roles", Text("角色", "Roles"), said(sorted(officer.roles)), said(wanted.roles)),
        ("roles_until", Text("角色截止日", "Roles until"), plain(officer.roles_until), plain(wanted.until)),
    ):
        if old.zh != new.zh:
            yield name, Text(f"{title.zh}：{old.zh} → {new.zh}", f"{title.en}: {old.en} → {new.en}")


def _absent(reading: Reading, lines: Sequence[Line]) -> list[Line]:
    """
    Return who is in service in a department that the roster lists, and stands in none of its rows.

    They leave only by a roster that is said to be complete, and only where every row of it was taken: one that was refused may be theirs.
    """
    if not reading.is_complete:
        return []
    named = {row.username.casefold() for row in reading.rows if row.username} | {row.certificate for row in reading.rows if row.certificate}
    listed = {one.pk for row in reading.rows if (one := reading.departments.get(row.department.casefold()))}
    gone = [
        one
        for one in reading.officers
        if one.is_active and one.duty == Officer.Duty.WORK and one.department_id in listed
        if one.username.casefold() not in named and (not one.certificate or one.certificate not in named)
    ]
    is_sure = not any(line.fate == "refused" for line in lines)
    wait = Text("名册有未收的行，全部改正后才办理离岗。", "Some rows were refused: nobody leaves by absence before all are corrected.")
    return [
        Line(
            *(0, one.username, one.name_zh or one.username, one.department.name if one.department else "", "leave" if is_sure else "kept"),
            why=_left_open(one) if is_sure else (wait,),
            officer=one,
        )
        for one in gone
    ]
