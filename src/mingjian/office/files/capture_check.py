"""A capture of somebody's is held against what it says of itself before it is kept: one flipped bit, and it proves nothing later."""

import shutil
import tempfile
from pathlib import Path
from typing import IO

from mingjian.core.capture.extra import demand_extra
from mingjian.core.errors import BadInput, NotFound

_NAMED = 3  # faults that a refusal names


def refuse_broken_capture(file: IO[bytes]) -> None:
    """Raise BadInput that names the members which do not hold; `file` is read from its beginning and left there."""
    try:
        demand_extra()
    except NotFound as missing:
        raise BadInput(f"网页取证包须核验后才能收存。{missing.text.zh}", f"A capture is verified before it is kept. {missing.text.en}") from None
    from mingjian.core.capture.verification import verify

    with tempfile.TemporaryDirectory(prefix="mingjian-verify-") as folder:
        path = Path(folder) / "brought.wacz"
        file.seek(0)
        with path.open("wb") as out:
            shutil.copyfileobj(file, out)
        file.seek(0)
        faults = verify(path).faults
    if faults:
        zh = "；".join(f"{one.member or '文件'}：{one.text.zh}" for one in faults[:_NAMED])
        en = "; ".join(f"{one.member or 'the file'}: {one.text.en}" for one in faults[:_NAMED])
        raise BadInput(
            f"网页取证包核验不符，未收存：{zh}请向提供者索取原件，或者重新取证。",
            f"The capture does not hold and was not kept: {en} Ask for the original, or have the page captured anew.",
        )
