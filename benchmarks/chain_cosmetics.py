"""Chain: a person makes and sells whitening cream over WeChat without a licence; she is heard, and pays less than was intended."""

from chain_desk import Chain, Exhibit, identity_of, picture

SELLER = "欧阳秀梅"
GROUP = "微信群“秀梅姐护肤分享”和微信朋友圈（微信号oyxm_1988）"


def exhibits(run: str) -> list[Exhibit]:
    """Return the files of the case."""
    return [
        Exhibit(
            "朋友圈和群聊页面截图.png", picture(f"w{run}"), "data", "", "2026-11-20",
            "欧阳秀梅在微信群、朋友圈展示、销售自制“秀梅祛斑霜”的内容和价格", ("act", "goods"), GROUP,
        ),
        Exhibit(
            "微信转账记录.pdf", b"%PDF-1.4\nwx" + run.encode(), "data", "欧阳秀梅", "2026-11-24", "欧阳秀梅销售涉案化妆品收款52笔、7436元", ("amount",),
            "欧阳秀梅手机微信支付账单",
        ),
        Exhibit(
            "现场笔录.pdf", b"%PDF-1.4\nsc" + run.encode(), "record", "", "2026-11-24",
            "在欧阳秀梅住处发现调配工具、原料和待售祛斑霜10瓶，未能出示化妆品生产许可证", ("act", "goods", "amount"),
        ),
        Exhibit("身份证复印件.pdf", b"%PDF-1.4\nid" + run.encode(), "document", "欧阳秀梅", "2026-11-24", "当事人的身份", ("subject",)),
        Exhibit(
            "询问笔录.pdf", b"%PDF-1.4\nq" + run.encode(), "statement", "", "2026-11-25",
            "欧阳秀梅承认自2026年3月起在住处调配祛斑霜并通过微信销售", ("act", "knowledge"),
        ),
    ]  # fmt: skip


def walk(chain: Chain, run: str) -> None:
    """Walk from an inspection to a fine that is lower than what was told."""
    files = exhibits(run)
    clue = chain.register(
        source="inspection", suspected_act="未经许可从事化妆品生产", platform="微信", shop_name="秀梅姐护肤分享", listing_title="秀梅祛斑霜（自制）50g",
        price="143", acted_on="2026-11-18", operator_name=SELLER, operator_address="浙江省杭州市桐庐县富春江镇红旗南路58号2幢301室",
        received_at="2026-11-19T14:30", act_place="浙江省杭州市桐庐县富春江镇",
        content="网络交易监测人员发现微信号oyxm_1988在微信群、朋友圈销售自制祛斑霜，宣称“老中医配方、七天祛斑”，没有标注生产许可证编号和备案编号。",
    )  # fmt: skip
    chain.seal(clue, files)
    case = chain.file_case(clue, "经核查，当事人在住处调配祛斑霜并通过微信销售，未取得化妆品生产许可证，收款52笔、7436元。", reporter="none")
    chain.sign(case, "investigate", "deputy")
    chain.row(
        case, "/parties", "更正当事人", party_type="person", party_id_kind="居民身份证", party_id_number=identity_of("33012219880612222"),
        reason="与身份证核对",
    )  # fmt: skip
    chain.row(case, "/parties", "更正被指商品", offer_place=GROUP, reason="没有网址，写明场所")
    chain.list_files(case, files)
    chain.amount(case, "微信转账记录", amount_kind="sold", quantity="52", price_basis="actual", unit_price="143")
    chain.amount(case, "现场笔录", quantity="10", amount_kind="unsold", price_basis="average")
    chain.complete(
        case, charge_act="unlicensed_trade", charge_field="cosmetics", charge_since="2026-03-02", charge_until="2026-11-18",
        charge_broken="化妆品监督管理条例第二十七条第一款", charge_applied="化妆品监督管理条例第五十九条第一款第一项",
        charge_means="当事人购买基质膏、中药粉在住处调配、分装，自行打印标签，通过微信群、朋友圈发布并以微信转账收款",
        charge_knowledge="当事人知道生产化妆品须取得许可，认为自用配方小量销售不会被查处",
        charge_discretion="当事人系初次违法，货值金额不足一万元，如实供述，未发现使用者受到伤害，依据《中华人民共和国行政处罚法》第三十二条从轻处罚。",
        **{"lacking-gains-penalty_sum": "7436", "lacking-fine-penalty_sum": "70000"},
        **dict.fromkeys([f"lacking-{item}-entered" for item in ("correct", "goods", "gains", "fine")], "on"),
    )  # fmt: skip
    chain.sign(case, "finish_investigation", "deputy")
    chain.open("county", case).take("submit_for_review")
    chain.open("reviewer", case).take("review", review_opinion="事实清楚，证据确实充分，定性准确，处罚适当，同意办案机构意见。")
    chain.sign(case, "settle_notice", "head")
    chain.make_all(case)  # notice, review
    chain.open("county", case).take("inform", service_mode="direct", served_on=chain.today)
    hearing(chain, case)
    lower(chain, case)
    said = "听取听证情况汇报后，与会负责人一致同意采纳当事人的部分意见，罚款五万元。"
    chain.sign(case, "discuss_collectively", "deputy", first="head", discussion_record=said)
    chain.open("head", case).take("decide_penalty", penalty=ITEMS, fine="50000", registered_in="here")
    chain.make_all(case)  # decision, report, notice, record and report of the hearing, approvals
    chain.open("county", case).take("serve", served_on=chain.today)
    chain.publish(case, display_term="其他行政处罚", repair_field="食品、药品、特种设备", credit_class="一般")
    chain.open("county", case).take("record_payment", fine_paid="50000", fine_paid_on=chain.today)
    chain.sign(case, "close_case", "head")
    chain.make_all(case)  # receipt of service, summary, approval of closing


ITEMS = "1. 没收违法所得人民币柒仟肆佰叁拾陆元整（￥7436.00）；\n2. 没收自制祛斑霜10瓶；\n3. 罚款人民币伍万元整（￥50000.00）。"


def hearing(chain: Chain, case: str) -> None:
    """Ask for a hearing, hold it a week later, and have it reviewed."""
    stated = "其丈夫患病、独自抚养两名子女，涉案产品未造成损害，请求减轻罚款"
    chain.open("county", case).take("ask_hearing", party_statement=f"当事人书面要求听证，称{stated}。")
    chain.open("head", case).take("name_chair", hearing_chair="法小鉴", reason="本局法制机构仅此一人，案件审核不属于调查，由其主持听证")
    chain.open("county", case).take("hand_file_to_chair")
    chain.open("county", case).take("schedule_hearing", hearing_on=chain.later(10))
    chain.open("county", case).take("notify_hearing", told_how="letter")
    chain.forward(11)
    report = "听证会公开举行，当事人对违法事实没有异议，提交其丈夫住院病历和低收入证明。听证主持人认为当事人生活困难的情况属实，建议罚款降至法定最低限。"
    chain.open("reviewer", case).take("hold_hearing", hearing_report=report)
    chain.complete(
        case, answer_verdict="partly",
        answer_why="当事人生活困难有病历和低收入证明证实，未造成危害后果，罚款降至法定最低限；不具备低于法定幅度减轻的情形",
    )  # fmt: skip
    chain.open("county", case).take("submit_after_hearing")


def lower(chain: Chain, case: str) -> None:
    """Lower the fine by what the hearing said."""
    chain.open("reviewer", case).take("review_after_hearing", review_opinion="听证程序合法，采纳当事人部分意见有据，同意罚款五万元。")
    county = chain.open("county", case, "/papers")
    for link in county.page.xpath("//main//a[contains(@href, '/correct_penalty')]"):
        row = "".join(next(link.iterancestors("tr")).itertext()) if list(link.iterancestors("tr")) else ""
        if "罚款" in row:
            county.follow(link.get("href"))
            county.send(county.page.xpath("//main//form[@method='post']")[-1], penalty_sum="50000", reason="听证后采纳当事人的部分意见")
            break
