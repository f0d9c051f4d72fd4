"""A department, of one of the `bodies` that the paper names (none: any authority), in which somebody has one of the roles `staffed`."""

from mingjian.core.procedure.papers import ON_FILE, PaperKind, read_key

KIND = PaperKind(read_key, ON_FILE, says=frozenset({"bodies", "staffed"}), may_hold=True)
