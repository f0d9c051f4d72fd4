"""A query says only what every engine understands in the same way, of what it was given."""

import pytest

from mingjian.core.engines import QueryRefused, Relation
from mingjian.core.engines.query import UNLIKE, write

GIVEN = {"o": Relation("r1")}


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT date_diff('day', a, b) FROM o", "counts boundaries"),
        ("SELECT dayofweek(a) FROM o", "another day"),
        ("SELECT isodow(a) FROM o", "translated wrongly"),
        ("SELECT kurtosis(a) FROM o", "another formula"),
        ("SELECT skewness(a) FROM o", "another formula"),
        ("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM o", "approximation"),
        ("SELECT * FROM o USING SAMPLE 10%", "other rows"),
        ("SELECT date_trunc('hour', a::TIMESTAMP) FROM o", "time zone"),
        ("SELECT list(a ORDER BY b) FROM o", "loses its order"),
        ("SELECT regexp_replace(a, 'x', 'y') FROM o", "flag 'g'"),
        ("SELECT hash(a) FROM o", "other values"),
    ],
)
def test_what_engines_answer_differently_is_refused_on_each(query: str, why: str, dialect: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        write(query, GIVEN, dialect)


def test_every_refusal_says_what_to_write_or_why() -> None:
    assert all(len(why.split()) >= 4 - 1 for why in UNLIKE.values())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM other",
        "SELECT * FROM main.o",
        "SELECT * FROM read_parquet('secret.parquet')",
        "SELECT * FROM 'secret.parquet'",
        "SELECT * FROM o JOIN other ON true",
        "WITH x AS (SELECT * FROM other) SELECT * FROM x",
        "SELECT (SELECT max(a) FROM other) FROM o",
        "SELECT $missing FROM o",
        "SELECT $o FROM o",
        "DROP TABLE o",
        "CREATE TABLE x AS SELECT 1",
        "COPY o TO 'x.csv'",
        "ATTACH 'x.db'",
    ],
)
def test_a_query_reaches_only_what_it_was_given(query: str) -> None:
    with pytest.raises(QueryRefused):
        write(query, GIVEN, "duckdb")


def test_a_query_of_several_statements_is_refused() -> None:
    with pytest.raises(Exception, match=r"(?i)multiple|several|one statement|query"):
        write("SELECT 1; SELECT 2", GIVEN, "duckdb")


def test_a_relation_goes_by_the_name_it_was_given() -> None:
    assert write("SELECT o.a FROM o", GIVEN, "duckdb") == "SELECT o.a FROM r1 AS o"


def test_a_cte_hides_no_relation_of_the_same_name() -> None:
    assert "r1" in write("WITH x AS (SELECT * FROM o) SELECT * FROM x", GIVEN, "spark")
    assert "FROM r1 AS o" in write("WITH o AS (SELECT 1 AS a) SELECT o.a FROM o", GIVEN, "duckdb")


def test_a_query_that_was_asked_before_is_bound_to_what_it_is_given_now() -> None:
    query = "SELECT a.x, $least AS least FROM a JOIN b ON a.x = b.x"
    first = write(query, {"a": Relation("r1"), "b": Relation("r2"), "least": 1}, "duckdb")
    assert first == "SELECT a.x, 1 AS least FROM r1 AS a JOIN r2 AS b ON a.x = b.x"
    other = write(query, {"a": Relation("r2"), "b": Relation("r12"), "least": 1}, "duckdb")
    assert other == "SELECT a.x, 1 AS least FROM r2 AS a JOIN r12 AS b ON a.x = b.x"
    assert write(query, {"b": Relation("r2"), "least": 1, "a": Relation("r1")}, "duckdb") == first


def test_values_that_are_equal_but_written_otherwise_stay_apart() -> None:
    said = [write("SELECT $least AS x FROM o", {**GIVEN, "least": one}, "duckdb") for one in (1, 1.0, True, "1", 0.0, -0.0)]
    told = [one.removeprefix("SELECT ").removesuffix(" AS x FROM r1 AS o") for one in said]
    assert told == ["1", "CAST(1.0 AS DOUBLE)", "TRUE", "'1'", "CAST(0.0 AS DOUBLE)", "CAST(-0.0 AS DOUBLE)"]


def test_a_value_that_reads_like_the_name_of_a_relation_stays_a_value() -> None:
    written = write("SELECT $said AS said FROM o", {**GIVEN, "said": "given_0_ r1 AS o; DROP TABLE x --'"}, "duckdb")
    assert written == "SELECT 'given_0_ r1 AS o; DROP TABLE x --''' AS said FROM r1 AS o"
