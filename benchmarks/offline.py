"""
Try `docs/howto/from-an-empty-machine.md` word by word where there is no network: `python benchmarks/offline.py BUNDLE.tar [--sqlite]`, as root.

Every block of commands of its Chinese part is run in a namespace of mounts and of the network of its own: what it writes to /etc, /opt, /srv and /var/lib
lies in memory and is gone afterwards. A namespace has no systemd: a stand-in for `systemctl` starts what the units say, as their user, with their settings.
PostgreSQL is set up beforehand, as a distribution does.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/howto/from-an-empty-machine.md"
PLACES = ("/etc", "/opt", "/srv", "/var/lib", "/usr/local/sbin", "/run", "/var/log")
SYSTEMCTL = r"""#!/bin/bash
# Starts what units say: the commands that the page needs, and no more.
run() { # unit: start its command as its user with its environment
  file=/etc/systemd/system/$1
  command=$(sed -n 's/^ExecStart=//p' "$file")
  runuser -u mingjian -- env $(sed -n 's/^Environment=//p' "$file") bash -c 'set -a; . /etc/mingjian/node.env; set +a; exec '"$command"
}
case "$*" in
  daemon-reload) ;;
  "restart nginx") nginx ;;
  *mingjian.target*)
    run mingjian-upgrade.service
    for unit in mingjian-web.service mingjian-worker@.service mingjian-worker@.service; do run $unit >>/tmp/units.log 2>&1 & done
    (while sleep 20; do run mingjian-sweep.service >>/tmp/units.log 2>&1; done) &
    for n in $(seq 120); do curl -s -o /dev/null http://127.0.0.1:8000/healthy && break; sleep 1; done ;;
  *.timer*) ;;
  *) echo "not in this trial: $*"; exit 1 ;;
esac
"""


def blocks() -> list[str]:
    """Return the blocks of commands of the Chinese part."""
    return re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8").partition("## English")[0], re.DOTALL)


def main() -> None:
    """Enter the namespaces, and go through the page."""
    if "--inside" not in sys.argv:
        sys.exit(subprocess.call(["/usr/bin/unshare", "-mnp", "--fork", "--kill-child", sys.executable, *sys.argv, "--inside"]))
    bundle = Path(sys.argv[1]).resolve()
    work = Path("/tmp/offline-trial")  # noqa: S108 - in memory, and in a namespace
    work.mkdir(exist_ok=True)
    shell("mount --make-rprivate / && mount -t tmpfs tmpfs /tmp/offline-trial && ip link set lo up 2>/dev/null || true")
    for number, place in enumerate(PLACES):
        over = work / str(number)
        shell(f"mkdir -p {over}/upper {over}/work && mount -t overlay overlay -o lowerdir={place},upperdir={over}/upper,workdir={over}/work {place}")
    Path("/usr/local/sbin/systemctl").write_text(SYSTEMCTL)
    Path("/usr/local/sbin/systemctl").chmod(0o755)
    with_postgresql = "--sqlite" not in sys.argv
    os.environ["PATH"] = f"/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:{os.environ['PATH']}"  # whose Python the node's user may run
    if with_postgresql:
        postgresql()
    os.chdir(work)
    os.symlink(bundle, work / bundle.name)
    begun = time.monotonic()
    done = [one for one in blocks() if with_postgresql or "createuser" not in one]
    script = "set -e\n" + "\n".join(f"echo '--- {number}'\n{one}" for number, one in enumerate(done, 1))
    script = script.replace("mingjian doctor\n", "mingjian doctor || [ $? = 1 ]\n")  # 1: something wants looking after
    failed = subprocess.call(["/bin/bash", "-c", script])
    print(f"{len(done)} blocks in {time.monotonic() - begun:.0f} s, exit code {failed}")
    if failed:
        shell("tail -20 /tmp/units.log || true")
    elif "--then" in sys.argv:
        failed = subprocess.call(["/bin/bash", "-c", sys.argv[sys.argv.index("--then") + 1]])
    sys.exit(failed)


def postgresql() -> None:
    """Set up a server that listens on a socket alone, as a distribution's package does."""
    newest = sorted(Path("/usr/lib/postgresql").iterdir(), key=lambda one: int(one.name))[-1] / "bin"
    os.environ["PATH"] = f"{newest}:{os.environ['PATH']}"
    shell("install -d -o postgres /run/postgresql /var/lib/pg")
    as_postgres = ["runuser", "-u", "postgres", "--"]
    subprocess.run([*as_postgres, newest / "initdb", "-D", "/var/lib/pg", "-A", "peer", "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    options = ["-o", "-k /run/postgresql -c listen_addresses=", "-l", "/var/lib/pg/log", "start"]
    subprocess.run([*as_postgres, newest / "pg_ctl", "-D", "/var/lib/pg", "-w", *options], check=True, stdout=subprocess.DEVNULL, cwd="/")


def shell(command: str) -> None:
    """Run a command of the trial itself."""
    subprocess.run(["/bin/bash", "-c", command], check=True)


if __name__ == "__main__":
    main()
