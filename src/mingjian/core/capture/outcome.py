"""What a second look at a page shows beside the first, in words that say no more than was seen."""

from mingjian.core.language import Text

#: Words of a page that is there no more, as platforms put them. They show it only together with most of the text gone.
GONE_WORDS = ("下架", "不存在", "已删除", "已失效", "找不到", "无法查看", "no longer available", "not found")
MOST_LEFT = 0.2  # share of the lines of before that a page without the goods may still have: head, foot and menu
SAME = 0.9

GONE, CHANGED, LEFT, UNKNOWN = "gone", "changed", "same", "unknown"
WORDS: dict[str, Text] = {
    GONE: Text("原内容已不在该网址", "What was there is gone from this address"),
    CHANGED: Text("内容有变化，请对照两次取证判断", "It changed: hold the two captures beside each other"),
    LEFT: Text("内容仍在", "It is still there"),
    UNKNOWN: Text("未能判断，请看截图", "It cannot be told: look at the pictures"),
}


def outcome(first: str, second: str, status: int | None) -> str:
    """
    Return what became of a page: from the text of the first and the second visit, and the status of the second (None: it did not answer).

    `gone`: the host says so (404, 410), or most of the lines are gone and the page says so in words. A page that did not answer is unknown, and not gone.
    """
    if status in (404, 410):
        return GONE
    if status is None or status >= 400:
        return UNKNOWN
    before, after = _lines(first), _lines(second)
    if not before:
        return UNKNOWN
    left = len(before & after) / len(before)
    if left >= SAME:
        return LEFT
    return GONE if left <= MOST_LEFT and any(word in second for word in GONE_WORDS) else CHANGED


def _lines(text: str) -> set[str]:
    return {line for raw in text.splitlines() if (line := " ".join(raw.split()))}
