"""What a buyer brings is played and read in its place, on the leave to see the kit unmasked and for as long as it lasts."""

import pytest
from django.utils.timezone import now
from kits import add_item, open_kit
from people import browser, department_of, people

from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.office.files.revealable import reveal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
FILM = b"\x00\x00\x00\x18ftypisom" + bytes(range(200))


def test_a_film_is_played_and_a_text_is_read_on_the_leave_to_see_the_kit() -> None:
    who = people("li")
    kit: Kit = open_kit(Purchase("抖音 › 直播间", "某牌面霜", "x"), department=department_of("county"), at=now())
    film = add_item(kit, "chat", [FILM], "开箱.mp4", at=now())
    text = add_item(kit, "chat", ["卖家：<b>高仿</b>".encode()], "聊天.txt", at=now())
    client = browser(who["li"])
    asked, read = f"/kits/{kit.pk}/items/{film.pk}/preview", f"/kits/{kit.pk}/items/{text.pk}/text"
    assert [client.get(one).status_code for one in (asked, read)] == [403, 403]
    reveal(RevealableKit(kit), purpose="核查线索", ground="投诉举报处理办法", by=who["li"], at=now())
    page = client.get(f"/kits/{kit.pk}").content.decode()
    assert f'preload="none" src="{asked}"' in page
    assert f'href="{read}"' in page
    piece = client.get(asked, headers={"Range": "bytes=20-29"})
    assert (piece.status_code, piece.content, piece["Content-Type"]) == (206, FILM[20:30], "video/mp4")
    assert "卖家：&lt;b&gt;高仿" in client.get(read).content.decode()
    assert client.get(f"/kits/{kit.pk}/items/{film.pk}/text").status_code == 404
