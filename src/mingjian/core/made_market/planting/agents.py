"""Agents who bring each other in, layer below layer, for a fee and pay by heads; and dealers, friends who recommend, pupils and masters, who only look so."""

from dataclasses import dataclass

from mingjian.core.made_market.draft import Posts, Sower
from mingjian.core.made_market.listings import contact
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.words import BRANDS


@dataclass(frozen=True)
class _Tree:
    """So many persons in each layer below the one at the top, what they post, how often a tie goes untold."""

    label: str
    layers: tuple[int, ...]
    joins: tuple[str, ...]
    calls: tuple[str, ...]
    is_bad: bool
    untold: float = 0.0


_FEE = "招{brand}代理，交 1980 元入门成为一级代理，直推一人奖 300，{contact}"
_HEADS = "拉满三人升总代，团队业绩拿提成，躺着收人头奖，{contact}"
_JOINS = ("加入 @{upper} 的团队第一天，开始做{brand}代理", "推荐人：@{upper} ，已交费入门，{brand}代理报到", "感谢 @{upper} 推荐我加入，一起做{brand}")
TREES = (
    _Tree("agent_layers", (4, 12, 22, 9), _JOINS, (_FEE, _HEADS), is_bad=True),
    _Tree("agent_layers", (3, 6, 5), _JOINS, (_FEE,), is_bad=True, untold=0.1),
    _Tree(
        "agent_layers", (5, 10, 20), _JOINS[1:2], ("{brand}招合伙人，缴纳 3980 保证金即为区域合伙人，介绍一位返 800，看团队流水分红，{contact}",), is_bad=True
    ),
    _Tree(
        "masters_and_pupils",
        (3, 8, 14),
        ("我是 @{upper} 的徒弟，今天拉坯成功", "@{upper} 带我入门学陶艺，交作业"),
        ("陶艺课新学期开班，材料自备",),
        is_bad=False,
    ),
    _Tree("friends_recommended", (16,), ("推荐人：@{upper} ，新客领到十元券",), ("老客推荐新客，双方各得十元券，限本店消费",), is_bad=False),
    _Tree(
        "dealers",
        (3, 9, 12),
        ("上级：@{upper} ，{brand}授权经销，本县送货上门",),
        ("{brand}省级代理拿货价 88 元，市级代理拿货价 98 元，凭营业执照签合同，{contact}",),
        is_bad=False,
    ),
)
#: (label, words, is it bad): accounts that recruit alone.
ALONE = (
    ("recruits_alone", "{brand}招代理：入门费 980 元，推荐一人返 200，下级出货你拿三级提成，{contact}", True),
    ("recruits_alone", "不囤货不压货，交 500 代理费进群，拉人头就有奖，团队越大分得越多，{contact}", True),
    ("recruits_alone", "在家带娃也能赚，先买一套 2980 的货拿名额，你带来的人买，你也有份，他带来的人买，你还有份，{contact}", True),
    ("shop_hires", "{brand}门店招店员，底薪加个人销售提成，交五险。", False),
    ("sells_franchise", "{brand}招县级经销商，首批拿货 2 万元，凭营业执照签合同，厂家开票，{contact}", False),
    ("warns_of_it", "市场监管提醒：交入门费、拉人头、按下线业绩计酬就是传销，别被代理名头骗了。", False),
)


def plant_agents(plan: Plan, sower: Sower, posts: Posts) -> None:
    """Plant whole organisations, each known by the account at its top, and accounts that recruit alone."""
    for number in range(plan.copies):
        for place, tree in enumerate(TREES):
            _grow(sower, posts, tree, f"{number}{place}")
        for place, (label, words, is_bad) in enumerate(ALONE):
            account = f"A{number}{place}90"
            if posts.put(words.format(brand=sower.one(BRANDS), contact=contact(sower.draw)), account):
                sower.known.add("account", f"{posts.platform}/{account}", label, is_bad=is_bad)


def _grow(sower: Sower, posts: Posts, tree: _Tree, key: str) -> None:
    brand, top = sower.one(BRANDS), f"A{key}00"
    subject = f"{posts.platform}/{top}"
    for words in tree.calls:
        posts.put(words.format(brand=brand, contact=contact(sower.draw)), top)
    above = [top]
    for layer, many in enumerate(tree.layers):
        here = [f"A{key}{layer + 1}{n:02d}" for n in range(many)]
        for account in here:
            if sower.draw.random() >= tree.untold:
                posts.put(sower.one(tree.joins).format(upper=sower.one(tuple(above)), brand=brand), account)
        above = here
    sower.known.add("account", subject, tree.label, is_bad=tree.is_bad, ring=subject)
