"""Chain: a shop of an individual business sells counterfeit weedkiller; the platform sends 60 orders, some of them refunded; goods are seized; a fine."""

from chain_desk import Chain, Exhibit, code_of, identity_of, picture

GLYPHOSATE, DIQUAT = "绿盾霸 41%草甘膦异丙胺盐水剂 1L装 农用除草剂", "绿盾霸 20%敌草快水剂 500ml 果园除草"
SHOP = "田丰植保旗舰"
PARTY = "桐庐田丰农资经营部"
FIRST_OF_MONTH = 9  # September, October, November
REFUNDED = frozenset((7, 22, 41, 55))


def orders(run: str) -> str:
    """Return what the platform sends: 60 orders of two listings, of one to four pieces each; four were paid back."""
    lines = ["订单编号,店铺ID,商品ID,商品标题,购买数量,实付金额,付款时间,订单状态,退款时间,退款金额"]
    for n in range(1, 61):
        listing, title, cents = (f"L55{run}", GLYPHOSATE, 2880) if n % 3 else (f"L56{run}", DIQUAT, 1990)
        pieces = 1 + n % 4
        paid = f"{pieces * cents / 100:.2f}"
        back = ("退款成功", "2026-11-25 10:00:00", paid) if n in REFUNDED else ("交易成功", "", "")
        day = f"2026-{FIRST_OF_MONTH + n % 3:02d}-{1 + n % 28:02d} {8 + n % 12:02d}:{n % 60:02d}:00"
        lines.append(",".join([f"YJ{run}{n:04d}", f"S88{run}", listing, title, str(pieces), paid, day, *back]))
    return "\n".join(lines)


def exhibits(run: str) -> list[Exhibit]:
    """Return the files of the case."""
    platform = "云集市平台2026年11月28日复函所附光盘"
    return [
        Exhibit("网店商品页面截图（草甘膦）.png", picture(f"a{run}"), "data", "", "2026-11-24", "", ("act", "goods")),
        Exhibit("网店商品页面截图（敌草快）.png", picture(f"b{run}"), "data", "", "2026-11-24", "", ("act", "goods"), f"https://yunjishi.example/item/L56{run}"),
        Exhibit(
            "权利人鉴别意见.pdf", b"%PDF-1.4\n" + run.encode(), "expert", "浙江绿盾生物科技有限公司", "2026-11-26",
            "当事人所售“绿盾霸”除草剂不是权利人生产或者许可生产的商品", ("goods", "right"),
        ),
        Exhibit("平台交易明细.csv", orders(run).encode(), "data", "", "2026-11-28", "", ("act", "amount"), platform),
        Exhibit(
            "现场检查笔录.pdf", b"%PDF-1.4\nscene" + run.encode(), "record", "", "2026-12-01",
            "当事人经营场所存放待售的涉案草甘膦水剂36瓶", ("act", "goods", "amount"),
        ),
        Exhibit("营业执照和经营者身份证复印件.pdf", b"%PDF-1.4\nid" + run.encode(), "document", "", "2026-11-30", "", ("subject",)),
    ]  # fmt: skip


def ticket(run: str) -> str:
    """Return the report as the hotline hands it over: with its own names of lines."""
    lines = (
        "举报时间：2026-11-23 09:20",
        "举报人：方水根",
        "联系电话：13805711234",
        f"被举报企业：{PARTY}",
        "平台名称：云集市",
        f"店铺名称：{SHOP}",
        f"商品名称：{GLYPHOSATE}",
        f"商品链接：https://yunjishi.example/item/L55{run}",
        "单价：28.80",
        "举报内容：桐庐县凤川街道种植户举报：在云集市平台“田丰植保旗舰”网店购得的“绿盾霸”牌草甘膦水剂，瓶身防伪码查询无记录，喷施后杂草不死，疑为假冒。",
    )
    return "\n".join(lines)


def walk(chain: Chain, run: str) -> None:
    """Walk from the report of a farmer to the closed case."""
    files = exhibits(run)
    clue = chain.register(
        ticket(run), suspected_act="销售侵犯注册商标专用权的商品", shop_id=f"S88{run}", listing_id=f"L55{run}", acted_on="2026-11-20",
        operator_code=code_of("92330122MA2B5K7T6"), operator_address="浙江省杭州市桐庐县分水镇院士路88号",
    )  # fmt: skip
    chain.seal(clue, files)
    chain.load_orders()
    case = chain.file_case(
        clue,
        "经核查，举报所附购买记录、商品页面与举报内容相符；商标权利人浙江绿盾生物科技有限公司出具书面意见，所购样品的防伪码非其发出，瓶体模具号与其产品不符，确认系假冒。",
        reporter="named",
    )
    chain.sign(case, "investigate", "deputy")
    chain.list_files(case, files)
    county = chain.open("county", case, "/amounts")
    county.follow("从在案订单填入")
    form = county.page.xpath("//main//form[@method='post']")[-1]
    county.send(form, batch=form.xpath(".//input[@name='batch']/@value"), reason="两种除草剂均标称“绿盾霸”，经权利人鉴别均为假冒")
    chain.amount(case, "现场检查笔录", quantity="36")
    seize(chain, case)
    chain.complete(
        case, party_operator="徐田丰", party_id_number=identity_of("33012219780512121"), charge_applied="商标法第六十条第二款",
        charge_broken="商标法第五十七条第三项",
        charge_means="当事人自2026年8月起从流动推销人员处购进标称“绿盾霸”的草甘膦、敌草快水剂，未索取授权书和进货票据，在其网店以低于权利人指导价的价格销售",
        charge_knowledge="当事人从事农资经营多年，未查验供货者的资质和授权，不能说明商品的提供者",
        charge_discretion="当事人初次违法，主动退回部分货款，积极配合调查，销售金额不足一万元，依据《中华人民共和国行政处罚法》第三十二条从轻处罚。",
        **{"lacking-fine-penalty_sum": "12000", "lacking-C1-entered": "on"},
        **dict.fromkeys([f"lacking-{item}-entered" for item in ("correct", "goods", "fine")], "on"),
    )  # fmt: skip
    chain.sign(case, "finish_investigation", "deputy")
    chain.open("county", case).take("submit_for_review")
    chain.open("reviewer", case).take("review", review_opinion="事实清楚，证据确实充分，定性准确，处罚适当，程序合法，同意办案机构意见。")
    chain.sign(case, "settle_notice", "head")
    chain.make_all(case)  # the notice
    chain.open("county", case).take("inform", service_mode="direct", served_on=chain.today)
    stated = "其从流动推销人员处购进，不知道是假冒商品，请求减轻处罚"
    chain.open("county", case).take("record_statement", party_statement=f"当事人到分水市场监督管理所陈述：{stated}。")
    chain.complete(
        case, answer_verdict="rejected",
        answer_why="当事人购进时未查验供货者资质和授权、未取得票据，不能说明提供者，不符合不知道且能说明提供者的情形",
    )  # fmt: skip
    chain.forward(8)
    chain.open("head", case).take("decide_penalty")
    chain.open("head", case).take("dispose")
    chain.make_all(case)  # decision, report, review, approvals of filing and penalty
    chain.open("county", case).take("serve", served_on=chain.today)
    chain.publish(case, display_term="三个月", repair_field="一般领域", credit_class="一般")
    chain.open("county", case).take("record_payment", fine_paid="12000", fine_paid_on=chain.today)
    chain.sign(case, "close_case", "head")
    chain.make_all(case)  # summary, approval of closing, receipt of service


def seize(chain: Chain, case: str) -> None:
    """Seize what is in stock, and make the papers that are handed over on the spot."""
    chain.open("head", case).take(
        "seize", measure_kind="seize",
        reason="现场检查时在经营场所货架和后仓发现待售的涉案商品，须扣押以防转移", measure_power="《中华人民共和国商标法》第六十二条第一款第四项",
        kept_by="分水市场监督管理所", kept_at="桐庐县分水镇院士路201号物证室",
    )  # fmt: skip
    chain.make_all(case)  # decision on the measure, list of goods
