"""How a value is masked: a masked value is a field of its own, `phone~mask_middle`, so that it can be sealed and proven like any other."""

from collections.abc import Mapping

_KEPT = 3  # signs left at the beginning
_REGION = 6  # characters of an address in which a region is looked for
_REGIONS = "省市区县州盟旗"  # signs with which the name of a region ends


def masked_name(field: str, rule: str) -> str:
    """Return the name of the masked field."""
    return f"{field}~{rule}"


def masked(value: str, rule: str) -> str:
    """Mask a value by a rule of the sheets: the middle of a number, or all of an address after its region, which may be all of it."""
    if rule == "region_only":
        begun = value[:_REGION]
        return begun[: max(map(begun.rfind, _REGIONS)) + 1] + "……"
    tail = 4 if len(value) >= 11 else 2
    return f"{value[:_KEPT]}****{value[-tail:]}" if len(value) > _KEPT + tail else "****"


def with_masks(values: Mapping[str, str], rules: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the values with, for each field, its masked forms by the rules that any clause has for it."""
    more = {masked_name(name, rule): masked(values[name], rule) for name, found in rules.items() if name in values for rule in found}
    return {**values, **more}
