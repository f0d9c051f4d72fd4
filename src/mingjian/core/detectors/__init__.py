"""One file each: records in, findings with reasons out. A finding is a reason to look, never a verdict."""

import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import columns_of
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

if TYPE_CHECKING:  # whoever only asks what detectors there are need not read the vocabulary
    from mingjian.core.wording import Texts

#: What every detector gives back, one row a finding.
FINDINGS = pa.schema(
    [
        pa.field("detector", pa.string(), metadata={"meaning": "key of the detector"}),
        pa.field("subject_kind", pa.string(), metadata={"meaning": "what the subject is: shop, buyer, listing, post, ring"}),
        pa.field("subject", pa.string(), metadata={"meaning": "platform/id of the subject"}),
        pa.field("score", pa.float64(), metadata={"meaning": "0 to 1, higher is more remarkable; not a probability of guilt"}),
        pa.field("reason_zh", pa.string(), metadata={"meaning": "why, in a sentence an officer can check"}),
        pa.field("reason_en", pa.string(), metadata={"meaning": "the same in English"}),
        pa.field("evidence", pa.string(), metadata={"meaning": "JSON: the rows and the subgraph that the finding rests on"}),
        pa.field("innocent_zh", pa.string(), metadata={"meaning": "what else it could be, one explanation a line"}),
        pa.field("innocent_en", pa.string(), metadata={"meaning": "the same in English"}),
    ]
)

Value = bool | int | float | str
_REMARKS = b"remarks"  # key of the schema's metadata; see `remarks_of`
RIGHT, LISTING, ORDER = "right", "listing", "order"


@dataclass(frozen=True)
class Setting:
    """One knob of a detector: its default, what it means, and the smallest and largest value that make sense."""

    default: Value
    meaning: Text
    least: float | None = None
    most: float | None = None

    def read(self, name: str, text: object) -> Value:
        """Turn a value given by a person into one of the default's type, or say why it cannot be."""
        kind = type(self.default)
        try:
            value = _BOOLEANS[str(text).lower()] if kind is bool else kind(str(text))
            number = 0.0 if isinstance(value, str) else float(value)
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise BadInput(
                f"设置 {name} 的值 {text!r} 无法读作 {kind.__name__}。", f"Setting {name} cannot be {text!r}: it takes a {kind.__name__}."
            ) from error
        if not isinstance(value, str) and not self._within(number):
            raise BadInput(
                f"设置 {name} 须在 {self.least} 与 {self.most} 之间，不能是 {value}。",
                f"Setting {name} must lie between {self.least} and {self.most}, not {value}.",
            )
        return value

    def _within(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def knob(default: Value, meaning: Text, least: float | None = None, most: float | None = None) -> Any:
    """Declare a field of a dataclass as a setting, so that a detector with many names each once: see `knobs_of`."""
    return field(default=default, metadata={"setting": Setting(default, meaning, least, most)})


def knobs_of(kind: type) -> dict[str, Setting]:
    """Return the settings that a dataclass of knobs declares, in its order."""
    return {one.name: one.metadata["setting"] for one in fields(kind)}


@dataclass(frozen=True)
class Detector:
    """What a detector says of itself; its module holds `find(engine, *relations in the order of reads, **settings) -> pa.Table` of FINDINGS."""

    key: str
    title: Text
    summary: Text
    reads: tuple[str, ...]  # kinds of records, the first is required; or any of them, where `reads_any`
    ground: tuple[str, ...]  # articles that the act would breach, `law/article`
    innocent: tuple[Text, ...]
    blind: Text  # what it cannot see
    version: str = "1"
    settings: Mapping[str, Setting] = field(default_factory=dict)
    reads_any: bool = False
    asks_authority: bool = False  # an authorisation by the right holder answers what it suspects
    screens: bool = False  # judges each row by itself: its module also holds `judge(texts, kind, **settings)`, see `Judge`
    rests_on_brands: bool = False  # of listings: those that a file does not tell are read from titles, by the marks of the rights at hand
    settles: tuple[Text, ...] = ()  # what would settle whether it is so: what to ask, and of whom
    sees: bool = False  # reads the words in pictures as well, where a record has them beside it: see `core/text/picture_words.py`

    @property
    def asks(self) -> tuple[str, ...]:
        """Name the kinds of records that it is given: those that it reads, and the rights by whose marks brands are read from titles."""
        return (*self.reads, RIGHT) if self.rests_on_brands and RIGHT not in self.reads else self.reads

    def lacks(self, held: Collection[str]) -> str:
        """Return the kind of records without which it cannot run; empty where enough is there."""
        enough = any(kind in held for kind in self.reads) if self.reads_any else self.reads[0] in held
        return "" if enough else self.reads[0]

    def read_settings(self, given: Mapping[str, object]) -> dict[str, Value]:
        """Return every setting its value: the one given, else the default. Unknown names are refused."""
        if unknown := sorted(set(given) - set(self.settings)):
            known = "、".join(self.settings)
            raise BadInput(f"检测器 {self.key} 没有设置 {unknown[0]}；它有：{known}。", f"Detector {self.key} has no setting {unknown[0]}; it has: {known}.")
        return {name: setting.read(name, given[name]) if name in given else setting.default for name, setting in self.settings.items()}


@cache
def detectors() -> dict[str, tuple[Detector, Callable[..., pa.Table]]]:
    """Find every detector by walking this package: key to what it says of itself and its `find`."""
    found: dict[str, tuple[Detector, Callable[..., pa.Table]]] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.ispkg:  # `common`, of which detectors are built
            continue
        module: ModuleType = importlib.import_module(f"{__name__}.{info.name}")
        described: Detector = module.DETECTOR
        if described.key in found or described.key != info.name:
            raise RuntimeError(f"Detector {described.key} in {info.name}.py: a key stands once, and is the file's name.")
        found[described.key] = (described, module.find)
    return found


def detector(key: str) -> tuple[Detector, Callable[..., pa.Table]]:
    """Return one detector by its key."""
    try:
        return detectors()[key]
    except KeyError:
        known = "、".join(detectors())
        raise BadInput(f"没有检测器 {key}；现有：{known}。", f"There is no detector {key}; there are: {known}.") from None


def run(key: str, engine: Engine, relations: Mapping[str, Relation], settings: Mapping[str, object] | None = None) -> pa.Table:
    """
    Run one detector over relations named by kind of record, and give its findings, the most remarkable first, then by subject and what is said of it.

    A kind that it reads but that is not given is passed as None; the first kind must be there, or any. `settings` are as a person gave them.
    """
    described, find = detector(key)
    values = described.read_settings(settings or {})
    if needed := described.lacks(relations):
        raise BadInput(
            f"检测器 {key} 需要数据类别 {needed}，请先导入或给出文件。", f"Detector {key} needs records of kind {needed}: import some or give a file."
        )
    given = dict(relations)
    if ORDER in given:
        given[ORDER] = paid_orders(engine, given[ORDER])
    if described.rests_on_brands and LISTING in given:
        from mingjian.core.extraction.inference import with_brands  # numba: needed where a detector runs, and not where it is named

        given[LISTING] = with_brands(engine, given[LISTING], given.get(RIGHT))
    found: pa.Table = find(engine, *(given.get(kind) for kind in described.reads), **values)
    # To the last sign, as whoever keeps one finding a subject takes the first, and workers give them in any order.
    return found.sort_by([("score", "descending"), *((name, "ascending") for name in ("subject_kind", "subject", "reason_zh", "evidence"))])


def caveat(key: str, settings: Mapping[str, object]) -> Text | None:
    """Return what a detector would do without, as set: a trained model that cannot be used, say, where it goes by its rules; None where nothing is amiss."""
    described, find = detector(key)
    said: Callable[..., Text | None] | None = getattr(sys.modules[find.__module__], "caveat", None)
    return said(**described.read_settings(settings)) if said else None


def made_of(key: str, settings: Mapping[str, object]) -> str:
    """Return which trained judge a detector would ask, as set, so that a run with another one is another run; empty where it asks none."""
    described, find = detector(key)
    said: Callable[..., str] | None = getattr(sys.modules[find.__module__], "made_of", None)
    return said(**described.read_settings(settings)) if said else ""


def findings(rows: list[dict[str, Any]], remarks: Iterable[Text] = ()) -> pa.Table:
    """Make the table of findings from plain rows that have every column of FINDINGS. `remarks`: what the data did not suffice to judge."""
    told = json.dumps([[remark.zh, remark.en] for remark in remarks], ensure_ascii=False)
    return pa.Table.from_pylist(rows, FINDINGS.with_metadata({_REMARKS: told}))


def remarks_of(found: pa.Table) -> tuple[Text, ...]:
    """Return what a detector says it could not judge for want of data; a table that tells nothing of it has none."""
    told = (found.schema.metadata or {}).get(_REMARKS, b"[]")
    return tuple(Text(zh, en) for zh, en in json.loads(told))


def finding(
    described: Detector, subject_kind: str, subject: str, score: float, reason: Text, evidence: Mapping[str, Any] | str, innocent: Iterable[Text] | None = None
) -> dict[str, Any]:
    """
    Build a row of FINDINGS. `evidence`: what exhibits tell, and whatever else is kept; or that as JSON. `innocent`: what the detector names, unless given.
    """
    others = list(described.innocent if innocent is None else innocent)
    return {
        "detector": described.key,
        "subject_kind": subject_kind,
        "subject": subject,
        "score": score,
        "reason_zh": reason.zh,
        "reason_en": reason.en,
        "evidence": evidence if isinstance(evidence, str) else json.dumps(evidence, ensure_ascii=False),
        "innocent_zh": "\n".join(other.zh for other in others),
        "innocent_en": "\n".join(other.en for other in others),
    }


class Judged(NamedTuple):
    """What a detector asserts of one row of a batch. `score` is 0 to 1; `innocent` goes before what the detector always names."""

    row: int
    score: float
    reason: Text
    evidence: str
    innocent: tuple[Text, ...] = ()


#: Judges the texts of a batch of one kind of record: `judge(texts, kind, **settings)`.
Judge: TypeAlias = Callable[..., Iterable[Judged]]


def row_of(described: Detector, texts: "Texts", kind: str, one: Judged) -> dict[str, Any]:
    """Describe one judgement as a row of FINDINGS."""
    innocent = [*one.innocent, *(other for other in described.innocent if other not in one.innocent)]
    subject = f"{texts.value(one.row, 'platform') or ''}/{texts.value(one.row, f'{kind}_id') or ''}"
    return finding(described, kind, subject, round(min(max(one.score, 0.0), 1.0), 4), one.reason, _with_shop(one.evidence, texts, one.row), innocent)


def _with_shop(told: str, texts: "Texts", row: int) -> str:
    """Name the shop in the evidence, by which the county is known that answers for it."""
    shop = texts.value(row, "shop_id")
    return json.dumps({**json.loads(told), "shops": [f"{texts.value(row, 'platform') or ''}/{shop}"]}, ensure_ascii=False) if shop else told


#: Columns that an order may lack, as a file that was loaded before they were known.
_YOUNG = {"state": "VARCHAR", "refund": "DOUBLE"}


def paid_orders(engine: Engine, order: Relation) -> Relation:
    """Return the orders but the void ones, with the columns that tell what became of each. A refunded one stays: sham orders are mostly paid back."""
    names = columns_of(engine, order)
    made = "".join(f", CAST(NULL AS {kind}) AS {name}" for name, kind in _YOUNG.items() if name not in names)
    where = " WHERE coalesce(state, '') <> 'void'" if "state" in names else ""
    return engine.sql(f"SELECT *{made} FROM orders{where}", orders=order) if made or where else order  # noqa: S608 - names of ours
