"""What a role may do besides taking steps: read from `powers/<institution>.yaml`, so that whoever reads the sheets can read these too."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mingjian.core.errors import RulebookFault
from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read


@dataclass(frozen=True)
class Power:
    """Something that officers with one of some roles may do: its key (`evidence.reveal_kits`), what it is called, and the roles."""

    key: str
    label: Text
    by: tuple[str, ...]


class Powers(dict[str, Power]):
    """All powers of a rulebook by their keys."""

    def __missing__(self, key: str) -> Power:
        raise RulebookFault(f"规则库没有权限“{key}”；见 powers/。", f"The rulebook has no power {key!r}; see powers/.")


def read_powers(folder: Path, shown_as: str, roles: Mapping[str, Text], faults: Faults) -> Powers:
    """Read every `<institution>.yaml` of a folder."""
    found = Powers()
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        for name in top.items if top else ():
            if top and (branch := top.branch(name)):
                found[f"{path.stem}.{name}"] = _read(f"{path.stem}.{name}", branch, roles)
    return found


def _read(key: str, branch: Branch, roles: Mapping[str, Text]) -> Power:
    branch.only("label", "by")
    by = branch.words("by")
    for role in sorted(set(by) - set(roles)):
        branch.fault(f"没有角色“{role}”；见 vocabularies/roles.yaml。", f"There is no role {role!r}; see vocabularies/roles.yaml.", "by")
    if not by:
        branch.fault("权限须写明哪些角色享有（by）。", "A power must say which roles have it (by).")
    return Power(key, branch.label("label"), by)
