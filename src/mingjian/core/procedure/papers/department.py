"""A department, of one of the `bodies` that the paper names; none: any authority."""

from mingjian.core.procedure.papers._kind import ON_FILE, PaperKind, read_key

KIND = PaperKind(read_key, ON_FILE, says=frozenset({"bodies"}), may_hold=True)
