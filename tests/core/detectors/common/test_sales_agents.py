"""Who is one person, who stands below whom, and which forms of the test stand in a text: at the edges."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from mingjian.core.detectors.common.limbs import forms_of, limbs_said, line_on, numbers_of, ranks_of
from mingjian.core.detectors.common.sales_agents import MOST_SHARERS, Kernel, Persons, ties_of
from mingjian.core.records import kind

DAY = date(2026, 5, 1)


def row(account: str, kind_of: str, said: str, platform: str = "甲") -> dict[str, str]:
    return {"record": "post", "platform": platform, "account": account, "id": "", "day": "", "kind": kind_of, "said": said}


def read(text: str | None, **more: object) -> list[tuple[str, str]]:
    """Return what the kernel tells of one post."""
    one = {"post_id": "P", "platform": "甲", "account_id": "U", "text": text, "posted_at": datetime(2026, 4, 30, 16, tzinfo=UTC).replace(tzinfo=None), **more}
    table = pa.Table.from_pylist([one], kind("post").schema)
    rows = [row for batch in Kernel("post")(iter(table.to_batches())) for row in batch.to_pylist()]
    assert all(row["day"] == "2026-05-01" for row in rows)  # of Beijing
    return [(row["kind"], row["said"]) for row in rows]


@pytest.mark.parametrize(("givers", "is_one"), [(MOST_SHARERS, True), (MOST_SHARERS + 1, False)])
def test_a_contact_that_fifty_give_is_one_persons_and_of_more_it_is_nobodys(givers: int, is_one: bool) -> None:
    persons = Persons(row(f"a{n:03}", "contact", "x") for n in range(givers))
    assert len({persons.of(f"甲/a{n:03}") for n in range(givers)}) == (1 if is_one else givers)
    assert bool(persons.shared) is is_one


def test_one_account_may_join_two_contacts_and_stands_for_all_by_its_first_name() -> None:
    persons = Persons([row("b", "contact", "x"), row("c", "contact", "x"), row("c", "contact", "y"), row("a", "contact", "y", "乙"), row("z", "contact", "w")])
    assert {persons.of(f"甲/{one}") for one in "bc"} == {persons.of("乙/a")} == {min("甲/b", "乙/a")}
    assert persons.of("甲/z") == "甲/z"
    assert persons.shared == {"x": ["甲/b", "甲/c"], "y": sorted(["甲/c", "乙/a"])}  # who gives one alone shares none


def test_a_person_is_named_by_a_way_to_reach_them_in_either_case_else_by_an_account_of_the_platform() -> None:
    persons = Persons([row("b", "contact", "wx_one"), row("c", "contact", "wx_one")])
    assert persons.named("乙", "WX_One") == persons.of("甲/b")
    assert persons.named("乙", "b") == "乙/b"
    assert persons.named("甲", "c") == persons.of("甲/b")


def test_a_code_ties_those_of_one_platform_and_whoever_uses_one_that_nobody_gave_is_tied_to_nobody() -> None:
    rows = [row("t", "given", "AB12"), row("u", "given", "AB12"), row("m", "used", "AB12"), row("n", "used", "AB12", "乙"), row("o", "used", "ZZ99")]
    assert ties_of(rows, Persons(rows)) == {("甲/t", "甲/m"), ("甲/u", "甲/m")}


def test_upper_and_lower_are_read_from_whoever_tells_them() -> None:
    rows = [row("m", "upper", "t"), row("m", "lower", "l"), row("m", "tier", "entry|省代|980"), row("m", "contact", "x")]
    assert ties_of(rows, Persons(rows)) == {("甲/t", "甲/m"), ("甲/m", "甲/l")}


def test_a_way_to_reach_the_one_above_or_a_service_line_is_not_the_accounts_own() -> None:
    own = {said for kind_of, said in read("推荐人：U001，代理费已交，加微信 shili_0001") if kind_of == "contact"}
    assert own == {"shili_0001"}
    assert [said for kind_of, said in read("上级微信：agent_01，代理费已交") if kind_of == "contact"] == []
    assert [said for kind_of, said in read("推荐人：U001，代理费已交，客服热线：400-800-1234") if kind_of == "contact"] == []


def test_who_tells_nothing_of_agents_or_has_no_account_is_not_told() -> None:
    assert read("今天天气好，加微信 shili_0001") == []
    assert read(None) == read("") == []
    assert read("推荐人：U001", account_id=None) == read("推荐人：U001", account_id="") == []
    assert read("推荐人：U001") == [("upper", "U001")]


@pytest.mark.parametrize(
    ("said", "fee"),
    [
        ([("tier", "entry|省代|980")], ["省代 980（门槛）"]),  # bought, it is a fee by itself
        ([("tier", "price|省代|75")], []),  # goods at a price for a rank are distribution
        ([("tier", "price|省代|75"), ("tier", "price|总代|65")], []),
        ([("entry_fee", "入门费"), ("tier", "price|省代|75")], ["入门费"]),  # one rank alone says nothing of ranks
        ([("entry_fee", "入门费"), ("tier", "price|省代|75"), ("tier", "discount|总代|3.5")], ["入门费", "总代 3.5（折）", "省代 75（拿货价）"]),
        ([("tier", "entry|省代|980"), ("tier", "price|省代|75")], ["省代 980（门槛）"]),
        ([], []),
    ],
)
def test_prices_by_rank_count_for_the_fee_only_beside_a_fee(said: list[tuple[str, str]], fee: list[str]) -> None:
    forms = {one.key: list(one.seen) for one in forms_of([row("a", kind_of, one) for kind_of, one in said], DAY)}
    assert forms == {"fee": fee, "heads": [], "team": []}


def test_each_form_is_seen_by_its_own_words_each_once_and_ranks_are_none_of_them() -> None:
    rows = [row("a", "head_reward", "拉人头"), row("b", "head_reward", "拉人头"), row("a", "team_reward", "团队奖"), row("a", "agent_level", "总代")]
    assert {one.key: one.seen for one in forms_of(rows, DAY)} == {"fee": (), "heads": ("拉人头",), "team": ("团队奖",)}
    assert ranks_of(rows) == ["总代"]


def test_the_line_is_reached_by_exactly_its_numbers() -> None:
    line = line_on("2026-05-01")
    reached = {one.key: one.seen for one in numbers_of(line.persons, line.layers, line)}
    short = {one.key: one.seen for one in numbers_of(line.persons - 1, line.layers - 1, line)}
    assert reached == {"persons": (str(line.persons),), "layers": (str(line.layers),)}
    assert short == {"persons": (), "layers": ()}


def test_limbs_are_told_with_six_words_at_most_and_how_many_more_there_are() -> None:
    (fee, heads, team) = forms_of([*(row("a", "entry_fee", f"费{n}") for n in range(8)), *(row("a", "head_reward", f"头{n}") for n in range(6))], DAY)
    said = limbs_said((fee, heads, team), DAY)
    assert "费0、费1、费2、费3、费4、费5 +2）" in said.zh
    assert "头5）" in said.zh
    assert "未见：团队计酬" in said.zh
    assert "文字中有：无；" in limbs_said((team,), DAY).zh
    assert "未见：无（" in limbs_said((fee, heads), DAY).zh
