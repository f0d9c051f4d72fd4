"""One word for one thing: the nouns are data, the page is drawn from them, and the words that nobody uses are used by nobody."""

from collections import Counter

import pytest
from house.nouns import HOUSE, PAGE, drawn, read_nouns, texts, uses_of

NOUNS = read_nouns()
DRAW = "run `python tests/house/nouns.py`"
#: Where a word of `not` stands today. Nothing is added here: write the noun of docs/nouns.md instead; and take out what is mended.
KNOWN: dict[str, set[str]] = {}
#: What people of the trade search for, and find nothing by unless it stands beside a noun.
SEARCHED = {
    "workflow",
    "transition",
    "redaction",
    "audit log",
    "assignee",
    "notification",
    "serializer",
    "permission",
    "state machine",
    "jurisdiction",
    "escalation",
}


def test_the_page_is_drawn_from_the_data() -> None:
    assert PAGE.read_text("utf-8") == drawn(), f"{DRAW} after a change of docs/nouns.yaml; write nothing into its tables by hand"


def test_a_noun_is_one_row_and_no_other_rows_avoided_word_or_synonym() -> None:
    nouns = Counter(noun.en.lower() for noun in NOUNS) + Counter(noun.zh for noun in NOUNS)
    twice = [word for word, times in nouns.items() if times > 1]
    assert not twice, f"{twice}: keep one row of each in docs/nouns.yaml, and find a noun of its own for the other"
    others = Counter(word.lower() for noun in NOUNS for word in (*noun.synonyms, *noun.avoided))
    contradicted = sorted(set(nouns) & set(others))
    assert not contradicted, f"{contradicted}: take these out of `not` or `synonyms` in docs/nouns.yaml, since they are nouns of other rows"
    claimed = [word for word, times in others.items() if times > 1]
    assert not claimed, f"{claimed}: let each stand in `not` or `synonyms` of one row of docs/nouns.yaml"


def test_each_noun_has_a_home() -> None:
    lost = {noun.en: noun.home for noun in NOUNS if not (HOUSE / noun.home).exists()}
    assert not lost, f"{lost}: correct `home` in docs/nouns.yaml, and {DRAW}"


def test_the_words_of_the_trade_lead_to_a_noun() -> None:
    lacking = SEARCHED - {word for noun in NOUNS for word in noun.synonyms}
    assert not lacking, f"{lacking}: add each to the synonyms of its noun in docs/nouns.yaml, and {DRAW}"


@pytest.mark.slow
def test_words_that_are_not_ours_stand_in_no_class_name_message_or_page() -> None:
    read = list(texts())
    used = {word: uses_of(word, read) for noun in NOUNS for word in noun.avoided}
    added = {word: sorted(places - KNOWN.get(word, set())) for word, places in used.items() if places - KNOWN.get(word, set())}
    assert not added, f"{added}: write the noun of docs/nouns.md that has the word under `not this`"
    mended = {word: sorted(places - used.get(word, set())) for word, places in KNOWN.items() if places - used.get(word, set())}
    assert not mended, f"{mended}: take these out of KNOWN in tests/house/test_nouns.py, where the word stands no more"


def test_a_word_is_seen_whole_and_in_the_plural() -> None:
    read = [("a", "two Merchants"), ("b", "merchantable"), ("c", "a whitelist-entry")]
    assert (uses_of("merchant", read), uses_of("whitelist", read)) == ({"a"}, set()), "words are no longer seen whole: mend `uses_of` in tests/house/nouns.py"
