"""Parcel events: what a courier's system noted of a parcel on its way, without names or numbers of people."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.provinces import province_of
from mingjian.core.records import INSTANT, UTC, Column, Kind, kind_columns

_OF_PARCEL = kind_columns("parcel", "waybill", "platform", "courier", "weight_g")

ACCEPTED, SCANNED, DELIVERED, RETURNED = "accepted", "scanned", "delivered", "returned"
#: What couriers write, the first that is met; whatever else was noted is a scan on the way.
_STAGES = (
    (RETURNED, "退回|退件|退签|拒收|拒签|return|reject"),
    (DELIVERED, "已签收|已妥投|签收成功|签收人|已送达|已取出|已自提"),
    # Not what is planned, asked for, under way or failed: 预计签收, 待自提, 未妥投, 派送中请准备签收 are no delivery, and 凭取件码取件 no acceptance.
    (SCANNED, "预计|待|未|失败|异常|请|准备|派送|派件|取件码|out for|out_for|fail|attempt|not "),
    (DELIVERED, "签收|妥投|自提|delivered|signed"),
    (ACCEPTED, "揽收|揽件|收寄|已收件|收件扫描|^收件$|取件|已揽|accepted|collected|picked|pickup|acceptance"),
)
_UNTOLD = Text("{n} 条没有写明是什么节点，按途中扫描计。", "{n} events do not say what was noted: they count as scans on the way.")
_NOWHERE = Text("{n} 条看不出发生在哪个省，速度无从计算。", "Of {n} events nothing tells in which province they were: no speed can be reckoned.")


def _completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Fill at which stage each event stands, by the courier's own word for it, and in which province it was, where only the place is told."""
    told = batch.column("event")
    words = pc.utf8_lower(pc.fill_null(told, ""))
    stage = pa.array([SCANNED] * batch.num_rows, pa.string())
    for name, pattern in reversed(_STAGES):
        stage = pc.if_else(pc.match_substring_regex(words, pattern), name, stage)
    batch, nowhere = _with_province(batch.set_column(batch.schema.get_field_index("stage"), batch.schema.field("stage"), stage))
    return batch, Counter({_UNTOLD: told.null_count, _NOWHERE: nowhere})


def _with_province(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, int]:
    """Fill the province of places without a code; return as well of how many events neither code nor coordinates tell where they were."""
    codes, places = batch.column("region_code"), batch.column("place").dictionary_encode()
    if codes.null_count:
        read = pa.array([province_of(place) or None for place in places.dictionary.to_pylist()], pa.string())
        codes = pc.coalesce(codes, read.take(places.indices))
        at = batch.schema.get_field_index("region_code")
        batch = batch.set_column(at, batch.schema.field("region_code"), codes)
    is_nowhere = pc.and_(pc.is_null(codes), pc.is_null(batch.column("latitude")))
    return batch, int(pc.sum(is_nowhere).as_py() or 0)


KIND = Kind(
    name="parcel_event",
    title=Text("物流轨迹", "Parcel event"),
    key=("waybill",),
    file_names=("物流轨迹", "快递轨迹", "轨迹", "扫描记录", "物流节点", "tracking", "tracking_events", "scans"),
    seen_apart_by=("noted_at", "event", "place"),
    completed=_completed,
    columns=(
        _OF_PARCEL["waybill"],
        _OF_PARCEL["platform"],
        _OF_PARCEL["courier"],
        Column(
            "event",
            pa.string(),
            Text("节点，按快递企业的写法", "what was noted, as the courier writes it"),
            known_as=(
                "节点",
                "操作",
                "操作类型",
                "扫描类型",
                "轨迹类型",
                "物流状态",
                "节点名称",
                "动作",
                "event_type",
                "scan_type",
                "operation",
                "status",
                "action",
            ),
            like=r"(?:物流|轨迹|快件|扫描|操作)(?:节点|类型|状态|动作|名称)",
        ),
        Column(
            "stage",
            pa.string(),
            Text("阶段：accepted 揽收，scanned 途中，delivered 签收，returned 退回", "stage: accepted, scanned on the way, delivered, returned"),
            is_made=True,
        ),
        Column(
            "noted_at",
            INSTANT,
            Text("发生时间", "when"),
            unit=UTC,
            known_as=(
                "扫描时间",
                "操作时间",
                "轨迹时间",
                "时间",
                "发生时间",
                "节点时间",
                "scan_time",
                "event_time",
                "operated_at",
                "scanned_at",
                "time",
                "timestamp",
            ),
            like=r"(?:物流|轨迹|扫描|操作|节点|事件)(?:发生)?(?:时间|日期)",
        ),
        Column(
            "place",
            pa.string(),
            Text("发生地点或网点", "place or outlet"),
            known_as=("地点", "网点", "扫描网点", "操作网点", "扫描站点", "所在地", "站点", "location", "site", "outlet", "city", "station"),
            like=r"(?:扫描|操作|轨迹|节点|当前)(?:网点|站点|地点|城市|机构|位置)(?:名称)?",
        ),
        Column(
            "region_code",
            pa.string(),
            Text("发生地行政区划代码，至少前两位（省级）", "code of the division where it was, of the province at least (GB/T 2260)"),
            known_as=("行政区划代码", "区划代码", "扫描地区划代码", "adcode", "region", "division_code"),
        ),
        Column("latitude", pa.float64(), Text("纬度", "latitude"), unit="°", known_as=("纬度", "lat"), least=-90.0, may_be_unread=True),
        Column("longitude", pa.float64(), Text("经度", "longitude"), unit="°", known_as=("经度", "lng", "lon"), least=-180.0, may_be_unread=True),
        _OF_PARCEL["weight_g"],
    ),
)
