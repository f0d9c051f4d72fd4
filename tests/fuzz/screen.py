"""
Fuzzes screening with atheris, which grows its input along the code that it reaches. Not part of `make test`.

Run `python tests/fuzz/screen.py [-max_total_time=600] [CORPUS]` where atheris is installed (`pip install atheris`). Anything but a finding that is whole, or a
named refusal, ends the run and leaves the input beside it.
"""

import json
import sys
import tempfile
from pathlib import Path

import atheris

import mingjian.core.detectors.order_concentration
import mingjian.core.detectors.sham_ring
import mingjian.core.records.reading
import mingjian.core.text.lexicon  # kernels are compiled, and cannot be compiled with the traces that atheris puts in  # noqa: F401

with atheris.instrument_imports(include=[f"mingjian.core.{room}" for room in ("wording", "detectors", "screening", "extraction", "rules")]):
    from mingjian.core.detectors import detectors
    from mingjian.core.errors import MingjianError
    from mingjian.core.records import kind
    from mingjian.core.rules import Rule, Rules
    from mingjian.core.screening import batch_of, screen
    from mingjian.core.screening.files import Order, screen_file

    detectors()  # imported by name when first asked for: here they get their traces

#: Words that bytes are turned into, so that the input reaches what words lead to.
WORDS = [
    *("高仿", "精仿", "超A", "一比一", "复刻", "原单", "纯原", "懂的来", "拍下改价", "专拍链接", "驴牌", "高仿真", "拒绝", "勿", "警方", "正品", "代购"),
    *("加微信", "＋V", "VX", "扣扣", "进群", "加裙", "138", "0000", "同号", "走微", "微信转账", "亲友付"),
    *("根治", "降血糖", "无副作用", "治愈率", "药妆", "杀菌", "国家级", "特供酒", "亩产翻倍", "面霜", "茶", "保健食品", "杀虫剂", "种子", "药品", "图书"),
    *("https://u.wechat.com/", "qr.alipay.com/fkx", "t.me/", "wxp://f2f0", "¥CZ0001 aB3dE5gH7jK¥", "复制", "打开淘宝", "abc_77413", "推荐人："),
    *("·", " ", "\u200b", "\u202e", "①", "②", "Ⅴ", "🐧", "👗", "❤", "<b>", "=1+1", "\u0000", "\ud800"),
]
FOLDER = Path(tempfile.mkdtemp(prefix="mingjian-fuzz-"))


def text_of(data: atheris.FuzzedDataProvider) -> str:
    """Make a text of words of the lists and of anything."""
    pieces = []
    for _ in range(data.ConsumeIntInRange(0, 12)):
        pieces.append(data.PickValueInList(WORDS) if data.ConsumeBool() else data.ConsumeUnicode(6))
    return "".join(pieces)


def rows(data: atheris.FuzzedDataProvider) -> None:
    """Screen rows at hand: every span lies in its field, and every finding can be written."""
    of = "listing" if data.ConsumeBool() else "post"
    texts = {"title": text_of(data), "text": text_of(data)} if of == "listing" else {"text": text_of(data)}
    row = {f"{of}_id": data.ConsumeUnicode(4), "platform": data.ConsumeUnicode(4), **texts}
    if of == "listing":
        row |= {"brand": text_of(data), "category": text_of(data), "price": data.ConsumeFloat()}
    for found in screen(batch_of([row], kind(of)), of, [0]):
        told = json.loads(json.dumps(found, ensure_ascii=False).encode().decode())
        evidence = json.loads(told["evidence"])
        for place in [evidence, *evidence.get("more", [])]:
            assert all(0 <= span[0] < span[1] <= len(texts[place["field"]]) for span in place["spans"]), told


def rule(data: atheris.FuzzedDataProvider) -> None:
    """Run a rule as an officer might write it: refused in words, or every hit has its words where it says, near where that is asked."""
    lists = [tuple(text_of(data)[:12] for _ in range(data.ConsumeIntInRange(0, 3))) for _ in range(3)]
    near = data.ConsumeIntInRange(0, 30) or None
    row = {"listing_id": "L", "title": text_of(data), "text": text_of(data)}
    try:
        asked = Rule(any_of=lists[0], all_of=lists[1], none_of=lists[2], near=near, by_sound=data.ConsumeBool())
        asked.said()
    except MingjianError:
        return
    hits, _ = Rules({"r": asked}).run(batch_of([row], kind("listing")), "listing")
    for hit in hits:
        assert hit.spans, (asked, row)
        assert all(0 <= span.start < span.end <= len(row[span.field]) for span in hit.spans), (asked, row)


def file(data: atheris.FuzzedDataProvider) -> None:
    """Screen a file of any bytes: it is screened or refused in words, and each row is good or bad."""
    ending = data.PickValueInList([".csv", ".jsonl", ".parquet", ".csv.gz"])
    path, out = FOLDER / f"in{ending}", FOLDER / "out.jsonl"
    head = "标题,描述\n".encode() if ending == ".csv" and data.ConsumeBool() else b""
    path.write_bytes(head + data.ConsumeBytes(data.remaining_bytes()))
    try:
        screen_file(Order(path, "listing", out), threads=1)
    except MingjianError:
        return
    for line in out.read_text("utf-8").splitlines():
        json.loads(line)


def once(given: bytes) -> None:
    """Take one input: mostly rows, now and then a rule or a file."""
    data = atheris.FuzzedDataProvider(given)
    (file, rule, rule, *[rows] * 7)[data.ConsumeIntInRange(0, 9)](data)


if __name__ == "__main__":
    screen(batch_of([{"title": "高仿 手表"}], kind("listing")), "listing", [0])  # compiles, which is no hang
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
