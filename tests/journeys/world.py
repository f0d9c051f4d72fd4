"""A small world for the console's journeys: two findings with their pictures, and clues in several states."""

import json
from datetime import UTC, datetime, timedelta

from audited import by_hand

from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.disputes.opening.register import register as register_complaint
from mingjian.institutions.disputes.particulars.intake import Consumer
from mingjian.institutions.disputes.particulars.intake import Intake as ComplaintIntake
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Officer

SINCE = datetime(2026, 11, 1, 2, tzinfo=UTC)


def ring_evidence(buyers: int = 40, shops: int = 15) -> dict[str, object]:
    """The evidence of a ring in which each buyer trades with most of the shops."""
    edges = [{"buyer": f"u{7000 + b}", "shop": f"S{300 + s}", "n": 1 + (b * s) % 4} for b in range(buyers) for s in range(shops) if (b * 7 + s * 3) % 5]
    return {
        "buyers": [f"u{7000 + b}" for b in range(buyers)],
        "shops": [f"S{300 + s}" for s in range(shops)],
        "edges": edges,
        "pairs": len(edges),
        "expected": 12.4,
        "density": round(len(edges) / buyers / shops, 3),
        "taste": 0.0004,
        "signals": [
            {
                "key": "block",
                "title_zh": "买家与网店往来远密于市场",
                "title_en": "Buyers and shops trade far more densely than the market",
                "nats": 410.0,
                "found": len(edges),
                "expected": 12,
            },
            {"key": "night", "title_zh": "深夜集中下单", "title_en": "Orders at night", "nats": 60.0, "found": 0.71, "expected": 0.06},
            {"key": "device", "title_zh": "多名买家共用设备", "title_en": "Buyers share devices", "nats": 130.0, "found": 9, "expected": 0.2},
        ],
        "timeline": [{"at": (SINCE + timedelta(hours=6 * n)).isoformat(), "orders": 2 + (n * 13) % 37, "buyers": 1 + (n * 5) % 20} for n in range(90)],
    }


def concentration_evidence() -> dict[str, object]:
    """The evidence of one shop with three buyers who order again and again."""
    periods = [
        {"from": (SINCE + timedelta(days=d)).isoformat(), "to": (SINCE + timedelta(days=d, hours=1)).isoformat(), "orders": 9 + d, "buyers": 2}
        for d in range(6)
    ]
    return {
        "buyers": ["u501", "u502", "u509"],
        "orders_of_each": 14,
        "orders_counted": 69,
        "buyers_counted": 5,
        "typical": 1.08,
        "densest": periods[-1],
        "periods": periods,
        "orders": [f"o{n}" for n in range(69)],
        "window": 3600,
        "ratio": 3.0,
    }


def make_findings(by: Officer) -> tuple[Finding, Finding]:
    """Store a ring and a concentration, found an hour apart, in the officer's department."""
    made = []
    for place, (detector, kind, subject, score, evidence, zh, en) in enumerate(
        (
            (
                "sham_ring",
                "ring",
                "yunjishi/ring-5f2c9a7be01d",
                0.97,
                ring_evidence(),
                "40 名买家与 15 家网店之间形成 480 对往来，按各自平时的生意只应有约 12 对；71% 的订单在 0 至 5 时付款，9 名买家共用 2 台设备。",
                "40 buyers and 15 shops form 480 trading pairs where about 12 would be expected of their usual trade; "
                "71% of the orders were paid between 0 and 5 h, and 9 buyers share 2 devices.",
            ),
            (
                "order_concentration",
                "shop",
                "yunjishi/S1834",
                0.86,
                concentration_evidence(),
                "2026-11-06 10:00 至 11:00（北京时间，1 小时内）14 单仅来自 2 名买家（7.0 单/人），同平台网店每名买家单数的中位数为 1.1。",
                "From 2026-11-06 10:00 to 11:00 (Beijing time, within 1 hour) 14 orders came from only 2 buyers (7.0 each); "
                "the median shop of the platform has 1.1 orders a buyer.",
            ),
        )
    ):
        at = SINCE + timedelta(hours=place)
        run = Run.objects.create(
            detector=detector,
            version="1",
            settings={"window": 3600},
            engine="duckdb",
            records={"order": 214_883},
            subjects=2000,
            started_at=at,
            ended_at=at,
            by=by,
            department=by.department,
            digest=f"{place:064d}",
        )
        finding = Finding.objects.create(
            run=run,
            detector=detector,
            subject_kind=kind,
            subject=subject,
            score=score,
            reason_zh=zh,
            reason_en=en,
            innocent_zh="团购、拼单",
            innocent_en="A group purchase",
            evidence_json=json.dumps(evidence),
            department=by.department,
            region_is_known=True,
            found_at=at,
        )
        search.index("finding", finding.pk, f"{subject} {zh} {en}")
        made.append(finding)
    return made[0], made[1]


def make_findings_of_a_shop(by: Officer) -> list[Finding]:
    """Store a finding of a shop and three of its listings, with the words marked, in the officer's department; nothing else is about that shop."""
    told = (
        ("order_concentration", "shop", "yunjishi/S1834", 0.86, concentration_evidence(), "14 单仅来自 2 名买家", "14 orders came from only 2 buyers"),
        ("replica_words", "listing", "yunjishi/L71", 0.93, _words("高仿一比一运动鞋 细节可私聊", 0, 2), "文字中出现“高仿”", "It says “高仿”"),
        ("replica_words", "listing", "yunjishi/L72", 0.81, _words("原单复刻跑鞋 专柜可验", 2, 4), "文字中出现“复刻”", "It says “复刻”"),
        ("price_outlier", "listing", "yunjishi/L73", 0.64, _words("经典跑鞋", 0, 0), "价格 20 元，同款中位 101 元", "20 yuan, median 101"),
    )
    made = []
    for place, (detector, kind, subject, score, evidence, zh, en) in enumerate(told):
        at = SINCE + timedelta(days=1, hours=place)
        whose = {"by": by, "department": by.department, "digest": f"shop{place:060d}"}
        run = Run.objects.create(detector=detector, version="1", engine="duckdb", subjects=2000, started_at=at, ended_at=at, **whose)
        by_hand(run)
        said = {"reason_zh": zh, "reason_en": en, "innocent_zh": "团购", "innocent_en": "A group purchase", "evidence_json": json.dumps(evidence)}
        where = {"department": by.department, "region_is_known": True, "found_at": at, "shop": "yunjishi/S1834"}
        made.append(Finding.objects.create(run=run, detector=detector, subject_kind=kind, subject=subject, score=score, **where, **said))
    return made


def _words(title: str, start: int, end: int) -> dict[str, object]:
    return {"texts": {"title": title}, "field": "title", "spans": [[start, end, title[start:end]]] if end else []}


def make_dossiers(who: dict[str, Officer], at: datetime) -> dict[str, Dossier]:
    """Open dossiers without an institution: a transfer signed once, an assistance request from elsewhere with its clock running, a complaint suspended."""
    papers: dict[str, object] = {"suspicion": "三个月售出八百双假鞋，货款八万元", "crime": "销售假冒注册商标的商品罪", "sales_amount": "80000"}
    transfer = open_any(Request("crime_transfer", "青禾日用旗舰店涉嫌售假", papers=papers), by=who["li"], at=at - timedelta(days=2))
    take(transfer, "write_report", by=who["li"], at=at - timedelta(days=1), given={"transfer_report": "两人到场核实，货值已清点。"})
    assistance = open_any(Request("assistance", "核实某店实际经营地", papers={"questions": "登记地址有无人经营？"}), by=who["zhou"], at=at - timedelta(days=20))
    take(assistance, "send", by=who["zhou"], at=at - timedelta(days=20), given={"asked_department": who["li"].department_id, "letter_number": "射市监协1号"})
    second = Officer.objects.create(username="wu", name_zh="wu", department=who["zhou"].department, duty="work", roles=["head"])
    take(assistance, "send", by=second, at=at - timedelta(days=20))
    take(assistance, "receive_letter", by=who["li"], at=at - timedelta(days=19))
    told = ComplaintIntake(complained_of="某鞋店", demand="退一赔三", facts="三双鞋系假货", complainant=Consumer("张某"))
    complaint = register_complaint(told, by=who["li"], at=at - timedelta(days=9)).dossier
    for step, given in (
        ("accept_complaint", {}),
        ("start_mediation", {"both_consent": "电话确认"}),
        ("commission_test", {"test_kind": "appraisal", "tester": "省质检院"}),
    ):
        take(complaint, step, by=who["li"], at=at - timedelta(days=8), given=given)
    return {"transfer": transfer, "assistance": assistance, "complaint": complaint}


def make_clues(who: dict[str, Officer], at: datetime) -> dict[str, Clue]:
    """Register clues as they come: a ring taken up, a report with a reporter and its duplicate, one sent to the neighbour, one that came from there."""
    ring, _ = make_findings(who["li"])
    report = Intake(
        source="report",
        suspected_act="虚假宣传",
        platform="yunjishi",
        shop_id="S22",
        shop_name="青禾日用旗舰店",
        content="买到的洗发水与页面所称功效不符，页面称“七天生发”。",
        original_number="12315-000871",
        displayed_operator="青禾（桐庐）商贸有限公司",
        reporter=Reported("陈小明", "13900001234", "桐庐县某路 8 号"),
    )
    made = {
        "ring": take_up(ring, by=who["li"], at=at - timedelta(days=2)),
        "report": register(report, by=who["li"], at=at - timedelta(days=30)),
        "duplicate": register(
            Intake(source="platform", suspected_act="虚假宣传", platform="yunjishi", shop_id="S22"), by=who["li"], at=at - timedelta(hours=5)
        ),
        "sent": register(
            Intake(source="inspection", suspected_act="销售假冒注册商标的商品", platform="yunjishi", shop_id="S77", shop_name="山海户外"),
            by=who["li"],
            at=at - timedelta(days=4),
        ),
        "came": register(
            Intake(source="platform", suspected_act="刷单", platform="yunjishi", shop_id="S91", shop_name="云端数码"), by=who["zhao"], at=at - timedelta(days=3)
        ),
    }
    county, neighbour = who["li"].department_id, who["zhao"].department_id
    take(made["sent"].dossier, "dispatch", by=who["li"], at=at - timedelta(days=3), given={"department": neighbour, "note": "经营者实际经营地在淳安县。"})
    take(made["came"].dossier, "dispatch", by=who["zhao"], at=at - timedelta(hours=7), given={"department": county})
    return made
