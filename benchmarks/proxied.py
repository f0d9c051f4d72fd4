"""The proxies of deploy/ on this machine: the files as they are handed out, with ports, names and certificate of a trial put in their places."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

DEPLOY = Path(__file__).parents[1] / "deploy"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that nobody trusts; give it and its key."""
    place, key = folder / "fullchain.pem", folder / "key.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mingjian.example", "-out", str(place), "-keyout", str(key)]
    subprocess.run(asked, check=True, capture_output=True)
    return place, key


def nginx_conf(folder: Path, port: int, node: int, plain: int = 0) -> Path:
    """Write the example for nginx so that it listens on a port of this machine, and on one without TLS, before a node on another."""
    place, key = certificate(folder)
    told = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain or free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/mingjian/fullchain.pem", str(place)),
        ("/etc/ssl/mingjian/key.pem", str(key)),
        ("127.0.0.1:8000", f"127.0.0.1:{node}"),
    ):
        assert old in told, old
        told = told.replace(old, new)
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
        (folder / name).mkdir(exist_ok=True)
    temp = "".join(f"{name}_temp_path {folder}/{short};\n" for name, short in (("client_body", "body"), ("proxy", "proxy"), ("fastcgi", "fastcgi")))
    temp += f"uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n"
    root = f"daemon off;\nuser {_me()};\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\nevents {{ worker_connections 1024; }}\n"
    whole = folder / "whole.conf"
    whole.write_text(f"{root}http {{\naccess_log off;\n{temp}{told}\n}}\n")
    return whole


def _me() -> str:
    import getpass

    return getpass.getuser()


def serve_nginx(folder: Path, port: int, node: int, plain: int = 0) -> subprocess.Popen[bytes] | None:
    """Start nginx with the example before a node; None where the machine has no nginx."""
    program = shutil.which("nginx")
    if program is None:
        return None
    conf = nginx_conf(folder, port, node, plain)
    subprocess.run([program, "-t", "-q", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(conf)], check=True)
    served = subprocess.Popen([program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(conf)])
    _wait(port)
    return served


def serve_caddy(folder: Path, port: int, node: int) -> subprocess.Popen[bytes] | None:
    """Start Caddy with the example before a node, without TLS, for which it would ask an authority; None where the machine has no Caddy."""
    program = shutil.which("caddy")
    if program is None:
        return None
    told = (DEPLOY / "Caddyfile").read_text()
    assert "web:8000" in told
    conf = folder / "Caddyfile"
    conf.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + told.replace("web:8000", f"127.0.0.1:{node}"))
    named = os.environ | {"MINGJIAN_NAME": f"http://127.0.0.1:{port}", "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    served = subprocess.Popen([program, "run", "--config", str(conf), "--adapter", "caddyfile"], env=named, stderr=subprocess.DEVNULL)
    _wait(port)
    return served


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
