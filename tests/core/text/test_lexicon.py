"""Every disguise is seen through and named, spans stand in the raw text, and what only looks like a term is let pass."""

import pickle
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.mentions import MENTION
from mingjian.core.text.patterns import Term

TERMS = (
    Term("高仿", "replica", ("高f",), 3),
    Term("微信", "contact"),
    Term("加微信", "contact"),
    Term("1:1", "replica"),
    Term("A货"),
    Term("Nike", "brand"),
    Term("pt", "replica"),
    Term("刷单群"),
    Term("飞机"),
)


@cache
def lexicon() -> Lexicon:
    return Lexicon(TERMS)


def mentions(text: str | None) -> list[tuple[str, str, Disguise]]:
    """Term, raw text of its span, disguise; by characters and by bytes alike."""
    found = []
    for one in lexicon().find(pa.array([text], pa.string())).to_pylist():
        written = (text or "")[one["start"] : one["end"]]
        assert (text or "").encode()[one["byte_start"] : one["byte_end"]].decode() == written
        found.append((one["term"], written, Disguise(one["disguise"])))
    return sorted(found)


def test_a_term_that_stands_as_it_is_has_no_disguise() -> None:
    assert mentions("这款高仿包") == [("高仿", "高仿", Disguise(0))]


@pytest.mark.parametrize(
    ("text", "term", "written", "ways"),
    [
        ("买ＮＩＫＥ鞋", "Nike", "ＮＩＫＥ", Disguise.FULL_WIDTH | Disguise.LETTER_CASE),
        ("NIKE", "Nike", "NIKE", Disguise.LETTER_CASE),
        ("Νike", "Nike", "Νike", Disguise.LOOK_ALIKE | Disguise.LETTER_CASE),
        ("n1ke", "Nike", "n1ke", Disguise.LOOK_ALIKE),
        ("Ⓝⓘⓚⓔ", "Nike", "Ⓝⓘⓚⓔ", Disguise.ENCLOSED),
        ("Nikè", "Nike", "Nikè", Disguise.LOOK_ALIKE),
        ("飛機票", "飞机", "飛機", Disguise.TRADITIONAL),
        ("👀高·仿👀", "高仿", "高·仿", Disguise.SEPARATED),
        ("高\u200b仿", "高仿", "高\u200b仿", Disguise.HIDDEN),
        ("高\u202e仿", "高仿", "高\u202e仿", Disguise.HIDDEN),
        ("高f款", "高仿", "高f", Disguise.VARIANT),
        ("刷单君羊", "刷单群", "刷单君羊", Disguise.SPLIT),
        ("坐✈️走", "飞机", "✈", Disguise.SIGN),
        ("➕微信", "加微信", "➕微信", Disguise.SIGN),
        ("葳信号", "微信", "葳信", Disguise.SOUND),
        ("薇芯", "微信", "薇芯", Disguise.SOUND | Disguise.LOOK_ALIKE),
        ("很高，仿佛", "高仿", "高，仿", Disguise.SEPARATED | Disguise.ACROSS),
        ("1 : 1", "1:1", "1 : 1", Disguise.SEPARATED),
        ("1：1", "1:1", "1：1", Disguise.FULL_WIDTH),
        ("🅰️貨", "A货", "🅰️貨", Disguise.ENCLOSED | Disguise.HIDDEN | Disguise.TRADITIONAL),
    ],
)
def test_a_disguise_is_seen_through_and_named(text: str, term: str, written: str, ways: Disguise) -> None:
    assert (term, written, ways) in mentions(text)


@pytest.mark.parametrize("text", ["高防护栏", "11件", "高" + "·" * 40 + "仿", "高\n" + " " * 80 + "仿", "位心", "威信", "", None, "𠮷野家", "\ue000\ue001"])
def test_what_only_looks_like_a_term_is_let_pass(text: str | None) -> None:
    assert mentions(text) == []


def test_only_sound_and_punctuation_weaken_a_mention() -> None:
    found = lexicon().find(pa.array(["ＮＩＫＥ高·仿", "葳信", "高，仿"])).to_pylist()
    assert sorted((one["row"], one["weaker"]) for one in found) == [(0, False), (0, False), (1, True), (2, True)]


def test_a_mention_tells_whether_its_word_goes_on() -> None:
    found = lexicon().find(pa.array(["script", "pt鞋", "a pt b"])).to_pylist()
    assert [(one["row"], one["in_word"]) for one in found] == [(0, True), (1, False), (2, False)]


def test_without_sounds_neither_sounds_nor_signs_are_read() -> None:
    plain = Lexicon(TERMS, by_sound=False)
    assert plain.find(pa.array(["葳信", "坐✈走", "高仿"]))["row"].to_pylist() == [2]


def test_overlapping_terms_and_terms_of_the_same_form_are_all_told() -> None:
    both = Lexicon([Term("微信", "one"), Term("微信", "two"), Term("加微信"), Term("微信号")])
    found = both.find(pa.array(["加微信号"])).to_pylist()
    assert sorted((one["term"], one["category"], one["start"], one["end"]) for one in found) == [
        ("加微信", "", 0, 3),
        ("微信", "one", 1, 3),
        ("微信", "two", 1, 3),
        ("微信号", "", 1, 4),
    ]


def test_every_arrow_form_of_text_is_taken() -> None:
    rows = ["无", "高仿", None, "NIKE高仿"]
    plain = pa.array(rows)
    expected = lexicon().find(plain).to_pylist()
    forms = [pa.array(rows, pa.large_string()), plain.dictionary_encode(), pa.chunked_array([plain[:1], plain[1:]]), pa.array(["x", *rows])[1:]]
    assert len(expected) == 3
    for form in [*forms, plain.cast(pa.string_view())]:
        assert lexicon().find(form).to_pylist() == expected


def test_bytes_under_a_null_are_not_read() -> None:
    hidden = pa.Array.from_buffers(pa.string(), 1, [pa.py_buffer(b"\x00"), pa.py_buffer(b"\x00\x00\x00\x00\x06\x00\x00\x00"), pa.py_buffer("高仿".encode())])
    assert hidden.null_count == 1
    assert lexicon().find(hidden).num_rows == 0


def test_numbers_and_terms_too_short_are_refused_with_a_word_of_what_next() -> None:
    with pytest.raises(BadInput, match="Only a column of text"):
        lexicon().find(pa.array([1]))
    with pytest.raises(BadInput, match="lengthen it"):
        Lexicon([Term("薇")])


def test_a_variant_too_short_is_named_and_the_rest_is_looked_for() -> None:
    short = Lexicon([Term("微信", variants=("v+", "V信"))])
    assert short.left_out == ["v+"]
    assert short.find(pa.array(["v信"])).num_rows == 1


def test_no_terms_find_nothing() -> None:
    assert Lexicon([]).find(pa.array(["高仿"])).schema == MENTION
    assert lexicon().find(pa.array([], pa.string())).num_rows == 0


def test_threads_and_pieces_change_nothing() -> None:
    rows = pa.array([f"{n} 高·仿 {'无' * (n % 50)} 葳信" for n in range(9000)])
    one = lexicon().find(rows)
    assert one.num_rows == 18000
    assert lexicon().find(rows, threads=2).equals(one)
    alone = lexicon().find(rows[8000:8001]).to_pylist()
    assert [{**found, "row": 8000} for found in alone] == one.filter(pa.compute.equal(one["row"], 8000)).to_pylist()


@pytest.mark.slow
def test_more_mentions_than_one_block_of_memory_holds_are_all_told() -> None:
    rows = pa.array(["高仿微信" * 40] * 3000 + ["无"] * 9000 + ["高仿"] * 9000)
    found = lexicon().find(rows, threads=2)
    found.validate(full=True)
    assert found["row"].value_counts().to_pylist()[:3000] == [{"values": n, "counts": 80} for n in range(3000)]
    assert found.num_rows == 3000 * 80 + 9000
    assert found["in_word"].to_pylist() == [False] * found.num_rows
    assert found["term"].to_pylist().count("微信") == 3000 * 40


def test_one_row_tells_no_more_than_it_may() -> None:
    found = lexicon().find(pa.array(["高仿" * 5000, "高仿"]), most_in_row=100)
    assert found["row"].to_pylist() == [0] * 100 + [1]


def test_a_lexicon_travels_as_its_terms() -> None:
    sent = pickle.dumps(lexicon())
    assert len(sent) < 2000
    assert pickle.loads(sent).find(pa.array(["高·仿"])).num_rows == 1  # noqa: S301 - made above


HOSTILE = st.lists(st.one_of(st.text(max_size=60), st.text("高仿微信1:·\u200b\u202e\x00🧀✈️=<>'\"，", max_size=40), st.none()), max_size=6)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(HOSTILE, HOSTILE)
def test_a_hostile_text_changes_nothing_but_its_own_row(before: list[str | None], after: list[str | None]) -> None:
    known = "加微信买高·仿"
    rows = [*before, known, *after]
    found = lexicon().find(pa.array(rows, pa.string())).to_pylist()
    of_known = [{**one, "row": 0} for one in found if one["row"] == len(before)]
    assert of_known == lexicon().find(pa.array([known])).to_pylist()
    for one in found:
        text = rows[one["row"]]
        assert text is not None
        assert text[one["start"] : one["end"]].encode() == text.encode()[one["byte_start"] : one["byte_end"]] != b""


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["a", "高", "\u200b", "\x00", "🧀", "㍿"])
def test_ten_megabytes_of_one_character_leave_the_neighbours_alone(sign: str) -> None:
    many = sign * (10_000_000 // len(sign.encode()))
    found = lexicon().find(pa.array(["高仿", many, "高仿"])).to_pylist()
    assert [one["row"] for one in found if one["row"] != 1] == [0, 2]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("高仿微信号aB1", min_size=2, max_size=5), min_size=1, max_size=8), st.text("高仿微信号aB1·", max_size=30))
def test_what_python_finds_as_it_stands_the_lexicon_finds(terms: list[str], text: str) -> None:
    found = Lexicon([Term(term) for term in terms], by_sound=False).find(pa.array([text])).to_pylist()
    plain = {(one["term"], one["start"]) for one in found if not one["disguise"]}
    assert plain == {(term, at) for term in terms for at in range(len(text)) if text.startswith(term, at)}


@pytest.mark.slow
def test_memory_that_is_used_again_changes_no_table_that_is_still_there() -> None:
    found_in, texts = Lexicon([Term("高仿"), Term("微信")]), pa.array(["高仿包"] * 45_000)
    first = found_in.find(texts)
    told = first.to_pylist()[::5000]
    for _ in range(3):  # memory of each table but the first is left and taken up again
        assert found_in.find(pa.array(["加微信"] * 45_000)).num_rows == 45_000
    assert first.to_pylist()[::5000] == told
    part = found_in.find(texts).slice(40_000, 1)["term"]
    found_in.find(pa.array(["加微信"] * 45_000))
    assert part.to_pylist() == ["高仿"]


def test_bytes_that_are_no_text_end_nowhere() -> None:
    draw, found_in, whole = np.random.default_rng(5), Lexicon([Term("高仿"), Term("微信"), Term("1:1")]), "高仿微信ab1:1🌷é½".encode()
    for _ in range(30):
        sizes = draw.integers(0, 200, 300)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        data = draw.integers(0, 256, int(offsets[-1])).astype(np.uint8)
        for at in range(0, len(data) - len(whole), 150):
            data[at : at + len(whole)] = np.frombuffer(whole, np.uint8)
        found = found_in.find(pa.LargeStringArray.from_buffers(len(sizes), pa.py_buffer(offsets.tobytes()), pa.py_buffer(data.tobytes())))
        begins, ends = found["byte_start"].to_numpy(), found["byte_end"].to_numpy()
        assert found.num_rows > 100
        assert (begins >= 0).all()
        assert (begins < ends).all()
        assert (ends <= sizes[found["row"].to_numpy()] + 3).all()  # a character cut off by the end of its row counts whole
