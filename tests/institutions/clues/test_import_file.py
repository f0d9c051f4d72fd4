"""Clues from a file: good rows become clues, bad ones are listed."""

from pathlib import Path

import pytest
from people import at, people

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.steps.import_file import import_clues

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
ROWS = """工单编号,来源,涉嫌违法行为,平台名称,店铺名称,店铺链接,被举报人,举报人,联系电话,登记时间
12315-1,举报,销售假冒化肥,yunjishi,金穗农资,https://shop.example/1,桐庐金穗农资有限公司,李雷,13900000001,2026-11-20 09:00
12315-2,举报,,yunjishi,无事店,,,,,
12315-3,小道消息,虚假宣传,yunjishi,某店,,,,,
12315-4,platform,无证经营,yunjishi,某店,javascript:alert(1),,,,
12315-5,,刷单,yunjishi,=cmd|' /C calc'!A0,,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_good_rows_become_clues_and_bad_ones_are_listed(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "线索.csv"
    file.write_text(ROWS, encoding=encoding)
    who = people("li")["li"]
    loaded = import_clues(file, by=who, at=NOON)
    assert [clue.original_number for clue in loaded.clues] == ["12315-1", "12315-5"]
    assert [bad.row for bad in loaded.bad_rows] == [3, 4, 5]
    first, last = loaded.clues
    assert (first.source, first.operator_name, first.reporter.masked_name, first.received_at) == (
        "report",
        "桐庐金穗农资有限公司",
        "李**",
        at("2026-11-20 09:00"),
    )
    assert (last.source, last.shop_name) == ("platform", "=cmd|' /C calc'!A0")


def test_the_same_file_again_registers_nothing_twice(tmp_path: Path) -> None:
    file = tmp_path / "线索.csv"
    file.write_text(ROWS)
    who = people("li")["li"]
    import_clues(file, by=who, at=NOON)
    import_clues(file, by=who, at=NOON)
    assert Clue.objects.count() == 2
