"""
How many values a second `identify` takes: real numbers of every kind, wrong ones, and ordinary words, mixed.

Run `python benchmarks/identify.py`; the least of five runs counts. Target: 100,000 a second on one core.
"""

import time

from mingjian.core.identifiers import identify

NUMBERS = [
    "91110000600037341L",
    "9144030071526726XG",
    "91440101MA59BLUG3J",
    "11010519491231002X",
    "110105194912310021",
    "京ICP备2021034106号-9",
    "粤B2-20090059",
    "13800138000",
    "010-12345678",
    "SF1000000000000",
    "YT1000000000000",
    "770000000000000",
    "EE123456785CN",
    "第1234567号",
    "ZL03123304.X",
    "6901234567892",
    "6901234567890",
    "京市监处罚〔2026〕1号",
    "国办发〔2015〕77号",
    "SC11464010500015",
    "SC11464010500016",
    "JY13202020009651",
    "国食健注G20190188",
    "国药准字H20103656",
    "国妆特字20263800",
    "浙G妆网备字2026008093",
    "国械注准20223031078",
    "粤中械备20190035号",
    "PD20080005",
    "A(京)农种许字(2020)第0001号",
    "兽药字150516205",
    "2022011606454871",
    "QS粤XK16-204-02450",
    "保温杯",
    "充电宝20000毫安",
    "hello",
    "2026-03-03",
    "128.50",
    "订单号",
]


def main() -> None:
    """Print values a second."""
    values = NUMBERS * 2_500
    best = min(_seconds(values) for _ in range(5))
    print(f"{len(values):,} values in {best:.2f} s: {len(values) / best:,.0f} a second")


def _seconds(values: list[str]) -> float:
    start = time.perf_counter()
    for value in values:
        identify(value)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
