"""Markets of several sizes: what is added up, and where the table goes."""

from mingjian.core.language import Text
from mingjian.core.quality.common.plant_check import Tally, Told
from mingjian.core.quality.common.planted_sizes import OfSize, Sizes, measure_sizes, section, section_anew, section_of, with_section


def told(**more: int) -> Told:
    made = Told("copied_listing", remarks=(Text("太少", "too few"),))
    made.plants = {("copied_text", "as_it_is"): Tally(4, 3), ("copied_text", "half_rewritten"): Tally(2, 0)}
    made.alike = {("makers_words", "own_price"): Tally(5, 2), ("platforms_terms", ""): Tally(9, 1)}
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_what_is_missed_by_design_and_what_no_record_tells_apart_is_counted_beside_the_whole() -> None:
    of = OfSize()
    of.told.append(told(ordinary=1, beside=2, bad_otherwise=1))
    assert (of.recall.n, of.within_reach.n, of.within_reach.value) == (6, 4, 0.75)
    assert (of.named, of.wrong_share.n) == (3 + 3 + 1 + 2 + 1, 10)
    assert of.wrong_share.value == (2 + 1 + 1 + 2) / 10
    assert (of.plainly_wrong_share.n, of.plainly_wrong_share.value) == (10 - 2, 4 / 8)
    assert (of.markets, of.says_so) == (1, 1)


def test_the_table_stands_at_the_end_of_the_page_and_takes_the_place_of_an_earlier_one() -> None:
    sizes, of = Sizes({100: range(101, 103)}), OfSize()
    of.told.append(told())
    sizes.of["copied_listing", 100] = of
    text = section(sizes)
    assert "seeds 101 to 102 at 100 shops" in text
    assert "| `copied_listing` | 100 | 3 of 6, 0.50 [0.19, 0.81] | 3 of 4, 0.75" in text
    assert "| 0.50 [0.19, 0.81] (0.25 [0.05, 0.70]) of 6 | 1 of 1 |" in text  # of all that was named, and without the lawful kinds that no record tells apart
    once = with_section("# Page\n\nwords\n", text)
    assert with_section(once, text) == once
    assert (section_of(once), section_of("# Page\n")) == (text, "")
    assert once.startswith("# Page\n\nwords\n\n## By size of the market")


def test_one_detector_measured_anew_takes_the_place_of_its_rows_and_leaves_the_others() -> None:
    sizes, again = Sizes({100: range(101, 103), 400: range(101, 103)}), Sizes({100: range(301, 304)})
    for key, shops in (("copied_listing", 100), ("copied_listing", 400), ("sham_ring", 100)):
        of = OfSize()
        of.told.append(told(detector=key))  # type: ignore[arg-type]  # a name
        sizes.of[key, shops] = of
    of = OfSize()
    of.told.append(told(ordinary=3))
    again.of["copied_listing", 100] = of
    before, after = section(sizes), section_anew(again, section(sizes))
    rows = [line for line in after.splitlines() if line.startswith("| `")]
    assert [row for row in rows if row not in before] == [row for row in rows if row.startswith("| `copied_listing` | 100 ")]
    assert len(rows) == len([line for line in before.splitlines() if line.startswith("| `")])
    assert "Measured anew: `copied_listing`, seeds 301 to 303 at 100 shops.\n" in after


def test_a_detector_that_the_table_did_not_have_comes_where_its_key_belongs() -> None:
    earlier, new = Sizes({100: range(101, 103)}), Sizes({100: range(401, 403), 400: range(401, 403)})
    for key in ("copied_listing", "sham_ring"):
        earlier.of[key, 100] = OfSize([told()])
    for key, shops in (("behaves_as_fake", 100), ("copied_listing", 400), ("empty_parcel_track", 100), ("sham_ring", 400)):
        new.of[key, shops] = OfSize([told()])
    rows = [line.split("|")[1:3] for line in section_anew(new, section(earlier)).splitlines() if line.startswith("| `")]
    keys = [(key.strip(" `"), shops.strip()) for key, shops in rows]
    assert keys == [
        ("behaves_as_fake", "100"),
        ("copied_listing", "100"),
        ("copied_listing", "400"),
        ("empty_parcel_track", "100"),
        ("sham_ring", "100"),
        ("sham_ring", "400"),
    ]


def test_a_market_is_made_measured_and_thrown_away() -> None:
    sizes = measure_sizes({20: [3]})
    rings = sizes.of["sham_ring", 20]
    assert (rings.markets, rings.says_so) == (1, 1)  # on either platform fewer than twenty shops: nothing of what is usual can be told
    assert rings.seconds > 0
