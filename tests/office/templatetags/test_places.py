"""A region is shown as a place in the reader's language, and no code where it has a name."""

import pytest
from django.utils.translation import override

from mingjian.office.templatetags.console import place


@pytest.mark.parametrize(("region", "zh", "en"), [("330122", "浙江省杭州市桐庐县", "Tonglu County, Hangzhou, Zhejiang"), ("999999", "999999", "999999")])
def test_a_region_is_said_in_the_readers_language(region: str, zh: str, en: str) -> None:
    with override("zh-hans"):
        assert place(region) == zh
    with override("en"):
        assert place(region) == en
