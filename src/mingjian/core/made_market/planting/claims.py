"""Claims that the goods' field forbids; and words that only sound like them: a leaflet, a warning that the law asks for, a book, a device that measures."""

from datetime import timedelta

from mingjian.core.made_market.draft import Draft, Sower, spread
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.product_register import ProductRegister

#: (field, way, what is said): `listed` as everybody says it, the others to get past a list of words, `in_other_words` without any of them.
CLAIMS = (
    ("食品", "listed", "祖传秘方熬制，糖尿病人也能吃，长期吃降血糖，无效退款"),
    ("食品", "listed", "每天一把，降三高，软化血管，老中医推荐"),
    ("食品", "pinyin", "zc秘方，j三高人群首选，三个疗程见效，不好退款"),
    ("食品", "separated", "抗*癌食材，抑·制·肿·瘤，医·生·推·荐"),
    ("食品", "in_other_words", "邻居大爷吃了两盒，血糖仪上的数字下来一半，针都不打了"),
    ("食品", "in_other_words", "吃完这一罐，多年的老毛病一个月没再犯"),
    ("保健食品", "listed", "可替代药物，治愈率 98%，患者见证，停针停药"),
    ("保健食品", "listed", "预防老年痴呆，有效率高达九成，专家推荐"),
    ("保健食品", "pinyin", "补肾zhuang阳，zj推荐，百分百有效"),
    ("保健食品", "in_other_words", "吃上它，医院开的那几样可以慢慢放下了"),
    ("化妆品", "listed", "医学护肤，药妆品质，七天祛斑，永久美白"),
    ("化妆品", "listed", "激素脸修复，抗敏消炎，皮肤科医生推荐，三天变白"),
    ("化妆品", "split", "药女又品质，7天淡斑，ys推荐"),
    ("化妆品", "in_other_words", "脸上的坑坑洼洼一瓶就平，诊所打针也没这么快"),
    ("药品", "listed", "根治不复发，有效率 99%，无毒副作用，无效退款"),
    ("药品", "listed", "特效药，三天见效，临床验证治愈率第一"),
    ("药品", "emoji", "药到病除✅零副作用💯医生推荐"),
    ("药品", "in_other_words", "一盒下去就好利索，从此不用再备第二盒"),
    ("农资", "listed", "亩产翻倍，保证增产，农科院推荐，无毒无残留"),
    ("农资", "listed", "一喷就死，无毒无害，有效率 99%"),
    ("医疗器械", "listed", "治愈糖尿病，无效退款，三甲医院推荐，根治高血压"),
    ("医疗器械", "listed", "治近视，一个疗程恢复视力，治愈率 95%"),
)
#: (field, label, what is said): lawful.
LAWFUL = (
    ("保健食品", "statement_the_law_asks_for", "本品不能代替药物，不用于治疗疾病。适宜人群：免疫力低下者。不适宜人群：少年儿童。"),
    ("保健食品", "statement_the_law_asks_for", "保健食品不是药物，不能代替药物治疗疾病。食健备见标签。"),
    ("药品", "approved_leaflet", "适应症：用于缓解轻至中度疼痛，也用于普通感冒引起的发热。不良反应：可见恶心。请按说明书使用或在药师指导下购买。"),
    ("药品", "approved_leaflet", "本品为高血压患者用药，须凭处方购买；疗效因人而异，服药期间请定期复查。"),
    ("医疗器械", "measures_only", "供高血压患者家庭自测血压，测量结果仅供参考，不能替代医生诊断。"),
    ("医疗器械", "measures_only", "配合血糖仪使用，供糖尿病人自测血糖，结果异常请就医。"),
    ("化妆品", "denied", "本品为普通化妆品，非药妆，不含药物成分，没有治疗作用。"),
    ("化妆品", "denied", "美白是个慢过程，没有七天祛斑这种事，请理性购买。"),
    ("食品", "plain_words", "无蔗糖配方，控糖人群请留意配料表中的碳水化合物。"),
    ("食品", "plain_words", "老味道，祖传手艺，妈妈最爱吃的一款坚果。"),
    ("农资", "plain_words", "用药后请遵守安全间隔期，本品低毒，请勿在水源附近使用，空瓶请回收。"),
    ("儿童用品", "plain_words", "最小的孩子也能拼，治愈系配色，陪伴一个下午。"),
    ("家居花艺", "plain_words", "治愈系小摆件，最佳生日礼物，放在哪里都好看。"),
)
BOOKS = ("糖尿病饮食指南 图书 三甲医院营养科著", "降血压食谱大全 正版图书", "中医偏方溯源 学术专著 影印")


def plant_claims(plan: Plan, sower: Sower, draft: Draft, register: ProductRegister) -> None:
    """Plant claims in descriptions, and lawful words that sound like them."""
    for category, way, words in spread(CLAIMS, plan.share(2 * len(CLAIMS))):
        for place in draft.take(sower.draw, 1, category):
            _describe(draft, place, words, in_title=way == "listed" and sower.draw.random() < 0.5)
            sower.known.add("listing", draft.subject(place), "forbidden_claim", is_bad=True, disguise=way)
    for category, label, words in spread(LAWFUL, plan.share(3 * len(LAWFUL))):
        for place in draft.take(sower.draw, 1, category):
            if label == "approved_leaflet":  # which holds the number under which it was approved
                words += f"批准文号：{register.approve(category, draft.goods[place], plan.until + timedelta(days=900))}。"
            _describe(draft, place, words, in_title=False)
            sower.known.add("listing", draft.subject(place), label, is_bad=False)
    for title in spread(BOOKS, plan.share(6)):
        for place in draft.take(sower.draw, 1, "家居花艺", "儿童用品"):
            draft.write(place, title=title, text=f"{title}，介绍如何配合治疗控制血糖，内附食谱，胶版纸印刷。")
            sower.known.add("listing", draft.subject(place), "book", is_bad=False)


def _describe(draft: Draft, place: int, words: str, *, in_title: bool) -> None:
    draft.text[place] = f"{draft.brand[place] or ''}{draft.goods[place]}。{words}"
    if in_title:
        draft.title[place] = f"{draft.brand[place]} {draft.goods[place]} {words.split('，')[0]}"
