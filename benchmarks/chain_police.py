"""Chain: shoes under a false mark reach the line of the crime; the case goes to the police, who file none, comes back, and ends in a fine."""

from chain_desk import Chain, Exhibit, code_of, picture

GOODS = "青岳 缓震跑步鞋 男款 2026新款"
PARTY = "桐庐驰野鞋业有限公司"


def exhibits(run: str) -> list[Exhibit]:
    """Return the files of the case."""
    return [
        Exhibit(
            "网店商品页面截图.png", picture(f"p{run}"), "data", "", "2026-11-16", "当事人网店展示、销售标称“青岳”的跑步鞋的标价和销量",
            ("act", "goods"), f"https://yunjishi.example/item/P{run}",
        ),
        Exhibit(
            "平台销售明细.csv", f"订单数,金额\n360,86400\n{run},".encode(), "data", "云集市平台", "2026-11-20",
            "当事人2026年5月至11月销售涉案跑步鞋360双、86400元", ("amount", "act"), "云集市平台2026年11月20日复函",
        ),
        Exhibit(
            "商标权利人鉴定意见.pdf", b"%PDF-1.4\ntm" + run.encode(), "expert", "泉州青岳体育用品有限公司", "2026-11-18",
            "涉案跑步鞋不是权利人生产或者授权生产的商品", ("goods", "right"),
        ),
        Exhibit("营业执照复印件.pdf", b"%PDF-1.4\nli" + run.encode(), "document", PARTY, "2026-11-22", "当事人的主体资格", ("subject",)),
        Exhibit(
            "法定代表人询问笔录.pdf", b"%PDF-1.4\nst" + run.encode(), "statement", "", "2026-11-24",
            "当事人从微信“莆田货源”购进涉案跑步鞋，没有授权和票据", ("knowledge", "act"),
        ),
    ]  # fmt: skip


def walk(chain: Chain, run: str) -> None:
    """Walk from a right holder's word to the police and back to a fine."""
    files = exhibits(run)
    clue = chain.register(
        source="right_holder", suspected_act="销售侵犯注册商标专用权的商品", platform="云集市", shop_id=f"PS{run}", shop_name="驰野运动专营店",
        listing_id=f"P{run}", listing_title=GOODS, listing_url=f"https://yunjishi.example/item/P{run}", price="240", acted_on="2026-11-10",
        operator_name=PARTY, operator_code=code_of("91330122MA2H4N8P5"), operator_address="浙江省杭州市桐庐县江南镇窄溪大道77号",
        received_at="2026-11-15T15:40", content="泉州青岳体育用品有限公司投诉：云集市“驰野运动专营店”销售的“青岳”跑步鞋鞋舌标识、防伪标签与正品不符，系假冒。",
    )  # fmt: skip
    chain.seal(clue, files)
    case = chain.file_case(clue, "经核查，权利人出具鉴定意见确认涉案跑步鞋系假冒；平台提供的销售明细为360双、86400元。", reporter="named")
    chain.sign(case, "investigate", "deputy")
    chain.describe(case, field="clothing_shoes", crime="selling_counterfeit_marked_goods", acted_on="2026-11-10")
    chain.list_files(case, files)
    chain.amount(case, "平台销售明细", amount_kind="sold", quantity="360", price_basis="actual", unit_price="240")
    chain.complete(
        case, party_head="申屠国良", charge_since="2026-05-06", charge_until="2026-11-10", charge_broken="商标法第五十七条第三项",
        charge_applied="商标法第六十条第二款",
        charge_means="当事人通过微信“莆田货源”以每双95元购进标有“青岳”注册商标的跑步鞋，在云集市“驰野运动专营店”以每双240元销售",
        charge_knowledge="当事人购进时未索取授权和票据，进价明显低于权利人出厂价，明知是假冒商品",
        charge_discretion="当事人违法经营额五万元以上，案发后下架商品并配合调查，依据《中华人民共和国行政处罚法》第三十二条从轻处罚。",
        **{"lacking-correct-penalty_words": "立即停止销售侵犯“青岳”注册商标专用权的商品", "lacking-fine-penalty_sum": "150000"},
        **dict.fromkeys([f"lacking-{item}-entered" for item in ("C1", "correct", "fine")], "on"),
    )  # fmt: skip
    chain.open("head", case).take("transfer_case", transfer_kind="police", receiving_body="桐庐县公安局（演示）", reason="销售金额达到追诉标准，涉嫌犯罪")
    transfer = to_police(chain, case)
    back_again(chain, case, transfer)
    chain.sign(case, "finish_investigation", "deputy")
    chain.open("county", case).take("submit_for_legal_review", legal_review_ground="complex")
    chain.open("reviewer", case).take("review_legally", review_opinion="公安机关不予立案后由本局作行政处理，事实清楚，证据充分，适用依据正确，同意。")
    chain.sign(case, "settle_notice", "head")
    chain.make_all(case)  # notice, review
    chain.open("county", case).take("inform_after_legal_review", service_mode="direct", served_on=chain.today)
    chain.forward(12)
    chain.sign(case, "discuss_collectively", "deputy", first="head", discussion_record="与会负责人一致同意拟处罚意见。")
    county = chain.open("county", case)
    noted = "本案已于移送后由公安机关以证据不足决定不予立案并退回，没有以罚代刑，由本局依法作行政处罚。"
    county.send(next(one for one in county.page.xpath("//form") if "note_screen" in (one.get("action") or "")), reason=noted)
    chain.open("head", case).take("decide_penalty")
    chain.make_all(case)  # decision, report, approvals
    chain.open("county", case).take("serve", served_on=chain.today)
    chain.publish(case, display_term="其他行政处罚", repair_field="一般领域", credit_class="一般")
    chain.open("county", case).take("record_payment", fine_paid="150000", fine_paid_on=chain.today)
    chain.sign(case, "close_case", "head")
    chain.make_all(case)  # receipt of service, approval of closing


def to_police(chain: Chain, case: str) -> str:
    """Open the transfer, have it signed and approved, fill the pack and send it."""
    county = chain.open("county", case)
    county.follow("涉嫌犯罪案件移送")
    county.send(county.page.xpath("//main//form[@enctype]")[-1])
    transfer = county.url.rsplit("/", 1)[1].split("#")[0].split("?")[0]
    chain.numbers["transfer"] = transfer
    chain.sign(transfer, "write_report", "deputy")
    chain.open("head", transfer).take("approve_transfer")
    chain.open("county", transfer).press("制作缺少的文书")
    head = chain.open("head", transfer)
    form = next(one for one in head.page.xpath("//main//form[.//input[@name='gap']]"))
    head.send(form, gap=form.xpath(".//input[@name='gap']/@value"), reason="本案没有查封、扣押的物品，也没有委托检验；鉴定意见已列入证据清单")
    chain.open("county", transfer).take("transfer")
    chain.collect(transfer)
    return transfer


def back_again(chain: Chain, case: str, transfer: str) -> None:
    """Have the police take the case in and file none, and take it up again."""
    chain.open("police", transfer).take("accept_transfer", receipt="桐公经受〔2026〕88号")
    police = chain.open("police", transfer)
    police.take("refuse_case", declined_ground=first_ground(police), reason="现有证据不足以证明犯罪嫌疑人明知系假冒商品，没有犯罪事实", served_on=chain.today)
    chain.open("head", transfer).take("handle_administratively", admin_result="恢复行政处罚程序，依法作出处罚")
    chain.open("head", case).take("take_back_transfer", reason="公安机关不予立案，退回本局依法处理")


def first_ground(police: object) -> str:
    """Return the first reason that the form of a refusal offers."""
    return str(police.page.xpath("//select[contains(@name, 'declined_ground')]/option[@value != '']/@value")[0])  # type: ignore[attr-defined]
