"""
Build the wheel, install it with [console] into a fresh environment, and run the demo from there, outside of the sources: `python benchmarks/wheel.py`.

It says what the wheel lacks of the sources' files, how large it and its environment are, and whether the demo and the doctor ran.
"""

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = str(Path(sys.executable).parent / "uv")
MADE = (".pyc", ".mo")  # not of the sources; the build makes the .mo anew


def run(*words: str, home: Path) -> str:
    """Run a command outside of the sources; give what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINGJIAN_", "PYTHON", "VIRTUAL_ENV", "DATABASE_URL", "DJANGO_"))}
    done = subprocess.run(words, cwd=home, env=kept, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode and "doctor" not in words):
        sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def main(folder: Path) -> None:
    began = time.monotonic()
    run(UV, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT), home=folder)
    (wheel,) = folder.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in (source / "mingjian").rglob("*") if path.is_file() and path.suffix not in MADE}
    missing = sorted(one for one in files - held if "/." not in one)
    assert not missing, missing[:20]
    catalogues = {one for one in files if one.endswith(".po")}
    assert {f"{one[:-3]}.mo" for one in catalogues} <= held, "phrases that were not compiled"
    print(f"wheel {wheel.stat().st_size / 2**20:.1f} MiB, {len(held)} files, none of the sources' absent, built in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    run(UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv"), home=folder)
    run(UV, "pip", "install", "--quiet", "--python", str(folder / "venv/bin/python"), f"{wheel}[console]", home=folder)
    size = sum(path.lstat().st_size for path in (folder / "venv").rglob("*") if path.is_file())
    print(f"environment {size / 2**20:.0f} MiB in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    mingjian = str(folder / "venv/bin/mingjian")
    said = run(mingjian, "demo", "--no-serve", "--shops", "50", "--home", str(folder / "demo"), home=folder)
    assert "卷宗 dossiers:" in said, said
    print(f"demo ran in {time.monotonic() - began:.0f} s:\n{said}")
    print(run("env", f"MINGJIAN_HOME={folder / 'demo/market'}", "MINGJIAN_DEMO=1", mingjian, "doctor", home=folder))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wheel-") as place:
        main(Path(place))
