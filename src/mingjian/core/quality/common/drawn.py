"""Draws pictures whose words are known: chats as messengers show them, business licences as they are printed, clean or as somebody photographed them."""

import random
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from mingjian.core.errors import BadInput

CLEAN, PHOTOGRAPHED = "clean", "photographed"
WIDTH, PHOTO_WIDTH, QUALITY = 750, 560, 45  # pixels of a telephone's picture, of one that was sent on, and of its JPEG
MOST_TILT = 4.0  # degrees

_SAID = (
    "老板，{goods}是正品吗", "亲，这款是高仿1:1，放心拍", "加微信{wechat}看实拍图", "支持{goods}专柜验货", "{goods}一共{sum}元，包邮", "转账{sum}元",
    "订单编号：{order}", "快递单号：{waybill}", "收货电话{phone}", "这批货是莆田发的", "您好，在的", "明天下午四点以前可以发货", "和专柜的有什么区别",
    "肉眼看不出来，放心", "盒子和说明书都有吗", "都有的，小票也可以配", "能便宜一点吗", "两件{sum}元，再送小样", "发什么快递", "圆通或者中通，三天到",
    "我要两支，怎么付款", "不走平台，直接扫码", "收到以后怎么看真假", "不满意包退，运费我出", "上次买的{goods}味道不对", "批次不一样而已",
    "请问有授权书吗", "厂家直接出的货，没有授权书", "那我考虑一下", "库存不多了，要的话今天拍",
)  # fmt: skip
_GOODS = ("青岚谷面霜", "岚谷精华水", "云隐香水", "北屿跑鞋", "青禾羽绒服", "鹿川洗发水", "岚谷口红", "云隐手提包")
_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"
_CITIES = (
    ("浙江省杭州市西湖区", "杭州"),
    ("福建省福州市鼓楼区", "福州"),
    ("广东省广州市白云区", "广州"),
    ("江苏省南京市玄武区", "南京"),
    ("山东省济南市历下区", "济南"),
)
_ROADS = ("文三路", "五四路", "机场路", "中山东路", "经十路", "解放南路", "人民西路", "滨江大道")
_SCOPES = (
    "化妆品零售；日用百货销售；互联网销售（除销售需要许可的商品）；针纺织品销售；服装服饰零售；鞋帽零售。",
    "一般项目：服装服饰批发；鞋帽批发；箱包销售；箱包修理服务；互联网销售；包装材料及制品销售；国内贸易代理。",
    "食品销售（仅销售预包装食品）；保健食品（预包装）销售；日用品批发；化妆品批发；技术服务、技术开发；货物进出口。",
)
Words = list[str]


@dataclass(frozen=True)
class Drawn:
    """A picture as PNG or JPEG, and what stands in it: the lines of a chat, or the fields of a licence."""

    picture: bytes
    lines: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


def chat(seed: int, look: str) -> Drawn:
    """Draw a chat of eight to twelve bubbles, each of one or two lines."""
    by = random.Random(f"chat/{seed}")  # noqa: S311 - nothing secret
    image, draw = _canvas(WIDTH, 1334, (237, 237, 237))
    font, small = _font(30), _font(22)
    top, lines = 40, [_name(by)]
    draw.text((WIDTH / 2, top), lines[0], fill=(20, 20, 20), font=font, anchor="ma")
    top += 90
    for nth in range(by.randint(8, 12)):
        if nth % 4 == 0:
            told = f"{by.randint(0, 23):02}:{by.randint(0, 59):02}"
            draw.text((WIDTH / 2, top), told, fill=(150, 150, 150), font=small, anchor="ma")
            lines.append(told)
            top += 48
        parts = _wrapped(_sentence(by), font, 460)
        lines += parts
        top = _bubble(draw, parts, font, top, is_own=by.random() < 0.5)
        if top > 1220:
            break
    return Drawn(_written(image, look, by), tuple(lines))


def licence(seed: int, look: str) -> Drawn:
    """Draw a business licence with the fields of today's form, long values in several lines."""
    by = random.Random(f"licence/{seed}")  # noqa: S311 - nothing secret
    fields = _fields(by)
    image, draw = _canvas(1400, 990, (252, 250, 240))
    draw.rectangle((25, 25, 1375, 965), outline=(170, 140, 60), width=6)
    draw.text((700, 90), "营业执照", fill=(30, 30, 30), font=_font(76), anchor="ma")
    draw.text((700, 190), "（副本）", fill=(30, 30, 30), font=_font(30), anchor="ma")
    draw.text((90, 110), "统一社会信用代码", fill=(60, 60, 60), font=_font(26))
    draw.text((90, 150), fields["uscc"], fill=(20, 20, 20), font=_font(30))
    person = "经营者" if "个体" in fields["type"] else "法定代表人"
    _column(draw, 90, 250, 470, [("名称", fields["name"]), ("类型", fields["type"]), (person, fields["head"]), ("经营范围", fields["scope"])])
    _column(draw, 770, 250, 370, [("注册资本", fields["capital"]), ("成立日期", _day(fields["founded_on"])), ("住所", fields["address"])])
    draw.text((900, 800), "登记机关", fill=(60, 60, 60), font=_font(30))
    draw.text((1060, 800), fields["authority"], fill=(20, 20, 20), font=_font(28))
    return Drawn(_written(image, look, by), fields=tuple(fields.items()))


def _column(draw: Any, left: int, top: int, room: int, rows: list[tuple[str, str]]) -> None:
    """Write labels, spread to one width as licences have them, each with its value beside it."""
    label, value = _font(28), _font(28)
    for name, told in rows:
        spread = name if len(name) > 2 else f"{name[0]}　　{name[1]}"
        draw.text((left, top), spread, fill=(60, 60, 60), font=label)
        for part in _wrapped(told, value, room):
            draw.text((left + 170, top), part, fill=(20, 20, 20), font=value)
            top += 42
        top += 26


def _fields(by: random.Random) -> dict[str, str]:
    region, city = by.choice(_CITIES)
    word = "".join(by.sample("青岚云禾北屿鹿川明远宏达锦程", 2))
    is_firm = by.random() < 0.7
    name = (
        f"{city}{word}{by.choice(('贸易', '化妆品', '电子商务', '服饰'))}有限公司"
        if is_firm
        else f"{region[3:]}{word}{by.choice(('化妆品店', '鞋店', '商行'))}"
    )
    base = ("91" if is_firm else "92") + str(by.randint(110000, 659999)) + "".join(by.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    return {
        "uscc": base + uscc.calc_check_digit(base),
        "name": name,
        "type": "有限责任公司(自然人独资)" if is_firm else "个体工商户",
        "head": _name(by),
        "capital": by.choice(("壹佰万元整", "伍拾万元整", "100万元人民币", "贰佰万元整")),
        "founded_on": f"{by.randint(2012, 2025)}-{by.randint(1, 12):02}-{by.randint(1, 28):02}",
        "address": f"{region}{by.choice(_ROADS)}{by.randint(1, 999)}号{by.randint(1, 20)}幢{by.randint(101, 2305)}室",
        "scope": by.choice(_SCOPES),
        "authority": f"{region[-3:]}市场监督管理局",
    }


def _day(told: str) -> str:
    year, month, day = told.split("-")
    return f"{year}年{month}月{day}日"


def _name(by: random.Random) -> str:
    return by.choice(_NAMES) + "".join(by.sample(_GIVEN, by.randint(1, 2)))


def _sentence(by: random.Random) -> str:
    digits = "".join(by.choice("0123456789") for _ in range(12))
    return by.choice(_SAID).format(
        goods=by.choice(_GOODS),
        wechat=f"{by.choice(('langu', 'qingl', 'shop', 'mei'))}_{digits[:4]}",
        sum=f"{by.randint(20, 2999)}.{by.choice(('00', '50', '80'))}",
        order=f"2199{digits}345",
        waybill=f"YT88{digits[:11]}",
        phone=f"1{by.choice('35789')}{digits[:9]}",
    )


def _bubble(draw: Any, parts: Words, font: Any, top: int, *, is_own: bool) -> int:
    """Draw one bubble and return where the next begins."""
    width, height = max(draw.textlength(part, font=font) for part in parts) + 44, 44 * len(parts) + 34
    left = WIDTH - 100 - width if is_own else 100
    draw.rounded_rectangle((left, top, left + width, top + height), 14, fill=(149, 236, 105) if is_own else (255, 255, 255))
    for nth, part in enumerate(parts):
        draw.text((left + 22, top + 16 + 44 * nth), part, fill=(20, 20, 20), font=font)
    return int(top + height + 26)


def _wrapped(text: str, font: Any, room: int) -> Words:
    """Break a text where its line is full, as telephones do."""
    parts = [""]
    for sign in text:
        if font.getlength(parts[-1] + sign) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def _written(image: Any, look: str, by: random.Random) -> bytes:
    """Return the picture as it is, or as somebody photographed a screen or a paper and sent it on: tilted, small, uneven light, a poor JPEG."""
    from PIL import Image, ImageEnhance, ImageFilter

    out = BytesIO()
    if look == CLEAN:
        image.save(out, "PNG")
        return out.getvalue()
    turned = image.rotate(by.uniform(-MOST_TILT, MOST_TILT), Image.Resampling.BICUBIC, expand=True, fillcolor=(92, 84, 76))
    shade = Image.linear_gradient("L").resize(turned.size).point(lambda level: 170 + level // 3)
    turned = Image.composite(turned, ImageEnhance.Brightness(turned).enhance(0.6), shade)
    width = PHOTO_WIDTH if image.width < image.height else PHOTO_WIDTH * 2  # a licence is photographed lying, and from near
    small = turned.resize((width, round(turned.height * width / turned.width)), Image.Resampling.BILINEAR)
    small.filter(ImageFilter.GaussianBlur(0.4)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _canvas(width: int, height: int, ground: tuple[int, int, int]) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), ground)
    return image, ImageDraw.Draw(image)


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(_font_file()), size)


@cache
def _font_file() -> Path:
    """Return a font with Chinese signs. Raises BadInput where the machine has none."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    if (spec := find_spec("pylopdf_fonts_zh_cn")) is not None and spec.submodule_search_locations:
        folders.append(Path(next(iter(spec.submodule_search_locations))))
    found = sorted(
        path for folder in folders for name in ("*SansCJK-Regular*", "*Sans*SC*Regular*", "*SansSC*", "*CJK*Regular*") for path in folder.rglob(name)
    )
    if not found:
        raise BadInput("没有带汉字的字体：请安装 fonts-noto-cjk。", "There is no font with Chinese signs: install fonts-noto-cjk.")
    return found[0]
