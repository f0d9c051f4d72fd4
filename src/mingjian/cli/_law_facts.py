"""Ten facts of the law that a naive reader gets wrong, and the stories and tests that hold this software to them: a part of the page of coverage."""

#: The fact, the articles it rests on, and where it is tested: a story of a procedure, or a test.
FACTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "The fifteen days of the right holder run from arrival of the statement, not from dispatch; notarisation beyond the holder's control is left out, "
        "for twenty working days at most",
        ("ecl/43", "spc_network_ip_reply_2020/3"),
        (
            "notice_and_delete: The fifteen days run from arrival of the statement at the right holder, not from dispatch",
            "notice_and_delete: Notarisation beyond the holder's control is left out",
            "notice_and_delete: And it is left out for twenty working days at most",
        ),
    ),
    (
        '"Three days" are calendar days in the rules on transfer, and working days in the Penalty Law',
        ("transfer_rules/5", "transfer_rules/8", "apl/85"),
        (
            "crime_transfer: Three days to decide, 24 hours to move, three days for the police: all calendar days, and a last day off moves on",
            "admin_case: A penalty revoked comes off the public register within three working days",
        ),
    ),
    (
        "The ninety days for a decision begin at filing, not at discovery",
        ("apl/60", "penalty_procedure/64"),
        ("admin_case: The ninety days begin at filing and are calendar days",),
    ),
    (
        "A complaint and a report about the same operator may be for different authorities",
        ("complaint_2025/13", "complaint_2025/31"),
        (
            "consumer_complaint: A complaint sent to the wrong place is handed on, and the receiver's seven days begin",
            "report_handling: The report follows the actual place of business, and a dispute is talked over",
        ),
    ),
    (
        "By the interpretation of 2025 the graver tier begins at ten times the lower one, at five times for labels; unsold goods count at three times the line",
        ("ip_interp_2025/5",),
        ("tests/core/law/test_thresholds.py::test_the_multipliers_of_the_2025_interpretation",),
    ),
    (
        "Illegal gains and sales are separate tests; neither stands for the other",
        ("criminal_law/214", "ip_interp_2025/5"),
        ("tests/core/law/test_thresholds.py::test_gains_and_sales_are_separate_tests_and_never_stand_for_each_other",),
    ),
    (
        "For acts before 2025-04-26 both regimes are weighed, and the milder governs",
        ("criminal_law/12", "ip_interp_2025/31"),
        (
            "tests/core/law/test_thresholds.py::test_before_26_april_2025_both_regimes_are_shown_and_the_milder_governs",
            "tests/core/law/test_thresholds.py::test_where_the_newer_lines_are_harsher_the_older_govern",
        ),
    ),
    (
        "Live video is kept until the later of two clocks has run out",
        ("livestream_measures/16", "online_trading_measures/20"),
        ("retention: Live video keeps the later of two clocks: end of the broadcast, and completion of the transaction",),
    ),
    (
        "No general statute sets 24 or 48 hours for taking down: it says promptly",
        ("ecl/42", "ecl/38"),
        (
            "notice_and_delete: No statute sets 24 or 48 hours for the measures",
            "emergency_takedown: No statute sets 24 or 48 hours: promptly, and nothing runs out by the clock",
        ),
    ),
    (
        "The 100,000 yuan that need no registration are per person and year, over all platforms together",
        ("online_trading_measures/8",),
        ("operator_admission: The 100,000 yuan are per person and year over all platforms, and the platform reminds",),
    ),
)


def table() -> str:
    """Write the facts as a table: the fact, its ground, where it is tested."""
    rows = [f"| {n} | {fact} | {', '.join(f'`{ref}`' for ref in refs)} | {'<br>'.join(told)} |" for n, (fact, refs, told) in enumerate(FACTS, 1)]
    return f"""
# Ten facts that a naive reader gets wrong

Each is held by a story (`tests/rulebook/<procedure>.yaml`, as `procedure: story`) or a test. A test of the house looks for every one of them.

| | fact | rests on | told in |
|--:|---|---|---|
{chr(10).join(rows)}
"""
