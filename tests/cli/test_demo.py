"""The main job in one command, from files to dossiers; a second start loses nothing."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = Path(sys.executable).parent / "mingjian"
ORDERS = "订单编号,店铺id,买家会员名,实付金额,订单付款时间\n"


def run(home: Path, data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_HOME", "MINGJIAN_LAKE"}}
    done = subprocess.run([COMMAND, "demo", "--home", home, "--data", data, "--no-serve"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_reads_a_folder_finds_what_is_there_opens_dossiers_and_keeps_them(tmp_path: Path) -> None:
    data = tmp_path / "records"
    data.mkdir()
    quiet = "".join(f"q{n},s{n % 40},u{n},10,2026-11-{1 + n % 20:02d} 10:00:00\n" for n in range(400))
    busy = "".join(f"b{n},s{90 + n % 3},v{n % 3},10,2026-11-11 02:{n % 50:02d}:00\n" for n in range(36))
    (data / "order.csv").write_text(ORDERS + quiet + busy)
    (data / "说明.txt").write_text("not a record")
    said = run(tmp_path / "home", data)
    assert "order 436" in said
    assert "order_concentration: 3 / 43" in said
    assert "线索核查 Checking a clue 1" in said
    again = run(tmp_path / "home", data)
    assert "线索核查 Checking a clue 1" in again
    assert "order_concentration: 3 / 43" in again


def test_a_folder_without_records_is_refused_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTEST_VERSION", "DATABASE_URL"}}
    done = subprocess.run(
        [COMMAND, "demo", "--home", tmp_path / "home", "--data", tmp_path / "empty", "--no-serve"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "order.csv" in done.stderr
