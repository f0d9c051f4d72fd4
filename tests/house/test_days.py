"""An instant becomes a day in the zone of the law, never in that in which it happens to be written: between midnight and eight they differ."""

import re
from pathlib import Path

import mingjian

SOURCE = Path(mingjian.__file__).parent

BARE = re.compile(r"\b(?:at|\w+_at)(?:\.date\(\)|:%Y)")
#: Files whose instants are in that zone already: periods are counted in it.
COUNTED = {"core/law/periods.py", "institutions/law/services/day_count.py", "cli/law.py"}


def test_no_instant_is_made_a_day_where_it_is_written() -> None:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name in COUNTED or name.endswith(("models.py", "demo.py")):  # the name of a row is for whoever debugs
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if BARE.search(line) and not re.search(r"localtime\(|astimezone\(|local_day\(", line):
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == [], f"{found}: make a day of an instant with `local_day(at)` or `localtime(at)`, since at night the day of UTC is another"
