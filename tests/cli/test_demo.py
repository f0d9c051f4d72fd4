"""The main job in one command, from files to dossiers; a second start loses nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

from mingjian.cli.demo import _home_name

COMMAND = Path(sys.executable).parent / "mingjian"
ORDERS = "订单编号,店铺id,买家会员名,实付金额,订单付款时间\n"


def run(home: Path, data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_HOME", "MINGJIAN_LAKE"}}
    done = subprocess.run([COMMAND, "demo", "--home", home, "--data", data, "--no-serve"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_reads_a_folder_finds_what_is_there_opens_dossiers_and_keeps_them(tmp_path: Path) -> None:
    data = tmp_path / "records"
    data.mkdir()
    quiet = "".join(f"q{n},s{n % 40},u{n},10,2026-11-{1 + n % 20:02d} 10:00:00\n" for n in range(400))
    busy = "".join(f"b{n},s{90 + n % 3},v{n % 3},10,2026-11-11 02:{n % 50:02d}:00\n" for n in range(36))
    (data / "order.csv").write_text(ORDERS + quiet + busy)
    (data / "说明.txt").write_text("not a record")
    said = run(tmp_path / "home", data)
    assert "order 436" in said
    assert "order_concentration: 3 / 43" in said
    clues = re.search(r"线索核查 Checking a clue \d+", said)
    assert clues is not None
    again = run(tmp_path / "home", data)
    assert clues[0] in again  # nothing is made twice
    assert "order_concentration: 3 / 43" in again


THINGS = (("跑步鞋", 469), ("羽绒服", 799), ("手提包", 1280), ("保湿面霜", 198), ("蓝牙耳机", 299), ("坚果礼盒", 89))
POINTS = ("官方正品", "全国包邮", "七天无理由", "新款", "送礼", "当天发货")
BRANDS = ("青岚谷", "禾沐川", "予森里", "澜栖坞")
BAD = (
    "{brand} 高仿 {thing} 懂的来 细节私聊",
    "{brand} 一比一复刻 {thing} 专柜对版 支持过验",
    "{thing} 顶级复刻 大牌同款 不议真假",
)


def export(path: Path, rows: int = 360) -> int:
    """Write a listing export of five columns as platforms give it; says how many of its rows are of copies."""
    bad, lines = 0, ["宝贝标题,价格,店铺名称,付款人数,宝贝链接"]
    for n in range(rows):
        (thing, price), brand = THINGS[n % len(THINGS)], BRANDS[n // len(THINGS) % len(BRANDS)]
        title, asked = f"{brand} {thing} {POINTS[n % 5]} {POINTS[(n + 1) % 6]}", price * (1 + n % 7 / 50)
        if n % 25 == 5:
            title, asked, bad = BAD[n % 3].format(brand=brand, thing=thing), price * 0.2, bad + 1
        sold = ("1000+", "2.3万+人付款", f"{n}人付款", "已售5000+件", "暂无销量")[n % 5]
        lines.append(f"{title},￥{asked:.2f},店铺{n % 31},{sold},https://item.example/item.htm?spm=a{n}&id={612345000000 + n}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return bad


def found_by(said: str, detector: str) -> int:
    return int((re.search(rf"{detector}: ([\d,]+) /", said) or ["", "0"])[1].replace(",", ""))


def test_an_export_of_five_columns_alone_ends_with_what_words_tell_and_says_what_more_would_help(tmp_path: Path) -> None:
    data = tmp_path / "records"
    data.mkdir()
    bad = export(data / "宝贝导出.csv")
    said = run(tmp_path / "home", data)
    assert "listing 360 （坏行 bad rows 0" in said
    assert found_by(said, "replica_words") == bad
    assert "With these files, more can be found" in said
    assert re.search(r"right\.csv.*商标变形", said)
    assert re.search(r"order\.csv.*团伙", said)


def test_where_no_file_could_be_read_each_is_named_with_why(tmp_path: Path) -> None:
    data = tmp_path / "records"
    data.mkdir()
    (data / "order.csv").write_text("甲,乙\n1,2\n")
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTEST_VERSION", "DATABASE_URL"}}
    command = [COMMAND, "demo", "--home", tmp_path / "home", "--data", data, "--no-serve"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "order.csv：" in done.stderr
    assert "都不能读入" in done.stderr
    assert "No file of" not in done.stderr


def test_with_the_rights_beside_it_odd_prices_are_found_as_well(tmp_path: Path) -> None:
    data = tmp_path / "我的 导出 (2)"  # a name with a blank
    data.mkdir()
    export(data / "宝贝导出.csv")
    (data / "商标.csv").write_text("注册号,商标名称,类型,权利人\n" + "".join(f"{n},{brand},商标,某公司\n" for n, brand in enumerate(BRANDS)))
    said = run(tmp_path / "home", data)
    assert found_by(said, "price_outlier") >= 5


def test_a_folder_without_records_is_refused_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTEST_VERSION", "DATABASE_URL"}}
    done = subprocess.run(
        [COMMAND, "demo", "--home", tmp_path / "home", "--data", tmp_path / "empty", "--no-serve"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "order.csv" in done.stderr


def test_two_folders_of_one_name_have_homes_of_their_own(tmp_path: Path) -> None:
    homes = {_home_name(tmp_path / "甲" / "market"), _home_name(tmp_path / "乙" / "market"), _home_name(None), _home_name(Path("/"))}
    assert len(homes) == 4
    assert _home_name(tmp_path / "甲" / "market") == _home_name(tmp_path / "甲" / ".." / "甲" / "market")
    assert all(name and "/" not in name for name in homes)
