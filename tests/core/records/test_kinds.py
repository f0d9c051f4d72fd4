"""The kinds say plainly what each column is."""

from pathlib import Path

import pyarrow as pa
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.records import UTC, kind, kinds
from mingjian.core.records.reading.description import kinds_page
from mingjian.core.records.reading.headings import fold

PAGE = Path(__file__).parents[3] / "docs/reference/records.md"
RELIED_ON = {
    "order": "order_id platform shop_id buyer_id listing_id amount paid_at address_token phone_token device_token refunded_at waybill",
    "listing": "listing_id platform shop_id title text brand category price seen_at",
    "post": "post_id channel account_id text posted_at",
    "parcel_event": "waybill courier event stage noted_at place region_code latitude longitude weight_g",
    "listing_period": "listing_id from_on until_on price stock sold returned returned_as_fake complaints_of_fakes rated_1 rated_5 put_up_again listed_on",
    "parcel": "waybill courier outlet sender_token receiver_token weight_g sent_at signed_at goods",
}


def test_there_are_thirteen_kinds() -> None:
    assert set(kinds()) == {"operator", "listing", "post", "order", "parcel", "registration", "permit", "right", "shop_site", "recall", "penalty"} | {
        "listing_period",
        "parcel_event",
    }


@pytest.mark.parametrize("name", sorted(RELIED_ON))
def test_the_columns_that_others_rely_on_are_there(name: str) -> None:
    assert set(RELIED_ON[name].split()) <= set(kind(name).schema.names)


def test_only_key_columns_are_required_and_every_kind_has_a_platform() -> None:
    for one in kinds().values():
        assert [field.name for field in one.schema if not field.nullable] == [name for name in one.schema.names if name in one.key]
        assert "platform" in one.schema.names


def test_every_instant_is_naive_utc_and_says_so() -> None:
    for one in kinds().values():
        for field in one.schema:
            if pa.types.is_timestamp(field.type):
                assert (field.type.tz, field.metadata[b"unit"]) == (None, UTC.encode()), field.name


def test_no_heading_means_two_columns_of_one_kind_unless_the_earlier_is_meant() -> None:
    for one in kinds().values():
        own = {fold(column.name) for column in one.columns}
        spelled = [fold(name) for column in one.columns for name in {*column.known_as, *column.counted_as} if fold(name) not in own]
        twice = {name for name in spelled if spelled.count(name) > 1}
        meant = {name for column in one.columns for name in map(fold, column.known_as)}
        assert twice <= meant
        assert not {fold(name) for column in one.columns for name in column.counted_as} & meant, "a heading cannot count in two units"


def test_an_unknown_kind_or_column_is_named_with_what_there_is() -> None:
    with pytest.raises(BadInput, match="order"):
        kind("oder")
    with pytest.raises(BadInput, match="order_id"):
        kind("order").column("orderid")


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == kinds_page(), "renew it: mingjian records describe > docs/reference/records.md"
