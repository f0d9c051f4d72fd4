"""On what a coded refusal of the police rests: an article that was read, or nothing, which is then said."""

from collections.abc import Mapping

#: By the codes of the paper `declined_ground`. Empty: no text in the rulebook supports it (UNVERIFIED); the refusal is recorded, and decides nothing by itself.
GROUNDS: Mapping[str, str] = {
    "no_crime": "transfer_rules/8",
    "minor": "transfer_rules/8",
    "not_liable": "",  # criminal procedure law, art. 16: not read here
    "insufficient": "",  # no text read names it; missing papers are asked for (police_procedure/180)
    "other": "",
}
