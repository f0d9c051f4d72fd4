"""The offline bundle: made from whichever index is set up, and installed where there is no network; here with two small wheels in the place of sixty."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = ROOT / "deploy/offline/make_bundle.py"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
SCRIPT = "import sys\ndef main():\n    import mingjian_helper\n    print('mingjian, version', mingjian_helper.VALUE)\n"

pytestmark = pytest.mark.slow


def wheel(folder: Path, name: str, version: str, module: str, content: str, *, scripts: str = "") -> Path:
    """Write a small wheel of one module."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{module}.py": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **({f"{info}/entry_points.txt": scripts} if scripts else {}),
    }
    record = "".join(f"{one},sha256={_digest(text)},{len(text.encode())}\n" for one, text in files.items()) + f"{info}/RECORD,,\n"
    place = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as packed:
        for one, text in {**files, f"{info}/RECORD": record}.items():
            packed.writestr(one, text)
    return place


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a bundle out of a folder in the place of an index."""
    place = tmp_path_factory.mktemp("bundle")
    index, lock = place / "index", place / "small.lock"
    index.mkdir()
    helper = wheel(index, "mingjian_helper", "1.2", "mingjian_helper", "VALUE = '9.9'\n")
    own = wheel(place, "mingjian", "9.9", "mingjian_small", SCRIPT, scripts="[console_scripts]\nmingjian = mingjian_small:main\n")
    hashed = hashlib.sha256(helper.read_bytes()).hexdigest()
    markers = ("sys_platform == 'win32'", "python_version < '3'")
    elsewhere = "".join(f"absent-{n}==1 ; {marker} \\\n    --hash=sha256:{'0' * 64}\n" for n, marker in enumerate(markers))
    here = f"mingjian-helper==1.2 ; python_full_version >= '3.11' \\\n    --hash=sha256:{'1' * 64} \\\n    --hash=sha256:{hashed}\n"
    lock.write_text(f"# a lock\n{elsewhere}{here}")
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)}
    command = [sys.executable, MAKE, "--out", place, "--lock", lock, "--wheel", own]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.split()[0])


@pytest.fixture
def brought(bundle: Path, tmp_path: Path) -> Path:
    """Unpack the bundle as on another machine."""
    with tarfile.open(bundle.with_name(f"{bundle.name}.tar")) as packed:
        packed.extractall(tmp_path / "usb", filter="data")
    return tmp_path / "usb" / bundle.name


def install(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Install from a bundle in a network namespace without any interface, where the machine lets us make one; `install.sh` itself forbids an index besides."""
    apart = ["unshare", "-rn"] if shutil.which("unshare") and subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0 else []
    command = [*apart, "bash", place / "install.sh", "--python", sys.executable, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PIP_INDEX_URL": "https://index.invalid/simple"})


def test_it_holds_what_a_machine_needs_and_names_no_index(bundle: Path) -> None:
    held = {one.relative_to(bundle).as_posix() for one in bundle.rglob("*") if one.is_file()}
    assert {"install.sh", "requirements.lock", "SHA256SUMS", "packages.txt", "fonts.txt", "deploy/mingjian-web.service", "deploy/compose.yaml"} <= held
    assert {"howto/run-a-node.md", "wheels/mingjian-9.9-py3-none-any.whl", "wheels/mingjian_helper-1.2-py3-none-any.whl"} <= held
    assert not any("absent" in one or one.startswith("deploy/secrets") for one in held)
    assert {line.split("  ", 1)[1] for line in (bundle / "SHA256SUMS").read_text().splitlines()} == held - {"SHA256SUMS"}
    assert os.access(bundle / "install.sh", os.X_OK)


def test_it_is_installed_without_a_network_and_runs(brought: Path, tmp_path: Path) -> None:
    done = install(brought, "--to", str(tmp_path / "opt"))
    assert done.returncode == 0, done.stderr
    assert "mingjian, version 9.9" in done.stdout
    assert "已装好" in done.stdout
    again = install(brought, "--to", str(tmp_path / "opt"))
    assert again.returncode == 1
    assert "不是空的" in again.stderr
    assert (tmp_path / "opt/bin/mingjian").exists()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda place: (place / "wheels/mingjian_helper-1.2-py3-none-any.whl").write_bytes(b"other"), "被改动"),
        (lambda place: (place / "wheels/mingjian_helper-1.2-py3-none-any.whl").unlink(), "不完整"),
        (lambda place: (place / "wheels/more-1.0-py3-none-any.whl").write_bytes(b"beside"), "来历不明"),
    ],
)
def test_a_bundle_that_was_changed_installs_nothing(brought: Path, tmp_path: Path, harm: object, says: str) -> None:
    harm(brought)  # type: ignore[operator]
    done = install(brought, "--to", str(tmp_path / "opt"))
    assert done.returncode == 1
    assert says in done.stderr
    assert not (tmp_path / "opt").exists()


def reseal(place: Path) -> None:
    """Write the checksums anew, as whoever made the bundle would."""
    files = sorted(one for one in place.rglob("*") if one.is_file() and one.name != "SHA256SUMS")
    (place / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.relative_to(place)}\n" for one in files))


def test_a_wheel_that_the_lock_does_not_know_is_refused_and_nothing_is_left(brought: Path, tmp_path: Path) -> None:
    wheel(brought / "wheels", "mingjian_helper", "1.2", "mingjian_helper", "VALUE = 'forged'\n")
    reseal(brought)
    done = install(brought, "--to", str(tmp_path / "opt"))
    assert done.returncode != 0
    assert "没有装成" in done.stderr
    assert not (tmp_path / "opt").exists()


@pytest.mark.parametrize(("name", "held", "says"), [("arches", "mips64\n", "用于 mips64"), ("pythons", "3.99\n", "用于 3.99")])
def test_another_machine_or_python_is_told_what_the_bundle_is_for(brought: Path, tmp_path: Path, name: str, held: str, says: str) -> None:
    (brought / name).write_text(held)
    reseal(brought)
    done = install(brought, "--to", str(tmp_path / "opt"))
    assert done.returncode == 1
    assert says in done.stderr
    assert install(brought, "--too", "x").returncode == 1


def test_wheels_are_chosen_for_the_python_and_machine_that_are_asked_for() -> None:
    sys.path.insert(0, str(MAKE.parent))
    try:
        from make_bundle import requirements_for  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    lock = (ROOT / "requirements-node.lock").read_text()
    new, old = list(requirements_for(lock, "3.13", "aarch64")), list(requirements_for(lock, "3.11", "x86_64"))
    assert sum(one.startswith("numpy==") for one in new) == sum(one.startswith("numpy==") for one in old) == 1
    assert next(one for one in new if one.startswith("numpy==")) != next(one for one in old if one.startswith("numpy=="))
    assert not any(one.startswith("colorama") for one in new)
    assert all("--hash=sha256:" in one and ";" not in one for one in (*new, *old))
    assert len(old) > 50
