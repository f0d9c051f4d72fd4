"""
Make the offline bundle: everything that a machine without internet needs to install a node, with the SHA-256 of each file.

Run by `make bundle`. Wheels are those of the lock, with its hashes, from whichever index pip is set up with (`INDEX=…`, `PIP_INDEX_URL`, pip.conf); they are
chosen for the architectures and Python versions that are asked for, whatever machine this is. The node itself comes as a wheel and as source.
"""

import argparse
import ensurepip
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
#: Which manylinux a wheel may be for: what glibc 2.28 (openEuler 20.03, Kylin V10 SP1 and newer) and 2.34 run.
TAGS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014")
TAKEN_ALONG = ("install.sh", "mingjian-as-node", "packages.txt", "fonts.txt", "README.md")


def main(words: Sequence[str]) -> int:
    """Make the bundle that the command line asks for; print where it is."""
    told = _told(words)
    try:
        made = make_bundle(told.out, told.lock, told.python, told.arch, told.wheel)
    except subprocess.CalledProcessError as error:
        print(f"没有做成：{error.cmd[0]} 退出码 {error.returncode}。 Not made: see above.", file=sys.stderr)  # noqa: T201 - a command line
        return 1
    print(f"{made}\n{made}.tar")  # noqa: T201 - as above
    return 0


def _told(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the offline bundle.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "bundle")
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements-node.lock")
    parser.add_argument("--python", nargs="+", default=[f"{sys.version_info.major}.{sys.version_info.minor}"], help="such as 3.11 3.13")
    parser.add_argument("--arch", nargs="+", default=[platform.machine()], choices=["x86_64", "aarch64"])
    parser.add_argument("--wheel", type=Path, help="the node's own wheel, where it is built already")
    return parser.parse_args(words)


def make_bundle(out: Path, lock: Path, pythons: Sequence[str], arches: Sequence[str], own: Path | None = None) -> Path:
    """Make the folder and its tar; nothing is left of one that fails."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".making-") as making:
        place = Path(making)
        wheels = place / "wheels"
        wheels.mkdir()
        own = shutil.copy(own, wheels) if own else _build(wheels)
        version = Path(own).name.split("-")[1]
        for arch in arches:
            for python in pythons:
                _download(lock, wheels, python, arch)
        for pip in Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"):  # for machines whose Python came without it
            shutil.copy(pip, place)
        shutil.copy(lock, place / "requirements.lock")
        (place / "pythons").write_text("".join(f"{one}\n" for one in pythons), "utf-8")
        (place / "arches").write_text("".join(f"{one}\n" for one in arches), "utf-8")
        _take_along(place, version)
        (place / "SHA256SUMS").write_text("".join(_sums(place)), "utf-8")
        made = out / f"mingjian-{version}-offline"
        shutil.rmtree(made, ignore_errors=True)
        place.chmod(0o755)
        shutil.copytree(place, made)
    with tarfile.open(out / f"{made.name}.tar", "w") as packed:
        packed.add(made, made.name)
    return made


def _build(wheels: Path) -> Path:
    """Build the node's own wheel."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", wheels, ROOT], check=True)  # noqa: S603 - our own command
    (wheels / ".gitignore").unlink(missing_ok=True)
    (built,) = wheels.glob("mingjian-*.whl")
    return built


def _download(lock: Path, wheels: Path, python: str, arch: str) -> None:
    """Download the wheels of a lock for one Python and one architecture, each held to its hashes; what the lock asks for elsewhere only is left out."""
    number = python.replace(".", "")
    chosen = wheels.parent / f"chosen-{arch}-{python}"
    chosen.write_text("".join(requirements_for(lock.read_text("utf-8"), python, arch)), "utf-8")
    tags = [word for tag in TAGS for word in ("--platform", f"{tag}_{arch}")]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--dest", wheels]
    command += ["--python-version", python, "--implementation", "cp", "--abi", f"cp{number}", "--abi", "abi3", "--abi", "none", *tags, "-r", chosen]
    subprocess.run([str(word) for word in command], check=True)  # noqa: S603 - as above
    chosen.unlink()


def requirements_for(lock: str, python: str, arch: str) -> Iterator[str]:
    """Return the requirements of a universal lock that hold for a Python on Linux, without their markers: pip would ask the machine that it runs on."""
    full = f"{python}.99"  # the newest of its line: markers ask for lines and never for a release within
    there = {"python_version": python, "python_full_version": full, "platform_machine": arch, "sys_platform": "linux", "platform_system": "Linux"}
    environment = {**default_environment(), **there, "os_name": "posix", "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for block in lock.replace("\\\n", " ").splitlines():
        if not block.strip() or block.lstrip().startswith("#"):
            continue
        named, *hashes = block.split(" --hash=")
        requirement = Requirement(named.strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield f"{requirement.name}{requirement.specifier} {' '.join(f'--hash={one.strip()}' for one in hashes)}\n"


def _take_along(place: Path, version: str) -> None:
    """Put beside the wheels what installs them, what units and proxies there are, the lists of packages and fonts, and the source."""
    for name in TAKEN_ALONG:
        shutil.copy(HERE / name, place)
    (place / "install.sh").chmod(0o755)
    shutil.copytree(ROOT / "deploy", place / "deploy", ignore=shutil.ignore_patterns("secrets", "offline", "__pycache__"))
    shutil.copytree(ROOT / "docs/howto", place / "howto")
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        name = f"mingjian-{version}-source"
        archive = ["archive", "--format=tar.gz", f"--prefix={name}/", "-o", place / f"{name}.tar.gz", "HEAD"]
        subprocess.run([git, "-C", ROOT, *archive], check=True)  # noqa: S603 - as above


def _sums(place: Path) -> Iterator[str]:
    """Return the SHA-256 of each file, as `sha256sum -c` reads them."""
    for file in sorted(one for one in place.rglob("*") if one.is_file()):
        with file.open("rb") as read:
            yield f"{hashlib.file_digest(read, 'sha256').hexdigest()}  {file.relative_to(place).as_posix()}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
