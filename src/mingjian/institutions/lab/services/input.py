"""Read an experiment as the lab takes it: what it drafts, the law has."""

from pathlib import Path
from tempfile import TemporaryDirectory

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.policy.experiment import Experiment, experiment_of
from mingjian.core.procedure.masked_replay import drafted_into


def asked_in(text: str) -> Experiment:
    """
    Read it. Raises BadInput with the first thing that is wrong.

    A drafted figure that the law does not have is wrong, too: once sealed it could never be replayed.
    """
    asked = experiment_of(text)
    try:
        with TemporaryDirectory(prefix="mingjian-lab-") as place:
            drafted_into(Path(place), asked.draft, asked.on)
    except MingjianError as refused:
        raise BadInput(f"draft：{refused.text.zh}", f"draft: {refused.text.en}") from None
    return asked
