"""Words of a picture that are personal data are found with their boxes; what is to be compared, as prices and promises, stays to be seen."""

from mingjian.core.screening.personal_words import Words, personal_boxes, shown_words


def line(text: str, left: int, top: int) -> Words:
    return Words(text, (left, top, 20 * len(text), 30))


def shown(*lines: Words) -> list[str]:
    return shown_words(lines)


def test_names_and_addresses_go_with_their_label_and_numbers_by_their_form() -> None:
    lines = [
        line("收货人：张三丰 13800001111", 10, 10),
        line("收货地址：浙江省杭州市西湖区文三路1号", 10, 80),
        line("加微信langu_8899看实拍", 10, 150),
        line("高仿1:1，放心拍", 10, 220),
        line("转账1,238.00元", 10, 290),
        line("商标注册号：12345678", 10, 360),
    ]
    told = shown(*lines)
    assert not [part for part in ("三丰", "1380000", "杭州", "gu_88") if part in "".join(told)]
    assert told[3:] == ["高仿1:1，放心拍", "转账1,238.00元", "商标注册号：12345678"]
    hidden = personal_boxes(lines)
    assert all(box[1] < 180 for box in hidden)
    left, _, width, _ = min(hidden, key=lambda box: box[0] + box[2] if 70 < box[1] < 110 else 10_000)
    assert left < 10 + 20 * 5
    assert left + width > 10 + 20 * 19


def test_a_label_in_a_line_of_its_own_names_what_stands_beside_or_below_it() -> None:
    told = shown(line("收款方", 10, 10), line("李小龙", 200, 12), line("备注", 10, 300), line("发货", 200, 302))
    assert told == ["收款方", "李**", "备注", "发货"]
    assert shown(line("经营者", 10, 10), line("王伟", 10, 45)) == ["经营者", "王*"]
    assert shown(line("收款方", 10, 10), line("甲贸易有限公司", 200, 12)) == ["收款方", "甲贸易有限公司"]


def test_a_name_stands_beside_a_telephone() -> None:
    assert shown(line("王小明", 10, 10), line("13900002222", 10, 45))[0] == "王**"
    assert shown(line("王小明", 10, 10), line("13900002222", 200, 12))[0] == "王**"
    assert shown(line("王小明", 10, 10), line("13900002222", 10, 500))[0] == "王小明"
    assert shown(line("陈静 139****2222", 10, 10))[0].startswith("陈* ")


def test_a_word_of_a_party_in_the_midst_of_a_sentence_hides_nothing() -> None:
    for text in ("我们家买家都说好用，放心", "老板地址发一下", "买家秀都在这里大家随便看看吧"):
        assert shown(line(text, 10, 10)) == [text]
    assert shown(line("法定代表人王伟", 10, 10)) == ["法定代表人王*"]
    assert shown(line("住所杭州市西湖区文三路1号", 10, 10)) == ["住所杭**********"]


def test_sixty_lines_of_six_hundred_signs_and_none_at_all_are_gone_through() -> None:
    assert shown() == []
    assert personal_boxes([]) == []
    many = [line("收货人" * 200, 0, 40 * nth) for nth in range(60)]
    assert len(shown(*many)) == 60
