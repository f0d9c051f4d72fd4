"""Posts in channels outside the shops: mostly chatter, a few that recruit for brushing, trade waybills or sell copies, and warnings against all that."""

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.disguises import disguise
from mingjian.core.made_market.draft import Posts
from mingjian.core.made_market.listings import contact
from mingjian.core.made_market.operators import as_kind
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import BAD_POSTS, BRANDS, CHANNELS, CHATTER, CODE_WORDS, DISGUISED_TRADE, FIELDS, INNOCENT_POSTS

POSTS_A_SHOP = 5
ONE_BAD_IN = 300
LOOK_ALIKES_A_BAD = 3
FORUM = "微聊圈"


def draft_posts(plan: Plan, known: Known) -> Posts:
    """Write the posts of a market in the order of their time."""
    draw = plan.draw("posts")
    n = plan.shops * POSTS_A_SHOP
    bad = n // ONE_BAD_IN + len(BAD_POSTS)
    mixed = draw.permutation(n).tolist()
    special, free = mixed[: bad * (1 + LOOK_ALIKES_A_BAD)], mixed[bad * (1 + LOOK_ALIKES_A_BAD) :]
    texts = [_chatter(draw) for _ in range(n)]
    accounts = [f"U{k:06d}" for k in draw.integers(0, max(20, n // 8), n)]
    for number, place in enumerate(special):
        subject = f"{FORUM}/{_id(place)}"
        if number < bad:
            label, words, way = _bad(draw, number)
            # Whoever recruits does so again and again, from a few accounts.
            accounts[place] = f"U9{draw.integers(0, max(3, bad // 4)):05d}"
            known.add("post", subject, label, is_bad=True, disguise=way)
        else:
            label, words = INNOCENT_POSTS[number % len(INNOCENT_POSTS)]
            known.add("post", subject, label, is_bad=False)
        texts[place] = words
    channels = [CHANNELS[k] for k in draw.integers(0, len(CHANNELS), n).tolist()]
    posted = np.sort(plan.ordinary_instants(draw, n))
    return Posts(FORUM, [_id(k) for k in range(n)], texts, accounts, channels, posted, free)


def post_table(posts: Posts) -> pa.Table:
    """Make the table of posts."""
    columns = {
        "post_id": posts.ids,
        "platform": [posts.platform] * len(posts.ids),
        "channel": posts.channel,
        "account_id": posts.account,
        "text": posts.text,
        "url": [f"https://post.example/{key}" for key in posts.ids],
        "posted_at": pa.array(posts.posted * 1_000_000),
    }
    return as_kind("post", columns)


def _id(number: int) -> str:
    return f"P{5000001 + number}"


def _thing(draw: np.random.Generator) -> str:
    things = FIELDS[draw.integers(0, len(FIELDS))].things
    return things[draw.integers(0, len(things))][0]


def _chatter(draw: np.random.Generator) -> str:
    return CHATTER[draw.integers(0, len(CHATTER))].format(thing=_thing(draw), brand=BRANDS[draw.integers(0, len(BRANDS))])


def _bad(draw: np.random.Generator, number: int) -> tuple[str, str, str]:
    label, words = BAD_POSTS[number % len(BAD_POSTS)]
    code, way = disguise(draw, CODE_WORDS[draw.integers(0, len(CODE_WORDS))])
    trade = {key: ways[draw.integers(0, len(ways))] for key, ways in DISGUISED_TRADE.items()}
    if "{code}" not in words:
        way = "plain" if any(f"{{{key}}}" in words and trade[key] == ways[0] for key, ways in DISGUISED_TRADE.items()) else "trade_word"
    text = words.format(code=code, brand=BRANDS[draw.integers(0, len(BRANDS))], thing=_thing(draw), contact=contact(draw), **trade)
    return label, text, way
