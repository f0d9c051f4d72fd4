"""Officers by the hundred: read, asked for, signed for once, and gone or back by the next roster."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from people import at, department_of
from rosters import person, separated, workbook

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.office.models import Entry, Officer, Roster
from mingjian.office.people import rosters
from mingjian.office.people.roster_fates import Line

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
PERSONS = ["欧阳若兮", "买买提·吐尔逊江", "阿依古丽·阿卜杜热合曼", "李䶮", "王㛃", "尼玛次仁"]
PERSONS += ["Nguyễn Thị Hoa", "O’Neill Mary-Jane", "陈\u3000芳", "林（曾用名：林小）", "张\u200b伟"]


def read(path: Path, who: dict[str, Officer], *, is_complete: bool = False) -> Roster:
    return rosters.read(path, path.name, is_complete=is_complete, by=who["system"], at=NOON)[0]


def fates(roster: Roster) -> dict[int, Line]:
    return {line.number: line for line in rosters.lines_in(roster, NOON)}


def put_in_force(roster: Roster, who: dict[str, Officer], on: datetime = NOON) -> dict[str, str]:
    """Ask and consent; return the passwords by username."""
    firsts = {line.username: half for line, half in rosters.ask(roster, by=who["system"], at=on)}
    roster.refresh_from_db()
    seconds = rosters.give(roster, roster.digest, by=who["security"], at=on)
    return {line.username: f"{firsts[line.username]}-{half}" for line, half in seconds}


def test_three_hundred_officers_are_entered_by_one_file_and_two_signatures(who: dict[str, Officer], tmp_path: Path) -> None:
    rows = [person(n, ("桐庐县局", "淳安县局", "杭州市局")[n % 3], name=PERSONS[n] if n < len(PERSONS) else "") for n in range(300)]
    before = Entry.objects.count()
    roster = read(workbook(tmp_path / "人员名册.xlsx", rows, title="杭州市市场监督管理局行政执法人员名册（2026年11月）"), who)
    assert rosters.counts_of(rosters.lines_in(roster, NOON)) == {"enter": 300}
    assert Officer.objects.filter(username__startswith="u0").count() == 0
    begun = time.monotonic()
    passwords = put_in_force(roster, who)
    assert time.monotonic() - begun < 60
    entered = {one.username: one for one in Officer.objects.filter(username__in=passwords)}
    assert len(entered) == 300
    assert all(one.check_password(passwords[name]) and one.roles == ["officer"] for name, one in entered.items())
    assert [entered[f"u{n:04}"].name_zh for n in (6, 7, 8, 10)] == ["Nguyễn Thị Hoa", "O’Neill Mary-Jane", "陈芳", "张伟"]
    assert Entry.objects.count() == before + 3 + 300 * 3
    kept = Roster.objects.get()
    assert (kept.stage, kept.rows, kept.halves) == ("given", None, None)


@pytest.fixture
def dirty(who: dict[str, Officer], tmp_path: Path) -> dict[int, Line]:
    rows = [
        person(1),
        [*person(2)[:3], "", "执法人员", ""],  # a missing certificate
        person(3, department="桐芦县局"),
        person(4, roles="平台经办人"),
        person(5, roles="队长"),
        person(6, name="赵甲"),
        [*person(6, name="赵乙")],
        person(1),  # as row 2
        ["", "u0009", "桐庐县局", "33012209", "", ""],
        ["无名号", "", "桐庐县局", "", "", ""],
        ["系统", "system", "杭州市局", "", "", ""],
        ["别人", "li", "桐庐县局", "浙li-2", "", ""],
        ["钱七", "u0010", "桐庐县局", "证重", "", ""],
        ["孙八", "u0011", "桐庐县局", "证重", "", ""],
        ["字" * 80, "u0012", "桐庐县局", "33012212", "", ""],
        ["Nguyễn Thị Hoa " * 9, "u0013", "桐庐县局", "33012213", "", ""],
        ["周九", "u 0014", "云集市平台", "", "平台经办人", ""],
        [None, None, None, None, None, "合计：18 人"],
    ]
    who["li"].certificate = "浙li"
    who["li"].save()
    return fates(read(separated(tmp_path / "名册.csv", rows), who))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        *((3, "没有执法证号"), (4, "是否指“桐庐县局”"), (5, "不是这类部门的角色"), (6, "没有角色“队长”"), (7, "第 7、8 行的用户名相同")),
        *((8, "第 7、8 行的用户名相同"), (10, "没有姓名"), (11, "没有用户名，也没有执法证号"), (12, "管理员和审计员不由名册变更")),
        *((13, "属于 li，不能给别人用"), (14, "执法证号相同"), (15, "执法证号相同"), (16, "姓名过长"), (17, "姓名过长")),
    ],
)
def test_a_dirty_row_is_refused_in_words(dirty: dict[int, Line], number: int, word: str) -> None:
    assert dirty[number].fate == "refused"
    assert word in "".join(text.zh for text in dirty[number].why)
    assert all(text.en for text in dirty[number].why)


def test_good_rows_of_a_dirty_file_go_and_a_repeated_row_counts_once(dirty: dict[int, Line], who: dict[str, Officer]) -> None:
    assert {number: line.fate for number, line in dirty.items() if line.fate != "refused"} == {2: "enter", 9: "repeated", 18: "enter"}
    assert set(put_in_force(Roster.objects.get(), who)) == {"u0001", "u0014"}
    assert not Officer.objects.filter(username="u0002").exists()


def test_nobody_signs_alone_and_only_who_grants_roles_signs_second(who: dict[str, Officer], tmp_path: Path) -> None:
    roster = read(workbook(tmp_path / "a.xlsx", [person(1)]), who)
    for name in ("security", "auditor", "li"):
        with pytest.raises(NotPermitted):
            rosters.ask(roster, by=who[name], at=NOON)
    rosters.ask(roster, by=who["system"], at=NOON)
    roster.refresh_from_db()
    for name in ("system", "auditor", "li"):
        with pytest.raises(NotPermitted):
            rosters.give(roster, roster.digest, by=who[name], at=NOON)
    with pytest.raises(StepRefused):
        rosters.ask(roster, by=who["system"], at=NOON)
    rosters.decline(roster, by=who["auditor"], at=NOON)
    with pytest.raises(StepRefused):
        rosters.give(roster, roster.digest, by=who["security"], at=NOON)
    assert not Officer.objects.filter(username="u0001").exists()


def test_what_changed_between_the_two_signatures_stops_the_batch(who: dict[str, Officer], tmp_path: Path) -> None:
    roster = read(workbook(tmp_path / "a.xlsx", [person(1), ["李", "li", "桐庐县局", "浙001", "执法人员", ""]]), who)
    rosters.ask(roster, by=who["system"], at=NOON)
    roster.refresh_from_db()
    who["li"].roles = []
    who["li"].save()
    with pytest.raises(StepRefused, match="变动"):
        rosters.give(roster, roster.digest, by=who["security"], at=NOON)
    assert not Officer.objects.filter(username="u0001").exists()


def test_whoever_the_next_roster_does_not_list_leaves_and_comes_back_by_the_one_after(who: dict[str, Officer], tmp_path: Path) -> None:
    first = put_in_force(read(workbook(tmp_path / "1.xlsx", [person(1), person(2), person(3, "淳安县局")]), who), who)
    for name in first:  # each chose an own password
        Officer.objects.filter(username=name).update(first_until=None)
    here = [[one, one, "桐庐县局", f"浙{one}", "", ""] for one in ("li", "wang")]
    second = read(workbook(tmp_path / "2.xlsx", [person(1), *here]), who, is_complete=True)
    assert {line.username for line in rosters.lines_in(second, NOON) if line.fate == "leave"} == {"u0002"}
    assert put_in_force(second, who) == {}
    assert list(Officer.objects.filter(username__startswith="u0", is_active=True).values_list("username", flat=True)) == ["u0001", "u0003"]
    third = put_in_force(read(workbook(tmp_path / "3.xlsx", [person(2)]), who), who)
    back = Officer.objects.get(username="u0002")
    assert back.is_active
    assert back.check_password(third["u0002"])


def test_nobody_leaves_by_absence_while_a_row_is_refused(who: dict[str, Officer], tmp_path: Path) -> None:
    roster = read(workbook(tmp_path / "a.xlsx", [person(1), ["王", "wang", "桐庐县局", "", "执法人员", ""]]), who, is_complete=True)
    lines = {line.username: line for line in rosters.lines_in(roster, NOON)}
    assert (lines["wang"].fate, lines["li"].fate) == ("refused", "kept")
    put_in_force(roster, who)
    assert Officer.objects.get(username="li").is_active


def test_a_row_may_say_that_somebody_left_and_names_what_they_leave_open(who: dict[str, Officer], tmp_path: Path) -> None:
    headings = ("姓名", "用户名", "部门", "状态")
    roster = read(workbook(tmp_path / "a.xlsx", [["li", "li", "桐庐县局", "调离"], ["甲", "nobody", "桐庐县局", "退休"]], headings=headings), who)
    assert {line.username: line.fate for line in rosters.lines_in(roster, NOON)} == {"li": "leave", "nobody": "same"}
    put_in_force(roster, who)
    assert not Officer.objects.get(username="li").is_active


def test_an_empty_cell_leaves_what_is_held_and_a_move_is_told(who: dict[str, Officer], tmp_path: Path) -> None:
    roster = read(workbook(tmp_path / "a.xlsx", [["li", "LI", "淳安县局", "浙1", "", ""]]), who)
    line = fates(roster)[2]
    assert (line.fate, [text.zh for text in line.why]) == ("change", ["部门：桐庐县局 → 淳安县局", "执法证号：— → 浙1"])
    put_in_force(roster, who)
    li = Officer.objects.get(username="li")
    assert (li.department, li.certificate, li.roles) == (department_of("neighbour"), "浙1", ["officer"])


def test_whoever_never_signed_in_gets_a_new_first_password_by_the_next_roster(who: dict[str, Officer], tmp_path: Path) -> None:
    old = put_in_force(read(workbook(tmp_path / "1.xlsx", [person(1)]), who), who)["u0001"]
    later = at("2026-11-30 12:00")
    roster, _ = rosters.read(workbook(tmp_path / "2.xlsx", [person(1)]), "2.xlsx", is_complete=False, by=who["system"], at=later)
    assert [line.fate for line in rosters.lines_in(roster, later)] == ["renew"]
    new = put_in_force(roster, who, later)["u0001"]
    officer = Officer.objects.get(username="u0001")
    assert officer.check_password(new)
    assert not officer.check_password(old)


@pytest.mark.parametrize("headings", [("姓名", "手机"), ("平台", "店铺", "金额"), ("姓名", "部门", "手机")])
def test_a_file_that_is_no_roster_is_refused_with_what_it_lacks(who: dict[str, Officer], tmp_path: Path, headings: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="这不是人员名册"):
        read(workbook(tmp_path / "a.xlsx", [["甲", "乙", "丙"]], headings=headings), who)


def test_columns_that_are_not_read_are_named_and_not_kept(who: dict[str, Officer], tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [person(1)])
    roster, unread = rosters.read(path, "a.xlsx", is_complete=False, by=who["system"], at=NOON)
    assert unread == ["手机号码"]
    assert "13800001234" not in str(roster.rows)
    put_in_force(roster, who)
    assert not any("甲1" in one.body for one in Entry.objects.all())
