"""A token of SoftHSM for tests: its address, in a folder of the tests."""

import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so")
CONFIGURATION = "SOFTHSM2_CONF"


def make_token(folder: Path) -> str:
    """Make a token and the file of its PIN; give its address. SOFTHSM2_CONF must name `folder / "conf"`. Skips where SoftHSM is absent."""
    module = next((one for one in MODULES if Path(one).exists()), None)
    if module is None or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM is absent, so no token was tried: make system, or apt-get install softhsm2.")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    words = ["softhsm2-util", "--init-token", "--free", "--label", "mingjian", "--pin", "123456", "--so-pin", "654321"]
    subprocess.run(words, capture_output=True, check=True)
    pin = folder / "pin"
    pin.touch(0o600)
    pin.write_text("123456\n")
    return f"pkcs11:token=mingjian?module-path={module}&pin-source={pin}"
