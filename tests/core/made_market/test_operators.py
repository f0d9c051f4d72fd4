"""Shops, operators and their codes."""

import re

import numpy as np

from mingjian.core.made_market.operators import credit_code, make_shops
from mingjian.core.made_market.plan import Plan

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_credit_codes_have_right_check_characters() -> None:
    """By the other way round: all signs, weighted by powers of 3, must sum to a multiple of 31 (GB 32100-2015)."""
    for number in (0, 17, 999_999):
        code = credit_code("330197", number)
        assert re.fullmatch(r"91330197MA\d{6}[0-9X][0-9A-HJ-NPQRTUWXY]", code)
        total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17])) + _SIGNS.index(code[17])
        assert total % 31 == 0


def test_few_shops_have_much_of_the_traffic() -> None:
    shops, _ = make_shops(Plan(shops=1000))
    for platform in (0, 1):
        shares = np.sort(shops.popularity[shops.platform == platform])[::-1]
        assert shares.sum() == 1 or abs(shares.sum() - 1) < 1e-9
        assert shares[: len(shares) // 10].sum() > 0.35


def test_some_operators_have_several_shops() -> None:
    shops, _ = make_shops(Plan(shops=1000))
    assert 0.02 < 1 - len(set(shops.owner.tolist())) / 1000 < 0.2
