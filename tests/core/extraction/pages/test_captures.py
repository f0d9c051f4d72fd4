"""Records of shop sites out of saved pages: what a page tells, what it leaves open, and pages made to do harm."""

import os
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.extraction.pages.captures import Read, read_captures

FILLING = "<div><p>正品保证，全场特价，欢迎选购，七天退换。</p></div>" * 30
FAKE = f"""<html><head><meta charset="utf-8"><title>LV包包 outlet</title><link rel="canonical" href="http://lv-outlet.top/"></head><body>{FILLING}
<div class="item"><del>¥ 12,800</del> <b>¥ 680</b></div><div class="item"><span class="old-price">¥9,000.00</span>现价 ¥ 450</div><p>¥ 680</p>
<a href="https://www.facebook.com/sharer/sharer.php?u=x">share</a><a href="https://www.facebook.com/">f</a>
<p>客服邮箱 bagsale@gmail.com</p><a href="index.php?main_page=index">Home</a></body></html>"""
HONEST = f"""<html><head><meta charset="utf-8"><title>某某官方商城</title></head><body>{FILLING}
<p>¥ 199.00</p><p>$ 29.9</p><a href="https://weibo.com/u/123456">微博</a><img alt="支付宝" src="a.png"><a href="tel:057188886666">电话</a>
<p>service@honest.com.cn</p><footer>浙ICP备12345678号-1 统一社会信用代码 91330106MA27XL1J0T <a href="https://www.gsxt.gov.cn/x">营业执照</a></footer>
<a href="https://apps.apple.com/cn/app/id1">App</a></body></html>"""
SHELL = "<html><head><title>x</title></head><body><div id=app></div><script src=main.js></script></body></html>"
MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://www.honest.com.cn/about
Subject: x
Date: Tue, 3 Nov 2026 12:00:00 +0800
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"

------b
Content-Type: text/html; charset=gbk
Content-Transfer-Encoding: 8bit

<html><body>PAGE</body></html>
------b--
"""


def saved(folder: Path, **pages: str | bytes) -> Path:
    for name, page in pages.items():
        ending = ".mhtml" if name.startswith("archive") else ".html"
        (folder / f"{name}{ending}").write_bytes(page if isinstance(page, bytes) else page.encode())
    return folder


def only(done: Read) -> dict[str, Any]:
    (record,) = done.records
    return record


def test_what_a_page_of_a_shop_tells_is_read(tmp_path: Path) -> None:
    one = only(read_captures(saved(tmp_path, fake=FAKE), source="某局"))
    assert (one["url"], one["platform"], one["title"]) == ("http://lv-outlet.top/", "某局", "LV包包 outlet")
    assert one["savings_share"] == pytest.approx(1 - 680 / 12800, abs=0.01)
    assert one["repeated_price_count"] == 1
    assert one["currency_count"] == 1
    assert (one["has_email"], one["has_free_mail"], one["has_phone"]) == (True, True, False)
    assert one["has_social_account"] is False  # a button that shares and a bare front page are no account
    assert (one["has_payment"], one["has_app"], one["has_licence_link"]) == (False, False, False)
    assert one["software"] == "Zen Cart"
    assert one["element_count"] > 60
    assert one["depth"] >= 4


def test_a_shop_that_says_who_it_is_is_read_so(tmp_path: Path) -> None:
    (tmp_path / "honest.url").write_text("[InternetShortcut]\nURL=https://user:pass@www.honest.com.cn/#top\n")
    one = only(read_captures(saved(tmp_path, honest=HONEST)))
    assert one["url"] == "https://www.honest.com.cn/"
    assert (one["has_social_account"], one["has_payment"], one["has_phone"], one["has_app"], one["has_licence_link"]) == (True,) * 5
    assert (one["icp_record"], one["uscc"], one["has_free_mail"]) == ("浙ICP备12345678号-1", "91330106MA27XL1J0T", False)
    assert one["currency_count"] == 2
    assert one["savings_share"] == 0


def test_what_a_shell_or_a_scrap_leaves_open_stays_null(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("文件,网址\nshell.html,https://a.example/\nscrap.html,https://b.example/\n", "utf-8")
    done = read_captures(saved(tmp_path, shell=SHELL, scrap="<p>hello"), index=tmp_path / "list.csv")
    for one in done.records:
        assert {name for name, value in one.items() if value is not None} <= {"url", "title", "element_count", "depth", "text_by_tag"}
    assert any("空壳" in fault.reason.zh for fault in done.faults)


def test_a_web_archive_gives_address_and_instant_and_its_own_charset(tmp_path: Path) -> None:
    body = HONEST.replace('<meta charset="utf-8">', "").replace("¥", "￥").encode("gbk")
    one = only(read_captures(saved(tmp_path, archive=MHTML.encode().replace(b"<html><body>PAGE</body></html>", body))))
    assert (one["url"], one["title"]) == ("https://www.honest.com.cn/about", "某某官方商城")
    assert one["seen_at"] == datetime(2026, 11, 3, 4)  # noqa: DTZ001 - as records keep it


def test_pages_of_one_host_are_one_record_its_front_page_first(tmp_path: Path) -> None:
    contact = f"<!-- saved from url=(0028)http://lv-outlet.top/contact --><html><title>联系</title><body>{FILLING}电话 13800138000</body></html>"
    one = only(read_captures(saved(tmp_path, a=contact, b=FAKE)))
    assert (one["url"], one["title"], one["has_phone"], one["has_email"]) == ("http://lv-outlet.top/", "LV包包 outlet", True, True)


def test_facts_of_the_domain_come_from_the_officers_table(tmp_path: Path) -> None:
    table = tmp_path / "whois.csv"
    table.write_text("域名,注册时间,境内注册\nlv-outlet.top,2026-03-01,否\nother.example,2001-01-01,是\n", "utf-8")
    one = only(read_captures(saved(tmp_path, fake=FAKE), facts=table))
    assert (one["domain_registered_on"], one["is_registered_in_mainland"], one["is_widely_visited"]) == (date(2026, 3, 1), False, None)


def test_the_address_that_a_page_gives_itself_is_told_as_such_and_the_officers_goes_first(tmp_path: Path) -> None:
    done = read_captures(saved(tmp_path, fake=FAKE))
    assert "自称" in done.faults[0].reason.zh
    (tmp_path / "list.csv").write_text("file,url,seen_at\nfake.html,https://real.example/x,2026-11-01T00:00:00\n", "utf-8")
    named = read_captures(tmp_path, index=tmp_path / "list.csv")
    assert (only(named)["url"], named.faults) == ("https://real.example/x", [])


HOSTILE: dict[str, bytes] = {
    "deep": b"<div>" * 2_000_000,
    "one_sign": b"a" * (10 << 20),
    "open_tags": b"<a" * 2_000_000,
    "binary": bytes(range(256)) * 4096,
    "empty": b"",
    "nul": b"\x00" * 100_000,
    "script": b"<script>while(true){}</script><iframe src='file:///etc/passwd'></iframe><img src='http://169.254.169.254/'>" * 1000,
    "entities": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>",
    "bidi": "<title>\u202e=cmd|'/c'!A1</title><p>'; DROP TABLE x; --".encode(),
    "archive_none": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 3000,
}


@pytest.mark.slow
def test_no_page_stops_the_others(tmp_path: Path) -> None:
    names = "".join(f"{name}{'.mhtml' if name.startswith('archive') else '.html'},https://{name.replace('_', '-')}.example/\n" for name in HOSTILE)
    (tmp_path / "list.csv").write_text(f"file,url\n{names}", "utf-8")
    done = read_captures(saved(tmp_path, **HOSTILE, fake=FAKE), index=tmp_path / "list.csv")
    assert "http://lv-outlet.top/" in {one["url"] for one in done.records}
    told = {one["url"] for one in done.records} | {fault.file for fault in done.faults}
    assert len(told) >= len(HOSTILE)
    assert "root:" not in str(done.records)


SCRAPS = [b"<", b">", b"&#x", b"<del>", b"\x00", b"\xff\xfe", b"<!--", b"charset=utf-16", b"charset=base64", b"<iframe width=9", b"http://a:b/", b"\r\n\r\n"]
CHANGES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.sampled_from(SCRAPS)), max_size=20)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from([FAKE, HONEST, SHELL, MHTML]), st.sampled_from(["page", "archive_page"]), CHANGES)
def test_whatever_is_changed_in_a_page_it_gives_a_record_or_a_reason(page: str, name: str, changes: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(page.encode())
    for place, cut, scrap in changes:
        data[place : place + cut] = scrap
    with TemporaryDirectory() as folder:
        done = read_captures(saved(Path(folder), **{name: bytes(data)}), seconds=5)
    assert len(done.records) + len(done.faults) >= 1


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_left_out_and_the_next_one_read(tmp_path: Path) -> None:
    many = "<a " + " ".join(f"x{n}=1" for n in range(300_000)) + ">"
    done = read_captures(saved(tmp_path, a=many, b=FAKE), seconds=1)
    assert only(done)["url"] == "http://lv-outlet.top/"
    assert "时间或内存" in done.faults[0].reason.zh


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["http://a:b:c/", "http://[::1/", "javascript:alert(1)", "http://x:99999999/", "ftp://a.example/", "https://", "//a.example/"]
)
def test_what_is_no_address_of_the_web_is_none(tmp_path: Path, address: str) -> None:
    done = read_captures(saved(tmp_path, fake=FAKE.replace("http://lv-outlet.top/", address)))
    assert done.records == []


@pytest.mark.parametrize("listed", ["a,b\n1,2\n", "", "file,url\n,\n"])
def test_a_list_without_files_and_addresses_is_refused(tmp_path: Path, listed: str) -> None:
    (tmp_path / "list.csv").write_text(listed)
    with pytest.raises(BadInput, match="file and url"):
        read_captures(saved(tmp_path, fake=FAKE), index=tmp_path / "list.csv")


def test_a_page_without_any_address_is_told(tmp_path: Path) -> None:
    done = read_captures(saved(tmp_path, bare="<p>x</p>"))
    assert done.records == []
    assert "--index" in done.faults[0].reason.en


def test_times_of_the_list_are_read_as_people_write_them_and_compared_with_those_of_archives(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HONEST, "utf-8")
    (tmp_path / "b.html").write_text(HONEST, "utf-8")
    (tmp_path / "c.mhtml").write_bytes(MHTML.encode())
    rows = "a.html,https://www.honest.com.cn/a,2026/11/4 8:00\nb.html,https://www.honest.com.cn/b,2026-11-04T01:00:00+08:00\n"
    (tmp_path / "list.csv").write_text(f"file,url,seen_at\n{rows}", "utf-8")
    (one,) = read_captures(tmp_path, index=tmp_path / "list.csv").records
    assert one["seen_at"] == datetime(2026, 11, 4)  # noqa: DTZ001 - as records keep it: 8 o'clock in Beijing
    (tmp_path / "list.csv").write_text("file,url,seen_at\na.html,https://www.honest.com.cn/a,yesterday\n", "utf-8")
    assert any("yesterday" in fault.reason.en for fault in read_captures(tmp_path, index=tmp_path / "list.csv").faults)


def test_a_file_whose_name_is_no_text_is_told_like_any_other(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xc9\xcc.html")).write_text("<html>", "utf-8")
    (fault,) = read_captures(tmp_path).faults
    assert fault.file == "\\xc9\\xcc.html"
    assert "\\xc9\\xcc.html" in fault.reason.en
