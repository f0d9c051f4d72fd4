"""Goods of a shop against the scope of business that its registration has: a reason to look, since scopes are written in many ways."""

import re
from functools import lru_cache

from mingjian.core.extraction.fields import find_fields

#: Words by which a scope covers goods that need no permit, whatever they are.
_ANY_GOODS = re.compile(r"百货|日用品|互联网销售|网上销售|贸易|批发|零售|商品销售|货物进出口|除依法须经批准|法律、法规(?:未|没有)?禁止")
#: Fields whose goods a scope may name by those of another.
_UNDER = {"health_food": ("food",), "auto_parts": ("electrical_electronic",)}
_PIECE = 400  # characters that the words of goods are looked for in at once


def is_covered(field: str, scope: str, *, needs_permit: bool) -> bool:
    """Return whether a scope names goods of a field, or covers any; what needs a permit has to be named."""
    if not needs_permit and _ANY_GOODS.search(scope):
        return True
    named = _fields(scope)
    return field in named or any(other in named for other in _UNDER.get(field, ()))


@lru_cache(maxsize=1 << 14)
def _fields(scope: str) -> frozenset[str]:
    pieces = [scope[begin : begin + _PIECE] for begin in range(0, len(scope), _PIECE)]
    return frozenset(one.field for piece in pieces for one in find_fields(piece, piece))
