"""Four shops of three operators, as an import of operators brings them: two of one firm, and three with one telephone."""

OPERATORS = """operator_id,platform,shop_id,shop_name,name,uscc,address,phone_token,seen_at
o1,yunjishi,S1,甲鞋店,杭州甲商贸有限公司,91330122MA2KA1234X,桐庐县城南街道一号,tok1,2026-11-01T00:00:00Z
o2,yunjishi,S2,甲鞋店二店,杭州甲商贸有限公司,,桐庐县城南街道一号,tok1,2026-11-02T00:00:00Z
o3,taoji,S3,乙百货,乙百货商行,,淳安县东仓库路九号,tok1,2026-11-03T00:00:00Z
o4,taoji,S4,丙茶叶,丙茶叶店,,淳安县西街四号,tok9,2026-11-03T00:00:00Z
"""
