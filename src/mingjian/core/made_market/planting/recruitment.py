"""Posts and listings that look for fake buyers or sell waybills, in more ways than one; and honest jobs, makers-good and victims who use the same words."""

from mingjian.core.made_market.draft import Draft, Posts, Sower, spread
from mingjian.core.made_market.listings import contact
from mingjian.core.made_market.plan import Plan

#: (way, words): of the trade, as its people put it.
BAD = (
    ("plain", "招刷手，垫付本金当天返，佣金 8 到 15 一单，带价秒结，{contact}"),
    ("plain", "放单平台招商家，真人补单，一单一结，不降权，{contact}"),
    ("plain", "接单群日结，浏览收藏加购一条龙，S单佣金另算，{contact}"),
    ("in_signs", "🧾单兼职，📱操作，💰秒到，➕{contact}"),
    ("in_letters", "sd 兼职，bj 秒返，yj 日结，每天 10 单，{contact}"),
    ("in_other_words", "招体验官，喜欢的商品先拍下，钱和红包一起退给你，东西不用寄回，{contact}"),
    ("in_other_words", "帮店铺冲一冲人气，付款截图发我，本金加辛苦费十分钟到账，{contact}"),
    ("plain", "礼品代发底单，小礼品八毛一件，真实揽收，可回传单号，{contact}"),
    ("plain", "出空包单号，支持各家快递，重量自填，{contact}"),
    ("in_other_words", "代发小扇子小毛巾，只走物流不问货，量大从优，{contact}"),
)
LISTED = (
    ("plain", "礼品代发 真实物流 一件八毛 空包底单 可传单号"),
    ("plain", "店铺补单 真人号 浏览收藏加购 按单结算"),
    ("in_other_words", "店铺人气提升服务 真实账号 包成交记录"),
)
INNOCENT = (
    ("honest_job", "超市招理货员兼职，日结 120，要求有健康证，下午四点到店面试。"),
    ("honest_job", "外卖站招骑手，派单系统自动派，一单六到八元，日结，带身份证来站点。"),
    ("makes_good", "昨天少发的一袋已补单寄出，单号私信您了，抱歉久等。"),
    ("makes_good", "补差价链接拍一元，不用填好评，客服会备注。"),
    ("tells_of_fraud", "我妈被拉进兼职群，说垫付刷单本金秒返，转了三千就被拉黑，已报警。"),
    ("tells_of_fraud", "学校发通知：刷单就是诈骗，返佣是饵，请同学们不要接单。"),
    ("talks_of_trade", "做电商的朋友说现在平台查空包很严，罚了好几家，还是老实做内容吧。"),
    ("gifts", "公司年会定制小礼品，毛巾扇子都有，可代发到员工家，开专票，电话见主页。"),
)


def plant_recruiting(plan: Plan, sower: Sower, posts: Posts, draft: Draft) -> None:
    """Plant recruiting in posts and in listings of vouchers, and innocent posts."""
    for way, words in spread(BAD, plan.share(2 * len(BAD))):
        subject = posts.put(words.format(contact=contact(sower.draw)), f"U8{int(sower.draw.integers(0, 12)):05d}")
        if subject:
            sower.known.add("post", subject, "sham_trade_offered", is_bad=True, disguise=way)
    for label, words in spread(INNOCENT, plan.share(3 * len(INNOCENT))):
        if subject := posts.put(words):
            sower.known.add("post", subject, label, is_bad=False)
    for way, title in spread(LISTED, plan.share(2 * len(LISTED))):
        for place in draft.take(sower.draw, 1, "充值卡券", "家居花艺"):
            draft.write(place, title=title, text=f"{title}，{contact(sower.draw)}。", price=1.0)
            sower.known.add("listing", draft.subject(place), "sham_trade_offered", is_bad=True, disguise=way)
