"""An officer plays a recording and reads a Word file on a dossier, without a program of their own that opens either."""

import wave
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from audited import by_hand
from django.utils.timezone import now
from docx import Document
from journeys.browsing import look, sign_in, speak
from people import department_of, people
from playwright.sync_api import Page, expect

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal

pytestmark = pytest.mark.django_db(transaction=True)
#: Plays from the fortieth second on, and gives where the player stands and what it could not do.
PLAYED = """async (audio) => {
  audio.muted = true;
  await audio.play();
  audio.currentTime = 40;
  await new Promise((went) => { audio.onseeked = went; });
  return [Math.round(audio.duration), Math.floor(audio.currentTime), audio.error];
}"""


def recording(seconds: int) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(2 * 44_100 * seconds))
    return out.getvalue()


def test_a_recording_is_played_from_its_middle_and_a_word_file_read(
    page: Page, live_server: Any, settings: Any, tmp_path: Path, check_accessible: Callable[[Page], None]
) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    li = people("li")["li"]
    opening = Opening("assistance", "D1", "某鞋店")
    dossier = open_dossier(opening, by=li, department=department_of("county"), at=now(), given={"questions": "核实实际经营地"})
    document, letter = Document(), BytesIO()
    document.add_paragraph("送检的 12 双鞋均系假冒。")
    document.add_table(1, 2).rows[0].cells[0].text = "数量"
    document.save(letter)
    for content, name in ((recording(60), "通话.wav"), (letter.getvalue(), "辨认意见.docx")):
        by_hand(seal([content], name, dossier=dossier, by=li, at=now()))
    base = live_server.url.replace("127.0.0.1", "localhost")
    speak(page, base, "zh-hans")
    sign_in(page, base, "li")
    page.wait_for_load_state("networkidle")
    page.goto(f"{base}/dossiers/{dossier.number}")
    page.locator("#files ~ ul summary", has_text="播放").click()
    assert page.locator("audio").evaluate(PLAYED) == [60, 40, None]
    assert list(dossier.entries.values_list("kind", flat=True)).count("file_handed_out") == 1
    look(page, "zh-hans-files", check_accessible)
    page.get_by_role("link", name="阅读文字").click()
    expect(page.locator("main")).to_contain_text("并非封存的原件")
    expect(page.locator("main")).to_contain_text("送检的 12 双鞋均系假冒。")
    look(page, "zh-hans-text", check_accessible)
    page.get_by_role("link", name="返回").click()
    expect(page.locator("h1")).to_contain_text("某鞋店")
