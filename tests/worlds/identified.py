"""An identification by a right holder with all that it is weighed by, as papers of the step that takes it."""

IDENTIFIED = {
    "identifier_role": "licensee",
    "identifier_qualification": "商标权人出具的授权书〔2026〕3号，辨认人为品牌保护部鉴别员李某",
    "identifier_interest": "owner",
    "identified_sample": "2026年10月12日抽取的样品一双，封条完好",
    "identification_method": "与正品封样逐项比对，查验防伪码",
    "identification_points": "鞋舌标无防伪码；中底车线间距与正品不同；批号不存在",
}
