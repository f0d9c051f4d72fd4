"""What is handed out under deploy/ reads as its programs read it, names commands and settings that exist, and gives away no more than it must."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import mingjian
from mingjian.cli import commands

ROOT = Path(mingjian.__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SETTINGS = (ROOT / "docs/reference/settings.md").read_text()


def read_unit(file: Path) -> dict[str, list[tuple[str, str]]]:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file)
    return {name: list(parser.items(name)) for name in parser.sections()}


def exists(words: list[str]) -> None:
    """Let the command's own parser read the words: the command, its options and arguments are there."""
    assert Path(words[0]).name == "mingjian"
    context = click.Context(commands)
    found = commands.get_command(context, words[1])
    assert found is not None
    found.make_context(words[1], words[2:], resilient_parsing=False)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_commands_that_are_there(unit: Path) -> None:
    told = read_unit(unit)
    assert "Unit" in told
    for name, value in told.get("Service", []):
        if name == "ExecStart":
            exists(shlex.split(value))
    if unit.suffix == ".timer":
        assert unit.with_suffix(".service").exists()


def test_systemd_itself_finds_nothing_in_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        return  # the tests above read them by hand
    for unit in UNITS:  # the command lies elsewhere on this machine; all else stays as it is
        (tmp_path / unit.name).write_text(re.sub(r"/opt/mingjian/bin/mingjian", "/bin/true", unit.read_text()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    said = [line for line in done.stderr.splitlines() if "mingjian" in line and "man " not in line]
    assert said == []


def test_every_setting_that_is_named_is_described() -> None:
    named = {name for file in DEPLOY.iterdir() if file.is_file() for name in re.findall(r"\bMINGJIAN_[A-Z_]+\b", file.read_text())}
    assert {name for name in named - {"MINGJIAN_NAME"} if f"`{name}`" not in SETTINGS} == set()  # MINGJIAN_NAME is the compose file's own


def test_the_compose_file_hangs_together() -> None:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = told["services"]
    assert set(services) == {"node", "database", "proxy"}
    for one in services.values():
        assert {name.partition(":")[0] for name in one["volumes"] if not name.startswith(".")} <= set(told["volumes"])
        assert set(one.get("secrets", [])) <= set(told["secrets"])
        assert set(one["networks"]) <= set(told["networks"])
        assert set(one.get("depends_on", [])) <= set(services)
        assert one["restart"] == "unless-stopped"
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]  # node and database are reached through it only
    assert not any(re.search(r"PASSWORD: *\S", line) for line in (DEPLOY / "compose.yaml").read_text().splitlines())
    node = services["node"]
    assert (ROOT / "deploy" / node["build"]["context"]).resolve() == ROOT
    assert (ROOT / node["build"]["dockerfile"]).is_file()
    subnet = told["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert node["environment"]["MINGJIAN_PROXIES"] == subnet


def test_the_container_runs_as_nobody_in_particular_and_installs_extras_that_exist() -> None:
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    words = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in words} <= known
    assert [rest for name, rest in words if name == "USER"] == ["mingjian"]
    assert all(":" in rest.split()[0] and not rest.split()[0].endswith(":latest") for name, rest in words if name == "FROM")
    (extras,) = re.findall(r"'\.\[([a-z,]+)\]'", "\n".join(lines))
    project = (ROOT / "pyproject.toml").read_text()
    assert all(re.search(rf"^{extra} = \[", project, re.M) for extra in extras.split(","))
    (command,) = [yaml.safe_load(rest) for name, rest in words if name == "CMD"]
    exists(command)


def test_the_proxies_say_who_asks_and_show_no_metrics() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert nginx.count("{") == nginx.count("}")
    assert re.search(r"proxy_set_header X-Forwarded-For \$remote_addr;", nginx)
    assert "proxy_request_buffering on;" in nginx
    assert re.search(r"location = /metrics \{\s*deny all;", nginx)
    assert "header_up X-Forwarded-For {remote_host}" in caddy
    assert "respond @metrics 403" in caddy
