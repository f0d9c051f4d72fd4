"""What is nobody's is not masked: it is what an officer compares. What reaches a person is, also beside it."""

import pytest

from mingjian.core.redaction import masked


@pytest.mark.parametrize(
    "text",
    [
        "商标注册号 第12345678号", "注册证号：12345678A", "专利号ZL202010123456.7", "国药准字H20203456", "生产许可证编号 SC10133010000001", "GB/T 19001-2016",
        "批号20260101", "统一社会信用代码 91350100M000100Y43", "2026-11-30 12:34 付款", "见 N2026-0000001", "页面写作QINGS0NG", "印有 QINGS0NG、N1KE 字样",
    ],
)  # fmt: skip
def test_what_is_public_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("注册号13812345678", "13812345678"), ("登记人张三13812345678", "13812345678"), ("登记号330122199001011234", "330122199001011234"),
        ("微信号 QINGS0NG88", "QINGS0NG88"), ("加我微信QINGS0NG", "QINGS0NG"), ("专利号ZL202010123456.7，电话13812345678", "13812345678"),
        ("证书背面写着 13812345678", "13812345678"), ("信用代码 110101199003074514", "110101199003074514"), ("qings0ng88", "qings0ng88"),
        ("2026-11-30 138-1234-5678", "138-1234-5678"),
    ],
)  # fmt: skip
def test_what_reaches_a_person_is_masked_also_behind_a_public_word(text: str, secret: str) -> None:
    assert secret not in masked(text)
