"""Read the id of a thing out of the address of its page: `?id=612345678901`, `/item/612345678901.html`, `goods.html?goods_id=…`."""

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text

NO_ID = Text("没有编号，链接中也读不出编号。", "It has no id, and none can be read from its address.")

_ENDS = r"(?:[^A-Za-z0-9_-]|$)"
#: From what says most plainly what it is: a parameter of the goods, a number in the path, a parameter of one variant, the last part with a digit.
_WAYS = (
    r"(?i)[?&#](?:id|item_?id|num_?iid|goods_?id|product_?id|offer_?id|mall_goods_id|gid|pid)=(?P<id>[A-Za-z0-9_-]{2,64})" + _ENDS,
    r"^(?:(?:[a-zA-Z]+:)?//)?[^/?#]+/(?:[^?#]*/)?(?P<id>\d{4,24})(?:\.[a-z]{3,5})?/?(?:[?#].*)?$",
    r"(?i)[?&#](?:sku_?id|sku|spu_?id|ware_?id|wid)=(?P<id>[A-Za-z0-9_-]{2,64})" + _ENDS,
    r"^(?:(?:[a-zA-Z]+:)?//)?[^/?#]+/(?:[^?#]*/)?(?P<id>[A-Za-z0-9_.-]*\d[A-Za-z0-9_-]*)(?:\.[a-z]{3,5})?/?(?:[?#].*)?$",
)


def ids_in(addresses: pa.Array) -> pa.Array:
    """Return the id that stands in each address (texts), null where there is none."""
    found = pa.nulls(len(addresses), pa.string())
    for way in _WAYS:
        if found.null_count <= addresses.null_count:
            break
        found = pc.coalesce(found, pc.struct_field(pc.extract_regex(addresses, way), ["id"]))
    return found
