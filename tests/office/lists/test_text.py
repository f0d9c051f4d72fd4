"""What a long text from outside is called by, on one line."""

from mingjian.office.lists.text import first_words


def test_a_long_text_is_called_by_its_first_words_and_a_short_one_by_all_of_it() -> None:
    post = "日结兼职，手机下单做刷单，一单五到八元，本金秒返，加微信"
    assert first_words(post, 20) == "日结兼职，手机下单做刷单，一单五到八元…"
    assert first_words("运动鞋\n  一双", 20) == "运动鞋 一双"
    assert first_words(post, len(post)) == post
    assert first_words(None, 20) == ""
    assert "\u202e" not in first_words("\u202e反写的字", 20)
