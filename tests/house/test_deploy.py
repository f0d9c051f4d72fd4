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
    assert Path(words[0]).name == "mingjian", f"the line starts {words[0]!r}: let it start `mingjian`"
    context = click.Context(commands)
    found = commands.get_command(context, words[1])
    assert found is not None, f"`mingjian {words[1]}` is no command: name one that `mingjian --help` lists"
    found.make_context(words[1], words[2:], resilient_parsing=False)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_commands_that_are_there(unit: Path) -> None:
    told = read_unit(unit)
    assert "Unit" in told, f"add the section [Unit] to deploy/{unit.name}"
    for name, value in told.get("Service", []):
        if name == "ExecStart":
            exists(shlex.split(value))
    if unit.suffix == ".timer":
        assert unit.with_suffix(".service").exists(), f"add deploy/{unit.stem}.service, which this timer starts"


def test_systemd_itself_finds_nothing_in_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        return  # the tests above read them by hand
    for unit in UNITS:  # the command lies elsewhere on this machine; all else stays as it is
        (tmp_path / unit.name).write_text(re.sub(r"/opt/mingjian/bin/mingjian", "/bin/true", unit.read_text()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    said = [line for line in done.stderr.splitlines() if "mingjian" in line and "man " not in line]
    assert said == [], f"{said}: mend the units under deploy/ as `systemd-analyze verify` says"


def test_every_setting_that_is_named_is_described() -> None:
    named = {name for file in DEPLOY.iterdir() if file.is_file() for name in re.findall(r"\bMINGJIAN_[A-Z_]+\b", file.read_text())}
    undescribed = {name for name in named - {"MINGJIAN_NAME"} if f"`{name}`" not in SETTINGS}
    assert not undescribed, f"{undescribed}: describe these settings in docs/reference/settings.md"  # MINGJIAN_NAME is the compose file's own


def test_the_compose_file_hangs_together() -> None:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = told["services"]
    parts = {"upgrade", "web", "worker", "sweep"}
    assert set(services) == {*parts, "database", "proxy"}, (
        f"deploy/compose.yaml has the services {sorted(services)}: there are {sorted(parts)}, database and proxy; describe any other here and in docs/howto"
    )
    for one in services.values():
        assert {name.partition(":")[0] for name in one["volumes"] if not name.startswith(".")} <= set(told["volumes"]), (
            "declare the volumes of this service under `volumes` of deploy/compose.yaml"
        )
        assert set(one.get("secrets", [])) <= set(told["secrets"]), "declare the secrets of this service under `secrets` of deploy/compose.yaml"
        assert set(one["networks"]) <= set(told["networks"]), "declare the networks of this service under `networks` of deploy/compose.yaml"
        assert set(one.get("depends_on", [])) <= set(services), "name services that there are in `depends_on` of deploy/compose.yaml"
    again = {name for name, one in services.items() if one["restart"] == "unless-stopped"}
    assert again == set(services) - {"upgrade"}, "write `restart: unless-stopped` for each service of deploy/compose.yaml but upgrade, which ends"
    for name in parts:
        exists(services[name]["command"])
    later = [name for name in parts - {"upgrade"} if services[name]["depends_on"] != {"upgrade": {"condition": "service_completed_successfully"}}]
    assert not later, f"{later}: let these wait in deploy/compose.yaml until `upgrade` has brought the tables up to date"
    asked = [name for name in parts if "healthcheck" not in services[name]]
    assert asked == ["web"], "let `web` alone be asked for its health in deploy/compose.yaml: the others answer no pages"
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"], (
        "let only the proxy have `ports` in deploy/compose.yaml: node and database are reached through it"
    )  # node and database are reached through it only
    assert not any(re.search(r"PASSWORD: *\S", line) for line in (DEPLOY / "compose.yaml").read_text().splitlines()), (
        "take the password out of deploy/compose.yaml and name a file under `secrets`"
    )
    node = services["web"]
    caddy = (DEPLOY / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddy, "let deploy/Caddyfile lead to web:8000, the console of deploy/compose.yaml"
    assert (ROOT / "deploy" / node["build"]["context"]).resolve() == ROOT, (
        "let the build context of the node in deploy/compose.yaml be the root of the repository"
    )
    assert (ROOT / node["build"]["dockerfile"]).is_file(), "name the Containerfile under `dockerfile` of deploy/compose.yaml"
    subnet = told["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert node["environment"]["MINGJIAN_PROXIES"] == subnet, f"let MINGJIAN_PROXIES in deploy/compose.yaml be the subnet of the network `inside`, {subnet}"


def test_the_container_runs_as_nobody_in_particular_and_installs_extras_that_exist() -> None:
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    words = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in words} <= known, (
        f"deploy/Containerfile has instructions that are unknown: correct {sorted({name for name, _ in words} - known)}"
    )
    assert [rest for name, rest in words if name == "USER"] == ["mingjian"], "write `USER mingjian` once in deploy/Containerfile, so that nothing runs as root"
    defaults = dict(rest.split("=", 1) for name, rest in words if name == "ARG")
    images = [re.sub(r"\$\{(\w+)\}", lambda found: defaults[found[1]], rest.split()[0]) for name, rest in words if name == "FROM"]
    assert all(":" in one and not one.endswith(":latest") for one in images), "name a version of each image in deploy/Containerfile, and not `latest`"
    installs = re.findall(r"pip install ([^&]+)", "\n".join(lines).partition("\nFROM ${BASE}\n")[0])
    assert [one.split() for one in installs] == [["--require-hashes", "-r", "requirements-node.lock"], ["--no-deps", "."]], (
        "let deploy/Containerfile install what the lock names, with its hashes, and then the node itself without anything besides"
    )
    assert defaults["INDEX"] + defaults["MIRROR"] == "", "name no mirror in deploy/Containerfile: whoever builds names one (--build-arg)"
    (command,) = [yaml.safe_load(rest) for name, rest in words if name == "CMD"]
    exists(command)


def test_the_builder_is_sent_what_it_needs_and_nothing_that_holds_keys_or_data() -> None:
    left_out = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    for name in (".git", ".venv", "var", "deploy/secrets", "**/*-key", "**/*.sqlite3*", "**/node.env"):
        assert name in left_out, f"write {name} into .dockerignore: it holds keys, data or what is made anew"
    needed = ("src", "docs", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE", "requirements-node.lock")
    assert not set(needed) & {name.strip("/") for name in left_out}, "take what the image is built from out of .dockerignore"
    gone = [name for name in needed if not (ROOT / name).exists()]
    assert not gone, f"{gone}: name in this test what the image is built from instead"


def test_the_parts_of_the_target_are_units_that_are_there_and_never_run_beside_the_whole() -> None:
    target = read_unit(DEPLOY / "mingjian.target")["Unit"]
    (wanted,) = [value.split() for name, value in target if name == "Wants"]
    files = {re.sub(r"@\w+\.", "@.", name) for name in wanted}
    assert files == {"mingjian-web.service", "mingjian-worker@.service", "mingjian-sweep.timer"}, (
        "let deploy/mingjian.target want console, workers and sweep, and nothing else"
    )
    for name in (*files - {"mingjian-sweep.timer"}, "mingjian-sweep.service", "mingjian-upgrade.service"):
        assert ("Conflicts", "mingjian.service") in read_unit(DEPLOY / name)["Unit"], (
            f"write Conflicts=mingjian.service into deploy/{name}: all would run twice"
        )


def test_the_proxies_say_who_asks_and_show_no_metrics() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert nginx.count("{") == nginx.count("}"), "close every bracket in deploy/nginx.conf"
    assert re.search(r"proxy_set_header X-Forwarded-For \$remote_addr;", nginx), (
        "let deploy/nginx.conf set X-Forwarded-For to $remote_addr, or anybody writes the address there"
    )
    assert "proxy_request_buffering on;" in nginx, "write `proxy_request_buffering on;` in deploy/nginx.conf: a slow upload would hold a worker"
    assert re.search(r"location = /metrics \{\s*deny all;", nginx), "deny /metrics in deploy/nginx.conf: it is for the machine itself"
    assert "header_up X-Forwarded-For {remote_host}" in caddy, "let deploy/Caddyfile set X-Forwarded-For to {remote_host}"
    assert "respond @metrics 403" in caddy, "answer /metrics with 403 in deploy/Caddyfile"
