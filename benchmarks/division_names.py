"""
Draws the English names of divisions that the package brings out of a list of their sounds, or says where what is committed differs.

    pip install '.[drawing]'
    python benchmarks/division_names.py LIST.csv [--write]

LIST is `ok_data_level3.csv` of AreaCity-JsSpider-StatsGov (MIT), which tells for each division how it is read. Drawn is
`src/mingjian/rulebook/wording/division_names.yaml`; the lines of comment at its head stay. Printed are those that pypinyin, which knows no places, would read
otherwise: whoever renews the list reads them through.
"""

import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path

from mingjian.core.extraction.divisions import names_of_today

TABLE = Path(__file__).parents[1] / "src/mingjian/rulebook/wording/division_names.yaml"
#: Official in English, or spelt from another language than Chinese.
GIVEN = {
    "150000": "Inner Mongolia", "540000": "Xizang", "610000": "Shaanxi", "710000": "Taiwan", "810000": "Hong Kong", "820000": "Macao",
    "230100": "Harbin", "230200": "Qiqihar", "150100": "Hohhot", "540100": "Lhasa", "650100": "Urumqi",
}  # fmt: skip
#: Below these, and in whatever is named after a people, names are spelt from Mongolian, Tibetan, Uyghur and others: no sound in Chinese says how.
SPELT_OTHERWISE = ("15", "54", "65", "71", "81", "82")
PEOPLES = ("自治州", "自治县", "自治旗", "旗", "盟", "林区", "特区")
MANCHU = {"富拉尔基区", "昂昂溪区", "大兴安岭地区"}
UNITS = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "新区", "地区", "省", "市", "区", "县")


def spelt(sounds: list[str]) -> str:
    """Write syllables as one word, with the sign that parts them: `Xi'an`, `Lüliang`."""
    word = sounds[0]
    for sound in sounds[1:]:
        word += f"'{sound}" if sound[0] in "aeo" else sound
    return word.replace("lv", "lü").replace("nv", "nü").capitalize()


def core(name: str) -> str:
    """Take the unit off a name; one character alone keeps it, as Yuxian does."""
    unit = next((unit for unit in UNITS if name.endswith(unit)), "")
    return name if len(name) - len(unit) < 2 else name.removesuffix(unit)


def drawn(path: Path) -> dict[str, str]:
    """Give the English names, without their units, by code."""
    from pypinyin import lazy_pinyin

    today, found = names_of_today(), {code: name for code, name in GIVEN.items() if code in names_of_today()}
    peoples = {code[:4] for code, name in today.items() if code.endswith("00") and name.endswith(PEOPLES)}
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            code, name = row["id"].ljust(6, "0"), row["ext_name"]
            is_other = code[:2] in SPELT_OTHERWISE and not code.endswith("0000")
            if today.get(code) != name or code in found or is_other or code[:4] in peoples or name.endswith(PEOPLES) or name in MANCHU:
                continue
            sounds = row["pinyin"].replace("lue", "lve").split()[: len(core(name))]
            if len(sounds) == len(core(name)):
                found[code] = spelt(sounds)
                if (other := lazy_pinyin(core(name))) != sounds:
                    print(name, found[code], "pypinyin:", *other)
    return found


def lines_of(found: dict[str, str]) -> list[str]:
    """Write a line for each city: its four digits, then two and the name for itself (00) and each county."""
    rows: dict[str, list[str]] = defaultdict(list)
    for code, name in sorted(found.items()):
        rows[code[:4]].append(f"{code[4:]}{name.replace(' ', '_')}")
    return [f"  {head} {' '.join(told)}" for head, told in rows.items()]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("list", type=Path)
    ask.add_argument("--write", action="store_true")
    told = ask.parse_args()
    kept = TABLE.read_text(encoding="utf-8").splitlines()
    begin = next(number for number, line in enumerate(kept) if line.endswith("|"))
    new = lines_of(drawn(told.list))
    apart = set(new) ^ set(kept[begin + 1 :])
    print(f"{sum(len(line.split()) - 1 for line in new):,} names; {len(apart)} lines differ")
    if told.write:
        TABLE.write_text("\n".join([*kept[: begin + 1], *new]) + "\n", encoding="utf-8")
    sys.exit(1 if apart and not told.write else 0)


if __name__ == "__main__":
    main()
