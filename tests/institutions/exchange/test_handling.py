"""What another node gave goes on only as its handling code lets it: refused, with its owner's consent, or free among members; back to its owner always."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import a_clue, consent, taken_up_of_hangzhou
from institutions.exchange.peers import Fake
from openpyxl import load_workbook
from people import PASSWORD, browser

from mingjian.core.agreement.sheet import ONWARD
from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import HANDLING
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.handling_codes import check_onward, handling_of
from mingjian.institutions.exchange.services.outgoing import Sharing, preview
from mingjian.office.documents.creation import all_forms, bytes_of, make, remade
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.handling import marks_on


def put(held: HeldRecord, code: str) -> None:
    HeldRecord.objects.filter(pk=held.pk).update(release={**held.release, "onward": code})


def test_every_onward_rule_of_agreements_has_its_code_and_what_is_unknown_is_the_strictest() -> None:
    assert set(HANDLING) == set(ONWARD)
    assert handling_of({}) == handling_of({"onward": "invented"}) == handling_of(None) == HANDLING["never"]


def test_it_goes_on_as_its_code_says_and_back_to_its_owner_always(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, _by = taken_up_of_hangzhou(peers["hz"], client)
    assert HeldRecord.objects.get().release["onward"] == "ask_owner"  # as the clause has it under which it came
    with pytest.raises(StepRefused, match="征得其同意"):
        check_onward(clue.dossier, "nj.example")
    consent(peers["hz"], client, held.name)
    check_onward(clue.dossier, "nj.example")
    with pytest.raises(StepRefused, match="征得其同意"):
        check_onward(clue.dossier, "wx.example")  # for one node is for no other
    check_onward(clue.dossier, "hz.example")
    for code in ("never", "within_body"):
        put(held, code)
        with pytest.raises(StepRefused, match="不能转交"):
            check_onward(clue.dossier, "nj.example")
        check_onward(clue.dossier, "hz.example")
    put(held, "members")
    check_onward(clue.dossier, "nj.example")
    check_onward(a_clue(li).dossier, "nj.example")  # one's own


def test_the_list_before_sending_refuses_it_too_and_the_page_names_the_code(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    with pytest.raises(StepRefused):
        preview(clue, Sharing("nj.example", "check_clue", "320100"), now())
    page = browser(by).get(f"/exchange/held/{held.pk}")
    assert "转交须经提供方同意" in page.content.decode()


def csv_of(officer: Any) -> list[dict[str, str]]:
    content = b"".join(browser(officer).get("/clues?as=csv").streaming_content)  # type: ignore[attr-defined]  # a file is streamed
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def another_department(by: Officer) -> Officer:
    """An officer of the department above, who reads the dossiers of those below."""
    region = f"{by.department.region[:2]}0000" if by.department else ""
    above = Department.objects.create(name_zh="上级局", name_en="above", kind="market_regulation", level="province", region=region)
    officer = Officer(username="above", name_zh="上", name_en="above", department=above, duty="work", roles=["officer", "head"])
    officer.set_password(PASSWORD)
    officer.save()
    return officer


@pytest.mark.parametrize("code", ["never", "within_body", "ask_owner"])
def test_a_list_taken_out_carries_the_code_and_what_is_kept_with_its_holder_goes_into_nobody_elses_file(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, code: str
) -> None:
    held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    put(held, code)
    own = register(Intake("report", "销售无证产品", title="自有线索", content="自行发现"), by=by, at=now())
    rows = {row["编号"]: row for row in csv_of(by)}
    told = handling_of({"onward": code}).zh
    assert rows[clue.number]["处理代码"] == f"{told}（hz.example 提供）"
    assert rows[clue.number]["标题"] == "某店涉嫌售假"  # within the body it is worked with
    assert rows[own.number]["处理代码"] == ""
    rows = {row["编号"]: row for row in csv_of(another_department(by))}
    assert rows[own.number]["标题"] == "自有线索"
    assert rows[clue.number]["处理代码"] == f"{told}（hz.example 提供）"
    said = " ".join(rows[clue.number].values())
    assert "某店" not in said
    assert "甲网" not in said
    assert rows[clue.number]["标题"] == "（按处理代码不提供）"
    assert rows[clue.number]["状态"]


def test_a_free_code_withholds_nothing_and_what_has_ended_goes_into_nobodys_file(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    put(held, "members")
    above = another_department(by)
    assert next(row for row in csv_of(above) if row["编号"] == clue.number)["标题"] == "某店涉嫌售假"
    HeldRecord.objects.filter(pk=held.pk).update(state=HeldRecord.State.RECALLED)
    assert next(row for row in csv_of(above) if row["编号"] == clue.number)["标题"] == "（按处理代码不提供）"
    assert next(row for row in csv_of(by) if row["编号"] == clue.number)["标题"] == "某店涉嫌售假"
    HeldRecord.objects.filter(pk=held.pk).update(state=HeldRecord.State.STOPPED)
    row = next(row for row in csv_of(by) if row["编号"] == clue.number)
    assert row["标题"] == "（按处理代码不提供）"
    assert row["处理代码"].endswith("（hz.example 提供，已停止使用）")


def test_a_workbook_says_it_too(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    _held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    content = b"".join(browser(by).get("/dossiers?as=xlsx").streaming_content)  # type: ignore[attr-defined]
    head, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    told = dict(zip(head, next(row for row in rows if row[0] == clue.number), strict=True))
    assert told["处理代码"] == "转交须经提供方同意（hz.example 提供）"


def test_the_api_carries_the_code_and_withholds_what_is_kept_with_its_holder(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    _held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    above = another_department(by)
    for officer, is_holder in ((by, True), (above, False)):
        asked = browser(officer)
        one = asked.get(f"/api/clues/{clue.number}").json()
        listed = next(row for row in asked.get("/api/clues").json()["clues"] if row["number"] == clue.number)
        dossier = asked.get(f"/api/dossiers/{clue.number}").json()
        line = next(row for row in asked.get("/api/dossiers").json()["dossiers"] if row["number"] == clue.number)
        for told in (one, listed, dossier, line):
            assert told["handling"] == [{"zh": "转交须经提供方同意（hz.example 提供）", "en": HANDLING["ask_owner"].en + " (given by hz.example)"}]
            assert (told["title"] == "某店涉嫌售假") is is_holder
            assert ("某店" in json.dumps(told, ensure_ascii=False)) is is_holder
        entries = asked.get(f"/api/dossiers/{clue.number}/entries").text
        assert ("withheld under its handling code" in entries) is not is_holder  # nor what was written when it was opened, and since
        assert ("按处理代码不提供" in asked.get(f"/ledger?number={clue.number}").text) is not is_holder
    clue.refresh_from_db()
    assert clue.platform == "甲网"  # nothing of it was saved


def test_the_page_of_the_clue_and_of_what_arose_from_it_prints_the_code(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    _held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    page = browser(by).get(f"/clues/{clue.number}").content.decode()
    assert "处理代码：转交须经提供方同意（hz.example 提供）" in page
    arisen = register(Intake("report", "由此产生", title="另一件", content="由此产生"), by=by, at=now()).dossier
    assert marks_on(arisen) == []
    Dossier.objects.filter(pk=arisen.pk).update(arose_from=clue.dossier)
    arisen.refresh_from_db()
    assert [one.giver for one in marks_on(arisen)] == ["hz.example"]
    Dossier.objects.filter(pk=clue.dossier_id).update(arose_from=arisen)  # a circle ends, too
    assert [one.giver for one in marks_on(arisen)] == ["hz.example"]


def test_a_paper_for_the_offices_own_use_carries_it_above_each_page_and_is_made_again_alike(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    _held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    made = make("filing_approval", clue.dossier, by=by, at=now(), as_draft=True)
    with zipfile.ZipFile(io.BytesIO(bytes_of(made))) as paper:
        above = "".join(paper.read(name).decode() for name in paper.namelist() if "header" in name)
    assert "处理代码：转交须经提供方同意（hz.example 提供）" in above
    assert "草稿" in above
    assert made.values["处理代码"] == "处理代码：转交须经提供方同意（hz.example 提供）"
    assert make("filing_approval", clue.dossier, by=by, at=now(), as_draft=True).pk == made.pk  # the code alone makes no second paper
    assert remade(made) == bytes_of(made)
    read_by_the_party = make("inquiry_record", clue.dossier, by=by, at=now(), as_draft=True)
    with zipfile.ZipFile(io.BytesIO(bytes_of(read_by_the_party))) as paper:
        assert "hz.example" not in "".join(paper.read(name).decode() for name in paper.namelist() if name.endswith(".xml"))
    assert not any(one.is_inside and one.is_outward for one in all_forms().values())
