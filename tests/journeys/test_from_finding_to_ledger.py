"""One finding walks the whole way in a browser, from taken up to decided; then the ledger is verified, and one changed byte is found."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from journeys.world import make_findings
from people import department_of, people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Entry

COMMAND = [str(Path(sys.executable).parent / "mingjian"), "ledger", "verify"]


def take(page: Page, number: str, step: str, **papers: str) -> None:
    """Fill in the form that the page drew for a step, and take it."""
    page.goto(f"/clues/{number}")
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in papers.items():
        if form.locator(f"[name='{step}-{name}-sought']").count():
            form.locator(f"[name='{step}-{name}'][value='{value}']").check()
            continue
        field = form.locator(f"[name='{step}-{name}']")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def test_from_finding_to_decision_and_a_verified_ledger(seat: Callable[..., Page], tmp_path: Path) -> None:
    who = people()
    make_findings(who["li"])
    officer = seat("li")
    officer.goto("/findings")
    officer.get_by_role("link", name="yunjishi/ring-5f2c9a7be01d").first.click()
    with officer.expect_navigation():
        officer.get_by_role("button", name="采用为线索").click()
    number = Clue.objects.get().dossier.number
    take(officer, number, "hand_over", department=str(department_of("neighbour").pk), reason="经营地在该县")
    expect(officer.locator("body")).to_contain_text("淳安县局")

    neighbour, head = seat("zhao", "en"), seat("qian")
    take(neighbour, number, "accept")
    take(neighbour, number, "request_extension", reason="等待平台提供交易明细。")
    take(head, number, "approve_extension")
    deadline = Clue.objects.get().dossier.deadlines.get(name="check")
    assert deadline.extended == 1
    take(neighbour, number, "conclude_check", check_result="物流记录显示多数成交未发货。", proposal="file")
    take(head, number, "decide_to_file", reporter="none")
    expect(head.locator("body")).to_contain_text("决定立案")
    assert Clue.objects.get().dossier.state == "to_be_filed"

    head.goto(f"/clues/{number}/record")
    head.get_by_role("button", name="验证此卷宗").click()
    expect(head.locator("#verified")).to_contain_text("台账之中")
    export = export_of(seat("auditor"), tmp_path)
    verify_then_change_one_byte(export, tmp_path)


def export_of(auditor: Page, folder: Path) -> Path:
    auditor.goto("/ledger")
    with auditor.expect_download() as download:
        auditor.locator("form[action$='/ledger/export'] button, a[href$='/ledger/export']").first.click()
    file = folder / "ledger.jsonl"
    download.value.save_as(file)
    return file


def verify_then_change_one_byte(export: Path, folder: Path) -> None:
    sound = subprocess.run([*COMMAND, str(export), "--json"], capture_output=True, text=True, check=False)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    index = Entry.objects.get(kind="approve_extension").index
    lines = export.read_bytes().split(b"\n")
    place = next(n for n, line in enumerate(lines) if b'"approve_extension"' in line)
    assert json.loads(lines[place])["index"] == index
    lines[place] = lines[place].replace(b"qian", b"qiam", 1)
    changed = folder / "changed.jsonl"
    changed.write_bytes(b"\n".join(lines))
    broken = subprocess.run([*COMMAND, str(changed)], capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert f"{index}" in broken.stdout + broken.stderr


def test_an_officer_of_another_region_gets_a_404_by_address(seat: Callable[..., Page]) -> None:
    who = people()
    ring, _ = make_findings(who["li"])
    officer = seat("li")
    officer.goto(f"/findings/{ring.pk}")
    with officer.expect_navigation():
        officer.get_by_role("button", name="采用为线索").click()
    number = Clue.objects.get().dossier.number
    stranger = seat("zhou")
    for address in (f"/clues/{number}", f"/dossiers/{number}", f"/findings/{ring.pk}"):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        assert "ring-5f2c9a7be01d" not in stranger.content()
