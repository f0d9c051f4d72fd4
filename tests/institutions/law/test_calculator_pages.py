"""The calculators as pages: facts and result in one address, faults beside their fields, the same answers as the API."""

import html
import re
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from people import people

from mingjian.core.procedure import crimes, liabilities, rulebook
from mingjian.institutions.law.forms import counted_measures
from mingjian.institutions.law.templatetags.law import figure, share_said

pytestmark = pytest.mark.django_db

PERIOD = "/law/period?ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00%2B08:00"
THRESHOLD = "/law/threshold?crime=selling_counterfeit_marked_goods&acted_on=2024-06-01&decided_on=2026-01-01&sales=300000&unsold=200000"
LIABILITY = "/law/liability?act=fake_goods&field=food&on=2026-11-24&amount=12000"
COMPARE = "/law/compare?instrument=trademark_law&from=2026-12-31&to=2027-01-01"


@pytest.fixture
def client() -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(people("li")["li"])
    return made


def read(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status, (address, reply.content.decode()[-2000:])
    told: str = reply.content.decode()
    return told


def cited(page: str) -> str:
    """The address that a result says it can be cited by."""
    found = re.search(r'class="once-address">([^<]+)<', page)
    assert found, page
    return html.unescape(found[1]).replace("http://testserver", "")


def data(page: str) -> str:
    """The address of the same answer as data."""
    found = re.search(r'href="(/api/law/[^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def fault(page: str, field: str) -> str:
    """What is told beside a field."""
    found = re.search(rf'id="id_{field}_error">([^<]+)<', page)
    return html.unescape(found[1]) if found else ""


# ---- A period ----
def test_a_period_is_counted_day_by_day_with_article_and_figure(client: Client) -> None:
    page = read(client, PERIOD)
    assert "2026-03-18 23:59:59" in page
    assert "/law/instruments/ecl/43?on=2026-03-03" in page
    assert "day of the event, not counted" in page
    assert page.count("counted</td>") == 14 + 1  # fourteen days, and the day of the event; the last has its tag
    assert "read in the text" in page


def test_what_is_left_out_is_shown_in_the_count(client: Client) -> None:
    page = read(client, "/law/period?ref=complaint_2025/23%23mediate&from=2026-06-01T10:00&exclude=2026-06-08..2026-06-17=<b>检测</b>")
    assert "2026-06-08 – 2026-06-17" in page
    assert "2026-08-10 23:59:59" in page
    assert "<b>检测" not in page
    assert page.count("left out</td>") == 10


def test_a_duty_without_a_number_says_why_there_is_nothing_to_count(client: Client) -> None:
    page = read(client, "/law/period?ref=ecl/42%23take_measures&from=2026-03-03T10:00")
    assert "promptly" in page
    assert "The law sets no number" in page


def test_a_figure_that_was_not_checked_is_marked_in_the_result(client: Client) -> None:
    doubtful = next(
        value for value in rulebook().statutes.values() if value.verification == "UNVERIFIED" and value.unit.endswith("days") and value.number is not None
    )
    page = read(client, f"/law/period?ref={doubtful.ref.replace('#', '%23')}&from={doubtful.in_force}T10:00")
    assert page.count("UNVERIFIED") >= 2


@pytest.mark.parametrize(
    ("query", "field", "word"),
    [
        ("ref=ecl/43%23nothing&from=2026-03-03T10:00", "ref", "no period"),
        ("ref=ecl/80%23fine&from=2026-03-03T10:00", "ref", "no period"),
        ("ref=&from=2026-03-03T10:00", "ref", "required"),
        ("ref=ecl/43%23right_holder_acts&from=yesterday", "from", "no instant"),
        ("ref=ecl/43%23right_holder_acts&from=2018-03-03T10:00", "from", "2019-01-01"),
        ("ref=ecl/43%23right_holder_acts&from=9999-12-31T10:00", "from", "calendar"),
        ("ref=ecl/43%23right_holder_acts&from=0001-01-01T00:00%2B14:00", "from", "calendar"),
        ("ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00&on=2018-01-01", "on", "2019-01-01"),
        ("ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00&on=2026-02-30", "on", "valid date"),
        ("ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00&exclude=soon", "exclude", "not understood"),
        ("ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00&exclude=0001-01-01T00:00%2B14:00..0001-02-01T00:00%2B14:00", "exclude", "not understood"),
        ("ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00" + "&exclude=2026-03-05..2026-03-06=x" * 51, "exclude", "too many"),
    ],
)
def test_a_fault_is_told_beside_its_field(client: Client, query: str, field: str, word: str) -> None:
    page = read(client, f"/law/period?{query}", 422)
    assert word in fault(page, field), page
    assert 'aria-invalid="true"' in page


def test_several_spans_are_one_line_each_and_are_kept_in_the_cited_address(client: Client) -> None:
    page = read(client, f"{PERIOD}&exclude=2026-03-05..2026-03-06=a&exclude=2026-03-09..2026-03-09=b")
    assert cited(page).count("exclude=") == 2
    assert read(client, cited(page)).count("left out</td>") == page.count("left out</td>") == 3


# ---- A threshold ----
def test_both_regimes_stand_side_by_side_with_bars_against_their_lines(client: Client) -> None:
    page = read(client, THRESHOLD)
    assert "columns--two" in page
    assert page.count("bar-to-line") > 5
    assert "300,000 ÷ 50,000 yuan" in page
    assert "600.0%" in page
    assert "/law/instruments/ip_interp_2025/5?on=2026-01-01" in page
    assert "/law/instruments/ip_interp_2004/2?on=2025-04-25" in page
    assert "For a person to judge" in page


def test_the_warning_comes_before_the_line_and_a_share_is_never_rounded_up_to_it(client: Client) -> None:
    crime = "/law/threshold?crime=counterfeit_mark&acted_on=2026-06-01&decided_on=2026-07-01"
    assert "Four fifths of the line or more" in read(client, f"{crime}&gains=24000")
    nearly = read(client, f"{crime}&gains=29999.99")
    assert "99.9%" in nearly
    assert "line reached" not in nearly
    assert "line reached" in read(client, f"{crime}&gains=30000")


def test_a_crime_names_the_measures_that_only_it_counts(client: Client) -> None:
    assert "labels" in list(counted_measures(crimes().crime("illegal_labels")))
    page = read(client, "/law/threshold?crime=illegal_labels")
    assert 'name="labels"' in page
    assert "line reached" not in page
    assert "line reached" in read(client, "/law/threshold?crime=illegal_labels&acted_on=2026-06-01&decided_on=2026-07-01&labels=20000")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("crime=theft&acted_on=2026-01-01", "crime"),
        ("crime=counterfeit_mark&acted_on=1900-01-01", "acted_on"),
        ("crime=counterfeit_mark&acted_on=2026-06-01&decided_on=2026-05-01", "acted_on"),
        ("crime=counterfeit_mark&acted_on=2026-06-01&sales=-1", "sales"),
        ("crime=counterfeit_mark&acted_on=2026-06-01&sales=many", "sales"),
        ("crime=counterfeit_mark&acted_on=2026-06-01&sales=NaN", "sales"),
        ("crime=counterfeit_mark&acted_on=2026-06-01&sales=1e400", "sales"),
        ("crime=counterfeit_mark&sales=5", "acted_on"),
    ],
)
def test_a_wrong_figure_is_told_beside_its_field(client: Client, query: str, field: str) -> None:
    assert fault(read(client, f"/law/threshold?{query}", 422), field)


@pytest.mark.parametrize("crime", sorted(crimes().all))
def test_every_crime_can_be_weighed_with_nothing_and_with_everything(client: Client, crime: str) -> None:
    read(client, f"/law/threshold?crime={crime}&acted_on=2026-06-01&decided_on=2026-07-01")
    everything = "&".join(f"{name}=1000000" for name in ("sales", "unsold", "gains", "turnover", "loss", "items", "prior_penalties", "marks"))
    reply = client.get(f"/law/threshold?crime={crime}&acted_on=2026-06-01&decided_on=2026-07-01&{everything}")
    page = reply.content.decode()
    assert "bar-to-line" in page or not _has_lines(crime) or (reply.status_code == 422 and "not in the rulebook" in page)


@pytest.mark.parametrize(("figures", "is_empty"), [("", True), ("&sales=10", False)])
def test_without_a_figure_the_page_does_not_say_below_the_line(client: Client, figures: str, is_empty: bool) -> None:
    page = read(client, f"/law/threshold?crime=selling_counterfeit_marked_goods&acted_on=2026-06-01&decided_on=2026-07-01{figures}")
    assert ("No figure to weigh" in page) == is_empty
    assert ("Below the line" in page) != is_empty  # neither the picture of days, whatever the day


def test_a_line_reached_but_for_a_judgement_is_the_headline_and_not_below_the_line(client: Client) -> None:
    page = read(client, "/law/threshold?crime=unsafe_food&acted_on=2026-06-01&decided_on=2026-07-01&sales=200000")
    assert "For a person to judge (possibly: other serious circumstances)" in page
    assert "line reached in figures; a person judges the rest" in page
    regime = page[page.index('id="regime-1"') :]
    assert "Below the line" not in regime


def test_every_ground_of_every_crime_is_a_link(client: Client) -> None:
    for crime in crimes().all:
        page = read(client, f"/law/threshold?crime={crime}&acted_on=2026-06-01&decided_on=2026-07-01")
        assert not re.search(r'(?<!">)<cite class="ground">', page), crime


def _has_lines(crime: str) -> bool:
    tests = [test for regime in crimes().crime(crime).regimes for tier in regime.tiers for test in tier.tests]
    computed = {"combination", "proportion", *counted_measures(crimes().crime(crime))}  # of what is counted by name, or of other tests
    return any(test.line is not None and test.measure not in computed for test in tests)


# ---- Liability, duties, numbers ----
def test_competing_provisions_are_listed_with_their_ranges_orders_and_the_rule(client: Client) -> None:
    page = read(client, LIABILITY)
    assert "120,000 – 240,000" in page
    assert "card--chosen" in page
    assert "/law/instruments/food_safety_law/124?on=2026-11-24" in page
    assert "The special provision goes before the general one" in page
    assert "steps back" in page


SEED = "/law/liability?act=fake_goods&field=seed&on=2021-06-01&amount=15000"


def test_the_milder_law_of_the_decision_comes_first_and_that_of_the_act_beside_it(client: Client) -> None:
    page = read(client, f"{SEED}&decided_on=2026-11-24&fine=100000")
    first, other = page.split("To compare: the law of the act")
    assert "/law/instruments/seed_law/74?on=2026-11-24" in first
    assert "20,000 – 200,000" in first
    assert "/law/instruments/seed_law/75?on=2021-06-01" in other
    assert "150,000 – 300,000" in other
    assert "fines less now: the new one applies" in page
    assert "decided_on=2026-11-24" in cited(page)
    assert ">within the law<" in page  # 100,000 lies within the range that applies
    alone = read(client, f"{SEED}&decided_on=2021-06-01")
    assert "To compare" not in alone
    assert "/law/instruments/seed_law/75?on=2021-06-01" in alone


def test_a_decision_before_the_act_is_told_beside_its_day(client: Client) -> None:
    assert fault(read(client, f"{SEED}&decided_on=2021-05-31", 422), "decided_on")


def test_what_is_not_in_the_book_is_said_on_the_page(client: Client) -> None:
    page = read(client, "/law/liability?act=expired_goods&field=fertilizer&on=2026-06-01&amount=9999", 422)
    assert "no general law stands for it" in page
    assert "card--chosen" not in page
    page = read(client, "/law/threshold?crime=selling_infringing_copies&acted_on=2023-06-01&decided_on=2026-07-01&sales=150000", 422)
    assert "no lower result stands for it" in page


def test_the_page_draws_where_another_tier_begins_and_says_what_is_wanting(client: Client) -> None:
    page = read(client, THRESHOLD)
    assert page.count('class="steps-of-law"') == 3  # sold, unsold, and the day of the act
    assert "To the next tier" in read(client, "/law/threshold?crime=counterfeit_mark&acted_on=2026-06-01&decided_on=2026-07-01&turnover=60000")


@pytest.mark.parametrize("act", sorted(liabilities().all))
def test_every_act_can_be_looked_up(client: Client, act: str) -> None:
    fields = {field for one in liabilities().act(act).provisions for field in one.fields} or {"other"}
    assert "Beside the fine" in read(client, f"/law/liability?act={act}&field={sorted(fields)[0]}&on=2026-11-24&amount=1000000&gains=1000000")


@pytest.mark.parametrize(("query", "field"), [("act=theft&field=food&on=2026-11-24", "act"), ("act=fake_goods&field=guns&on=2026-11-24", "field")])
def test_an_unknown_act_or_field_is_told_beside_it(client: Client, query: str, field: str) -> None:
    assert fault(read(client, f"/law/liability?{query}", 422), field)


def test_a_day_before_any_provision_is_told_above_the_form(client: Client) -> None:
    assert 'class="note note--bad"' in read(client, "/law/liability?act=fake_goods&field=food&on=1900-01-01", 422)


def test_duties_show_grounds_periods_fines_and_marks_and_begin_with_platforms_today(client: Client) -> None:
    page = read(client, "/law/duties/?actor=platform&on=2026-11-24")
    assert 'id="platform.half_year_report"' in page
    assert "/law/instruments/ecl/80/fine?on=2026-11-24" in page
    assert 'value="platform" selected' in read(client, "/law/duties")
    assert "on=" in cited(read(client, "/law/duties/?actor=courier"))
    assert fault(read(client, "/law/duties?actor=seller", 422), "actor")


def test_a_number_is_identified_and_shown_as_text(client: Client) -> None:
    assert "the check digit is wrong" in read(client, "/law/identify?value=91110000600007468X")
    page = read(client, "/law/identify?value=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "It looks like no number" in page
    assert fault(read(client, "/law/identify?value=" + "9" * 201, 422), "value")


# ---- Two days ----
def test_two_days_show_what_came_went_moved_and_every_figure(client: Client) -> None:
    page = read(client, COMPARE)
    assert "renumbered" in page
    assert "Every figure side by side" in page
    changed = read(client, "/law/compare?instrument=aucl&from=2025-10-14&to=2025-10-15")
    assert changed.count('class="is-changed"') >= 2
    assert "figure changed" in changed
    assert "nothing changed" in read(client, "/law/compare?instrument=ecl&from=2020-01-01&to=2026-01-01")
    entered = read(client, "/law/compare?instrument=fertilizer_measures&from=2022-06-01&to=2023-06-01")
    assert "not in the rulebook before" in entered
    assert ">0 changed<" in re.sub(r"\s*\n\s*", "", entered)  # six fines that the book did not have are no change of law


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("instrument=nothing&from=2020-01-01&to=2026-01-01", "instrument"),
        ("instrument=ecl&from=2026-01-01&to=2020-01-01", "to"),
        ("instrument=ecl&from=2018-01-01&to=2020-01-01", "from"),
        ("instrument=ecl&from=x&to=2020-01-01", "from"),
    ],
)
def test_days_that_cannot_be_compared_are_told_beside_their_field(client: Client, query: str, field: str) -> None:
    assert fault(read(client, f"/law/compare?{query}", 422), field)


# ---- All of them ----
@pytest.mark.parametrize("address", ["/law/period", "/law/threshold", "/law/liability", "/law/identify", "/law/compare"])
def test_an_empty_form_has_no_faults_and_labels_every_field(client: Client, address: str) -> None:
    page = read(client, address)
    assert "field__fault" not in page
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* id="(id_\w+)"', page))
    assert fields
    assert all(f'for="{field}"' in page for field in fields)


@pytest.mark.parametrize("address", [PERIOD, THRESHOLD, LIABILITY, COMPARE, "/law/identify?value=91110000600007468X", "/law/duties/?actor=courier"])
def test_a_result_is_an_address_that_gives_it_again_and_names_its_data(client: Client, address: str) -> None:
    page = read(client, address)
    again = read(client, cited(page))
    assert cited(again) == cited(page)
    assert client.get(data(page)).status_code == 200
    assert urlsplit(data(page)).path.startswith("/api/law/")
    assert client.get(address)["Cache-Control"] == "no-store"


def test_the_counts_of_a_crime_reach_the_data_too(client: Client) -> None:
    page = read(client, "/law/threshold?crime=illegal_labels&acted_on=2026-06-01&decided_on=2026-07-01&labels=20000")
    assert client.get(data(page)).json()["tier"] == "base"


def test_figures_are_written_for_a_reader() -> None:
    assert [figure(None), figure(120000), figure(Decimal("120000.50"))] == ["—", "120,000", "120,000.5"]
    assert share_said(Decimal("0.99999")) == "99.9%"


def test_a_fine_is_placed_in_the_range_of_the_law_with_why_and_one_outside_is_against_the_law(client: Client) -> None:
    asked = "/law/liability?act=trademark_infringement&field=clothing_shoes&on=2026-05-01&amount=80000"
    page = read(client, f"{asked}&fine=100000&circumstances=harm_undone")
    assert client.get(data(page)).status_code == 200, "the API is asked for what it knows alone"
    assert "Where the fine stands" in page
    assert 'value="0.2500"' in page
    assert "within the law" in page
    assert "it decides nothing" in page  # a scale that nobody read in a text
    assert ">against the law<" in read(client, f"{asked}&fine=500000")
    assert "Where the fine stands" not in read(client, asked)


def test_a_circumstance_that_nobody_knows_is_refused_beside_its_field(client: Client) -> None:
    asked = "/law/liability?act=trademark_infringement&field=clothing_shoes&on=2026-05-01&amount=80000&fine=1"
    assert fault(read(client, f"{asked}&circumstances=bad_mood", 422), "circumstances")
