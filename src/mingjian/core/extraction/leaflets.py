"""
Takes leaflets of drugs and health foods out of texts: whoever sells these must repeat them word for word, so that they say nothing of the one who does.

A drug's leaflet is approved with it, and no word of it may be changed; its headings are those of the Provisions on Leaflets and Labels of Drugs (2006) and of
the rules for writing them. Those of health foods, and the statement that they replace no medicine, are asked for by the Food Safety Law, art. 78.
"""

import pyarrow as pa
import pyarrow.compute as pc

#: Headings that stand in leaflets only, and those that other goods have, too.
_TELLING = (
    "适应症|功能主治|功能与主治|性状|用法用量|用法与用量|不良反应|禁忌|禁忌症|药物相互作用|药理毒理|药理作用|药代动力学|药物过量"
    "|孕妇及哺乳期妇女用药|儿童用药|老年用药|适宜人群|不适宜人群|保健功能|标志性成分|功效成分"
)
_OTHER = (
    "药品名称|品名|通用名称?|商品名称?|英文名称?|汉语拼音|成份|成分|主要成份|主要成分|规格|注意事项|贮藏|包装|有效期|执行标准|批准文号"
    "|生产企业|上市许可持有人|食用方法|食用量|食用方法及食用量|食用量及食用方法"
)
_FEWEST = 2  # telling headings by which a text is known for one that holds a leaflet
_KNOWN_BY = rf"[【\[［](?:{_TELLING})[】\]］]|(?:^|[\s。；;])(?:{_TELLING})[:：]"
#: A section in brackets goes on to the next bracket or line, one behind a colon, and the statement, to the end of its sentence or line.
_SECTIONS = (
    rf"[【\[［](?:{_TELLING}|{_OTHER})[】\]］][^【\[［\n]*",
    rf"(?:^|[\s。；;])(?:{_TELLING}|{_OTHER})[:：][^。\n]*",
    r"[^。\n]*不能(?:代替|替代)药[物品][^。\n]*",
)
#: Where goods of whatever kind state the number of their approval: two honest texts differ by a digit there, and by little else if they are short.
#: The number alone, up to the next comma or blank: what a text says after it is its seller's own.
_NUMBERED = r"(?:批准文号|注册证编?号|备案编?号|生产许可证编?号|登记证号)[为是]?[:：]?[ \t\x{3000}]*[^，,。；;\s\x{3000}]{0,60}"


def without_leaflets(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """
    Return the texts without the sections of leaflets that they hold, and without the numbers of permits that they state.

    One without two headings that only leaflets have keeps its sections; a null is empty.
    """
    filled = pc.fill_null(texts.cast(pa.string()), "")
    short = filled
    for section in _SECTIONS:
        short = pc.replace_substring_regex(short, section, "。")
    left = pc.if_else(pc.greater_equal(pc.count_substring_regex(filled, _KNOWN_BY), _FEWEST), short, filled)
    return pc.replace_substring_regex(left, _NUMBERED, "。")
