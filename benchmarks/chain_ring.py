"""Chain: three firms of three provinces and one person buy from each other's shops without delivering anything; the ring is fined, each by itself."""

from chain_desk import Chain, Exhibit, code_of, identity_of, picture

FIRMS = (
    ("合肥润舟商贸有限公司", "91340100MA2T8R1X", "安徽省合肥市蜀山区望江西路129号", "吕文昌", "润舟家居馆"),
    ("上饶市信州区沐澜电子商务有限公司", "91361102MA37B5K9", "江西省上饶市信州区滨江东路66号", "祝小满", "沐澜百货铺"),
    ("盐城佳禾网络科技有限公司", "91320900MA21C6D3", "江苏省盐城市亭湖区解放南路208号", "葛大伟", "佳禾优选小店"),
)
PERSON = "宋建军"
FINES = ("200000", "120000", "120000", "50000")


def orders(run: str) -> str:
    """Return what the platform sends: 48 orders between the shops, none with a parcel of weight."""
    lines = ["订单编号,店铺ID,商品ID,商品标题,购买数量,实付金额,付款时间,订单状态"]
    for n in range(48):
        nth = n % len(FIRMS)
        goods = f"四件套床品 纯棉 {nth + 1}.8米"
        lines.append(f"RG{run}{n:03d},R{nth}{run},RL{nth}{run},{goods},1,{168 + 10 * nth}.00,2026-10-{1 + n % 28:02d} 21:{n:02d}:00,交易成功")
    return "\n".join(lines)


def exhibits(run: str) -> list[Exhibit]:
    """Return the files of the case."""
    return [
        Exhibit(
            "平台后台订单和物流明细.csv", orders(run).encode(), "data", "云集市平台", "2026-11-27",
            "四名当事人2026年10月互相下单48笔，运单重量均为零，付款后三日内经同一账户退还", ("act", "amount", "goods"), "云集市平台2026年11月27日复函",
        ),
        Exhibit(
            "聊天群截图.png", picture(f"r{run}"), "data", "", "2026-11-26",
            "宋建军在“互助好评”群中组织三家公司互相下单、约定佣金", ("act", "knowledge"), "宋建军手机微信群“互助好评”",
        ),
        Exhibit(
            "三家公司营业执照和宋建军身份证复印件.pdf", b"%PDF-1.4\nring" + run.encode(), "document", "各当事人", "2026-11-30",
            "三家公司和宋建军的主体资格、身份", ("subject", "jurisdiction"),
        ),
        Exhibit(
            "宋建军询问笔录.pdf", b"%PDF-1.4\nask" + run.encode(), "statement", "", "2026-11-30",
            "宋建军承认组织虚假交易、收取佣金4800元", ("act", "knowledge", "amount"),
        ),
    ]  # fmt: skip


def walk(chain: Chain, run: str) -> None:
    """Walk from what the platform reported to four fines in one decision."""
    files = exhibits(run)
    name, code, address, _, shop = FIRMS[0]
    clue = chain.register(
        source="platform", suspected_act="刷单", platform="云集市", shop_id=f"R0{run}", shop_name=shop, listing_id=f"RL0{run}",
        listing_title="四件套床品 纯棉 1.8米", price="168", acted_on="2026-10-28", operator_name=name, operator_code=code_of(code + "0"),
        operator_address=address,        received_at="2026-11-25T10:05", act_place="浙江省杭州市桐庐县",
        jurisdiction_basis="组织者宋建军在桐庐县桐君街道实施组织行为，本局先行发现",
        content="云集市平台报送：三家网店一个月内互相下单48笔，运单重量为零，付款后三日内原路退还，组织者在桐庐县。",
    )  # fmt: skip
    chain.seal(clue, files)
    case = chain.file_case(clue, "经核查平台报送的订单、物流和资金明细，三家网店与宋建军之间的48笔交易没有真实货物往来，涉嫌虚构交易。", reporter="none")
    chain.sign(case, "investigate", "deputy")
    for nth, (name, code, address, head, shop) in enumerate(FIRMS[1:], 1):
        chain.row(
            case, "/parties", "登记当事人", party_role="suspect", party_type="organisation", party_legal_name=name, party_licence="营业执照",
            party_code=code_of(f"{code}{nth}"), party_head=head, party_registered_address=address,
        )  # fmt: skip
        chain.row(
            case, "/parties", "登记被指商品", offer_goods=f"四件套床品 纯棉 {nth + 1}.8米", offer_party=str(nth + 1), offer_platform="云集市", offer_shop=shop,
            offer_shop_key=f"R{nth}{run}", offer_listing_key=f"RL{nth}{run}",
        )  # fmt: skip
    chain.row(
        case, "/parties", "登记当事人", party_role="suspect", party_type="person", party_legal_name=PERSON, party_id_kind="居民身份证",
        party_id_number=identity_of("33012219850317431"), party_registered_address="浙江省杭州市桐庐县桐君街道迎春南路12号3幢502室",
    )  # fmt: skip
    chain.list_files(case, files)
    chain.complete(
        case, party_head=FIRMS[0][3], charge_words="虚构交易、编造用户评价", charge_act="fake_trading", charge_field="clothing_shoes",
        charge_since="2026-10-01", charge_until="2026-10-28", charge_broken="反不正当竞争法第九条第二款",
        charge_applied="反不正当竞争法第二十五条第一款",
        charge_means="宋建军建立“互助好评”群，组织三家公司互相下单、寄送空包、互给好评，付款后三日内经其账户退还货款，每单收取佣金",
        charge_knowledge="四名当事人明知没有真实货物往来，仍以虚构的销量和评价欺骗消费者",
        charge_discretion="宋建军系组织者，三家公司均系初次违法，案发后删除虚假评价，主动供述，依据《中华人民共和国行政处罚法》第三十二条从轻处罚。",
    )  # fmt: skip
    ticked = {f"lacking-{item}{nth}-entered": "on" for item in ("correct", "fine") for nth in range(1, len(FINES) + 1)}
    chain.complete(case, **{f"lacking-fine{nth}-penalty_sum": fine for nth, fine in enumerate(FINES, 1)}, **ticked)
    chain.sign(case, "finish_investigation", "deputy")
    chain.open("county", case).take("submit_for_legal_review", legal_review_ground="complex")
    chain.open("reviewer", case).take("review_legally", review_opinion="本案管辖有据，四名当事人的行为和责任区分清楚，证据相互印证，适用依据正确，同意。")
    chain.sign(case, "settle_notice", "head")
    chain.make_all(case)  # notice, review
    chain.open("county", case).take("inform_after_legal_review", service_mode="post", served_on=chain.today)
    chain.forward(12)
    head = chain.open("head", case)
    chain.sign(case, "discuss_collectively", "deputy", first="head", discussion_record="与会负责人一致认为本案事实清楚，同意按拟处罚意见分别处罚。")
    head = chain.open("head", case)
    head.take("decide_penalty", registered_in="elsewhere")
    chain.make_all(case)  # decision, report, approval of filing, record of the discussion
    chain.open("county", case).take("serve", served_on=chain.today)
    chain.publish(case, display_term="其他行政处罚", repair_field="一般领域", credit_class="一般")
    chain.open("county", case).take("record_payment", fine_paid=str(sum(map(int, FINES))), fine_paid_on=chain.today)
    chain.sign(case, "close_case", "head")
    chain.make_all(case)  # receipt of service, summary, approval of closing
