"""An officer looks at a licence beside its fields, ticks two, and has the party; then finds a word of a chat and sees it marked."""

from collections.abc import Callable
from importlib.util import find_spec

import pytest
from audited import by_hand
from django.utils.timezone import now
from journeys.browsing import look
from make import make_clue
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.matters.acts import open_matter
from mingjian.institutions.matters.models import Party
from mingjian.institutions.matters.queries import known_of
from mingjian.institutions.pictures.services.readers import read_file
from mingjian.office.files.storage import seal

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra [vision] is absent")]


@pytest.mark.usefixtures("sealed")
def test_a_licence_beside_its_fields_becomes_a_party_and_a_word_is_marked_on_the_picture(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None]
) -> None:
    from mingjian.core.quality.common.drawn import CLEAN, PHOTOGRAPHED, chat, licence

    li = people("li")["li"]
    dossier = make_clue(li, at=now()).dossier
    matter = open_matter(by=li, at=now(), dossier=dossier, known=known_of(dossier))
    drawn, talk = licence(3, PHOTOGRAPHED), chat(1, CLEAN)
    fields = dict(drawn.fields)
    for data, name in ((drawn.picture, "营业执照.jpg"), (talk.picture, "聊天截图.png")):
        file = seal([data], name, dossier=dossier, by=li, at=now())
        by_hand(file)  # no step brings it
        assert read_file(file.sha256, now()).stands == "read"
    page = seat("li")
    page.goto(f"/pictured/dossier/{dossier.number}")
    page.get_by_role("link", name="对照执照查看各项").click()
    expect(page.get_by_role("textbox", name="统一社会信用代码")).to_have_value(fields["uscc"])
    page.get_by_role("checkbox", name="名称").check()
    page.get_by_role("checkbox", name="统一社会信用代码").check()
    look(page, "licence-beside-its-fields", check_accessible)
    page.get_by_role("button", name="采用所勾选的内容").click()
    expect(page.get_by_text("所勾选的内容已采用")).to_be_visible()
    assert Party.objects.get(matter=matter, name=fields["name"]).code == fields["uscc"]
    page.get_by_label("要查找的文字").fill(talk.lines[2][:4])
    page.get_by_role("search").get_by_role("button").click()
    page.get_by_role("link", name="在图上查看").click()
    expect(page.locator("rect.pictured__found").first).to_be_visible()
