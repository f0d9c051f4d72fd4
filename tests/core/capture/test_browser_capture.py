"""What is said where no page came."""

from mingjian.core.capture.browser_capture import unanswered


def test_why_no_page_came_is_said_in_words() -> None:
    assert unanswered("Page.goto: Timeout 12000ms exceeded.", 12).zh == "在 12 秒内没有给出完整的页面；可用 --seconds 延长。"
    assert "浏览器拒绝" in unanswered("Page.goto: net::ERR_UNSAFE_PORT at http://localhost:1/", 40).zh
    assert unanswered("Page.goto: net::ERR_EMPTY_RESPONSE", 40).en == "gave no answer (Page.goto: net::ERR_EMPTY_RESPONSE)."
    assert unanswered("", 40).zh == "没有应答。"
