"""Shop sites: how the tables are put together, what is learned, and that what is not known says nothing."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="Install the extra [learning].")

from mingjian.core.errors import BadInput
from mingjian.core.hosts import domain_of, host_of
from mingjian.core.learning import kept, sites
from mingjian.core.learning.sites import ADDRESS, NAMES, PAGE, traits
from mingjian.core.quality import LabelledRow, shop_sites


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"feature_{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def made(n: int = 120) -> list[LabelledRow]:
    """Sites where a young domain and a missing account tell the sides apart, some with half of it not known."""
    random, rows = np.random.default_rng(5), []
    for place in range(n):
        label = place % 2
        counted = {"under_a_year": float(random.random() < (0.9 if label else 0.1)), "has_social_media": float(random.random() < (0.1 if label else 0.9))}
        if place % 5 == 0:
            del counted["under_a_year"]
        url = f"http://{'sale' if label else 'www.honest'}{place}.{'top' if label else 'com.tw'}/"
        rows.append(LabelledRow(url, {"url": url}, (url, counted), label, group=domain_of(host_of(url))))
    return rows


@pytest.fixture(scope="module")
def model() -> shop_sites.Model:
    return shop_sites.fit(made())


def test_tables_are_put_together_by_address_in_the_order_of_the_files(tmp_path: Path) -> None:
    write(
        tmp_path, "counterfeit_paper1", "label,url,hostname,percent_savings,under_a_year", "1,http://b.a-b.top/x,b.a-b.top,0.8,", "1,http://c.top/,c.top,,1.0"
    )
    write(tmp_path, "counterfeit_self", "url,hostname,node_counts", "http://b.a-b.top/y,b.a-b.top,12", "http://b.a-b.top/x,b.a-b.top,11")
    write(tmp_path, "legitimate_paper2", "url,hostname,has_social_media", "http://d.tw/,d.tw,1")
    rows = shop_sites.read(tmp_path)
    assert [row.place["url"] for row in rows] == ["http://b.a-b.top/x", "http://c.top/", "http://b.a-b.top/y", "http://d.tw/"]
    assert [row.label for row in rows] == [1, 1, 1, 0]
    assert rows[0].content[1] == {"percent_savings": 0.8, "node_counts": 11.0}
    assert rows[2].content[1] == {"node_counts": 12.0, "percent_savings": 0.8}  # of the same host
    assert rows[0].group == rows[2].group == "a-b.top"


def test_a_value_that_was_made_up_is_not_known(tmp_path: Path) -> None:
    write(tmp_path, "legitimate_paper1_", "url,under_a_year,under_a_year_dummy,large_iframes", "http://d.tw/,0,1,False")
    (row,) = shop_sites.read(tmp_path)
    assert row.content[1] == {"large_iframes": 0.0}


@pytest.mark.parametrize("name", ["nothing", "counterfeit_self"])
def test_a_folder_without_the_tables_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, "hostname", "a.tw")
    with pytest.raises(BadInput):
        shop_sites.read(tmp_path)


@pytest.mark.slow
def test_both_sides_are_told_apart_with_and_without_the_address(model: shop_sites.Model) -> None:
    fake, honest = model.predict(
        [
            ("http://sale999.top/", {"under_a_year": 1.0, "has_social_media": 0.0}),
            ("http://www.honest999.com.tw/", {"under_a_year": 0.0, "has_social_media": 1.0}),
        ]
    )
    assert fake.score > 0.9
    assert fake.by_page is not None
    assert fake.by_page > 0.7
    assert honest.score < 0.1


def test_what_is_not_known_adds_nothing(model: shop_sites.Model) -> None:
    row = traits("", {})
    assert np.isnan(row).all()
    assert model.judge.why(row) == []


def test_it_says_which_traits_weighed(model: shop_sites.Model) -> None:
    weighed = dict(model.judge.why(traits("http://sale999.top/", {"under_a_year": 1.0})))
    assert weighed["under_a_year"] > 0
    assert weighed["ends_in_cheap"] > 0
    assert "has_social_media" not in weighed
    assert set(sites.TITLES) == set(NAMES)


@pytest.mark.slow
def test_it_judges_the_same_when_read_back_and_without_a_pickle(model: shop_sites.Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    contents = [row.content for row in made(30)]
    assert shop_sites.load(tmp_path).predict(contents) == model.predict(contents)
    with ZipFile(tmp_path / kept.NAME) as members:
        assert not [name for name in members.namelist() if name.endswith((".pkl", ".pickle"))]
        assert all(members.read(name)[:2] != b"\x80\x04" for name in members.namelist())


def test_the_line_of_a_site_says_score_and_label() -> None:
    (row, *_) = made(2)
    assert shop_sites.told(row, shop_sites.Prediction(0.75, 0.5)) == {"url": row.key, "score": 0.75, "label": 1}


def test_measures_tell_the_page_apart_from_the_whole() -> None:
    rows = made(40)
    found = shop_sites.measures(rows, [shop_sites.Prediction(float(row.label), 0.5) for row in rows])
    assert {(one.name, one.of): one.value for one in found}[("accuracy", "")] == 1
    assert {(one.name, one.of): one.value for one in found}[("accuracy", "page")] == 0.5
    assert len(shop_sites.measures(rows, [shop_sites.Prediction(0.9) for _ in rows])) == 5


@pytest.mark.parametrize(
    ("url", "host", "domain"),
    [
        ("https://Shop.Example.com.tw/a?b", "shop.example.com.tw", "example.com.tw"),
        ("www.a.club", "www.a.club", "a.club"),
        ("http://[::1", "", ""),
        ("", "", ""),
    ],
)
def test_hosts_and_domains_are_read_from_addresses(url: str, host: str, domain: str) -> None:
    assert host_of(url) == host
    assert domain_of(host_of(url)) == domain
    assert len(traits(url, {})) == len(PAGE) + len(ADDRESS)


def test_what_is_no_number_or_boundless_is_not_known_and_the_first_table_counts(tmp_path: Path) -> None:
    head = "url,percent_savings,node_counts,has_social_media"
    write(tmp_path, "counterfeit_self", head, "http://a.top/,nan,inf,True", ",1,1,1", " http://a.top/ ,0.5,7,False")
    (row,) = shop_sites.read(tmp_path)
    assert row.content[1] == {"percent_savings": 0.5, "node_counts": 7.0, "has_social_media": 1.0}


def test_of_several_pages_of_one_domain_the_middle_value_stands_for_those_that_have_none(tmp_path: Path) -> None:
    values = ("0.1", "0.9", "0.2", "")
    write(tmp_path, "legitimate_self", "url,under_a_year", *(f"http://s{n}.shop.tw/,{value}" for n, value in enumerate(values)), "http://other.tw/,")
    rows = shop_sites.read(tmp_path)
    assert [row.content[1].get("under_a_year") for row in rows] == [0.1, 0.9, 0.2, 0.2, None]


def test_a_score_of_exactly_a_half_is_no_counterfeit() -> None:
    (row, *_) = made(2)
    assert shop_sites.told(row, shop_sites.Prediction(0.5))["label"] == 0
    rows = made(4)  # labels 0, 1, 0, 1
    found = {(one.name, one.of): one for one in shop_sites.measures(rows, [shop_sites.Prediction(one) for one in (0.5, 0.5, 0.6, 0.6)])}
    assert (found["accuracy", ""].value, found["accuracy", ""].base_rate) == (0.5, 0.5)
    found = {(one.name, one.of): one for one in shop_sites.measures(rows, [shop_sites.Prediction(one) for one in (0.5, 0.51, 0.4, 0.5)])}
    assert (found["precision", "counterfeit"].value, found["recall", "counterfeit"].value) == (1, 0.5)


def test_no_sites_get_no_scores_from_either_judge(model: shop_sites.Model) -> None:
    assert model.predict([]) == []
    plain = shop_sites.baseline(made(20))
    assert plain([]) == []
    assert len(plain([row.content for row in made(3)])) == 3
