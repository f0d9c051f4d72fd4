#!/bin/bash
# 离线安装 · install a node from this folder, without a network:
#   bash install.sh [--to /opt/mingjian] [--python python3.11] [--units]
# --units: 以 root 建立用户 mingjian、文件夹、systemd 单元和命令 mingjian · as root, makes user, folders, units and the command mingjian, and starts nothing.
set -Eeuo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
to=/opt/mingjian python="" units=""

stop() { printf '%s\n%s\n' "$1" "$2" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case "$1" in
    --to) to="${2:?}"; shift 2 ;;
    --python) python="${2:?}"; shift 2 ;;
    --units) units=1; shift ;;
    -h|--help) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) stop "不认识的选项：$1。用 --help 查看。" "Unknown option: $1. See --help." ;;
  esac
done

# 一、核对每个文件 · every file is what the bundle was made with
cd "$here"
sha256sum --check --quiet --strict SHA256SUMS >&2 || stop "安装包不完整或者被改动：上面列出的文件与 SHA256SUMS 不符。请重新拷贝。" \
  "The bundle is damaged or was changed: the files above are not those of SHA256SUMS. Copy it again."
listed=$(wc -l < SHA256SUMS) found=$(find . -type f ! -name SHA256SUMS | wc -l)
[ "$listed" = "$found" ] || stop "安装包中有 $found 个文件，清单只有 $listed 个：多出的文件来历不明，请重新拷贝。" \
  "The bundle holds $found files and its list $listed: what is beside is nobody's. Copy it again."
grep -qx "$(uname -m)" arches || stop "此安装包用于 $(paste -sd' ' arches)，本机是 $(uname -m)。" "This bundle is for $(paste -sd' ' arches); this machine is $(uname -m)."

# 二、找到合适的 Python · a Python for which there are wheels
if [ -z "$python" ]; then
  while read -r one; do command -v "python$one" >/dev/null && python="python$one" && break; done < pythons
  [ -n "$python" ] || python=python3
fi
command -v "$python" >/dev/null || stop "没有 $python：请安装 Python $(paste -sd' ' pythons)，或者用 --python 指明。" \
  "There is no $python: install Python $(paste -sd' ' pythons), or name one with --python."
version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
grep -qx "$version" pythons || stop "$python 是 $version，此安装包用于 $(paste -sd' ' pythons)。" "$python is $version; this bundle is for $(paste -sd' ' pythons)."

# 三、安装，不连网络 · install, and ask no network
if [ -e "$to" ] && [ -n "$(ls -A "$to" 2>/dev/null)" ]; then
  stop "$to 不是空的：请先移走（升级时改名为 $to-old 留着），或者用 --to 另指一处。" "$to is not empty: move it away first (for an upgrade keep it as $to-old), or name another with --to."
fi
trap 'rm -rf "$to"; printf "没有装成，%s 已撤去。\nNot installed: %s was taken away again.\n" "$to" "$to" >&2' ERR
"$python" -m venv --without-pip "$to"
pip=(./pip-*.whl)
unset PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_CONSTRAINT PIP_REQUIRE_VIRTUALENV
export PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
install() { PYTHONPATH="${pip[0]}" "$to/bin/python" -m pip install --quiet --no-index --find-links wheels --no-cache-dir "$@"; }
install --require-hashes --only-binary :all: -r requirements.lock
install --no-deps wheels/mingjian-*.whl
trap - ERR
"$to/bin/mingjian" --version

# 四、系统软件包 · packages of the system
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  printf '没有 chromium：网页取证不可用；其余照常。见 packages.txt。\nNo chromium: pages cannot be captured; all else works. See packages.txt.\n'
[ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*CJK*' -print -quit 2>/dev/null || true)" ] ||
  printf '没有中文字体：网页截图中的汉字会缺；文书自带字体。见 fonts.txt。\nNo Chinese fonts: captured pages lack characters; papers bring their own. See fonts.txt.\n'

if [ -n "$units" ]; then
  [ "$(id -u)" = 0 ] || stop "--units 须以 root 执行；程序已经装好。" "--units asks for root; the program itself is installed."
  id mingjian >/dev/null 2>&1 || useradd --system --home-dir /var/lib/mingjian --shell /usr/sbin/nologin mingjian
  install_dir() { command install -d -m "$1" -o mingjian -g mingjian "$2"; }
  install_dir 700 /etc/mingjian; install_dir 700 /srv/mingjian-backup; install_dir 700 /var/lib/mingjian
  for unit in deploy/mingjian*.service deploy/mingjian*.timer deploy/mingjian.target; do
    sed "s|/opt/mingjian/bin/|$to/bin/|g" "$unit" > "/etc/systemd/system/$(basename "$unit")"
  done
  sed "s|/opt/mingjian/bin/|$to/bin/|g" mingjian-as-node > /usr/local/sbin/mingjian
  chmod 755 /usr/local/sbin/mingjian
  systemctl daemon-reload || true
fi
printf '已装好：%s。下一步见 howto/from-an-empty-machine.md。\nInstalled: %s. What comes next stands in howto/from-an-empty-machine.md.\n' "$to" "$to"
