"""`mingjian sites read` and the detector on what it wrote, end to end."""

import json
from pathlib import Path

from click.testing import CliRunner

from mingjian.cli import commands

FILLING = "<div><p>正品保证，全场特价，欢迎选购，七天退换。</p></div>" * 30
FAKE = f'<meta charset=utf-8><title>包包</title><link rel=canonical href="http://gucci-sale-88.top/">{FILLING}<div><del>¥9,000</del> ¥450</div>bag@gmail.com'
GOOD = (
    f'<meta charset=utf-8><title>商城</title>{FILLING}<p>¥ 199</p><a href="https://weibo.com/u/1">微博</a><img alt="支付宝"><p>kf@good.com.cn 0571-88886666</p>'
)


def invoke(*words: str | Path) -> str:
    done = CliRunner().invoke(commands, list(map(str, words)))
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return str(done.output)


def test_from_saved_pages_to_findings(tmp_path: Path) -> None:
    pages = tmp_path / "saved"
    pages.mkdir()
    (pages / "fake.html").write_text(FAKE, "utf-8")
    (pages / "good.html").write_text(GOOD, "utf-8")
    (pages / "broken.html").write_bytes(b"\x00")
    (tmp_path / "list.csv").write_text("file,url,seen_at\ngood.html,https://www.good.com.cn/,2026-11-01\nfake.html,http://gucci-sale-88.top/,2026-11-01\n")
    (tmp_path / "whois.csv").write_text("domain,creation_date\ngucci-sale-88.top,2026-06-01\ngood.com.cn,2009-06-01\n")
    sites, found = tmp_path / "shop_site.jsonl", tmp_path / "found.jsonl"
    told = invoke("sites", "read", pages, "--out", sites, "--index", tmp_path / "list.csv", "--facts", tmp_path / "whois.csv", "--source", "某局")
    assert "3 pages read, 2 records of sites" in told
    remarks = [json.loads(line) for line in (tmp_path / "shop_site.remarks.jsonl").read_text("utf-8").splitlines()]
    assert [one["file"] for one in remarks] == ["broken.html"]
    (tmp_path / "right.csv").write_text("right_id,name,type,platform\n1,GUCCI,商标,r\n")
    invoke("detect", "run", "risky_site", "--shop_site", sites, "--right", tmp_path / "right.csv", "--out", found)
    (row,) = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    assert row["subject"] == "某局/http://gucci-sale-88.top/"
    assert {json.loads(line)["seen_at"] for line in sites.read_text("utf-8").splitlines()} == {"2026-10-31T16:00:00+00:00"}
    assert "域名注册不足一年" in row["reason_zh"]
    assert "a registered mark beside other words in its address" in row["reason_en"]
    assert json.loads(row["evidence"])["mark"] == "GUCCI"


def test_a_folder_without_pages_gives_an_empty_file(tmp_path: Path) -> None:
    told = invoke("sites", "read", tmp_path, "--out", tmp_path / "out.csv")
    assert "0 pages read, 0 records" in told


def test_a_wrong_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["sites", "read", str(tmp_path), "--out", str(tmp_path / "out.xlsx")])
    assert done.exit_code != 0
