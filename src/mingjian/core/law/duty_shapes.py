"""Lints of shape between duties and acts: every fine for a broken duty can be asked, and every act breaks duties that there are."""

from mingjian.core.law.duties import Duties
from mingjian.core.law.provisions import Liabilities
from mingjian.core.law.reading import Faults


def check_duty_shapes(duties: Duties, liabilities: Liabilities, shown_as: str, faults: Faults) -> None:
    """Note every fine of a duty that no act weighs, so that it cannot be asked what the breach is liable to; and every act of a duty that there is not."""
    weighed = {(name, fine.value) for act in liabilities.all.values() for name in act.duties for one in act.provisions for fine in one.fines}
    for duty in duties.all:
        for ref in (ref for ref in duty.fines if (duty.name, ref) not in weighed):
            faults.add(
                duty.file,
                duty.line_number,
                f"义务“{duty.name}”的罚款 {ref} 查不到：没有违法行为（liability）写明它在何种条件下适用。",
                f"The fine {ref} of duty {duty.name} cannot be asked: no act (liability) says on which condition it holds.",
            )
    known = {duty.name for duty in duties.all}
    for act in liabilities.all.values():
        for name in (name for name in act.duties if name not in known):
            faults.add(
                f"{shown_as}/{act.act}.yaml", 1, f"没有义务“{name}”；请先写入 duties。", f"There is no duty {name!r}; add it to duties, or mend the name."
            )
