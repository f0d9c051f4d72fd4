# Two commands on a fresh Debian or Ubuntu with python3 (3.11 or newer), git and make, root or not:
#   make demo    sets everything up, runs the main job and serves the console (make demo DATA=FOLDER: on your own records)
#   make test    sets everything up and passes all tests (make quick: those that are done in three minutes; make test OF=clues: one institution's)

PYTHON ?= python3
PORT ?= 8000
REGIONS_PORT ?= 8101
BIN := .venv/bin
UV_VERSION := 0.13.9
# The environment of the tests has an uv by its lock; that of a demo is set up by one beside it, which is no part of what a demo weighs.
UV ?= $(if $(wildcard .venv/.all),$(BIN)/uv,var/uv/bin/uv)
EXTRAS := capture vision learning linking keeping spark
export UV_PYTHON_DOWNLOADS := never
export LC_ALL := C.UTF-8
export DJANGO_SETTINGS_MODULE := mingjian.settings
export PYSPARK_PYTHON := $(CURDIR)/.venv/bin/python
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH
# Some containers forbid Python to keep what it compiled: then each of our many processes would compile Django and all the rest anew, seconds of a core each.
unexport PYTHONDONTWRITEBYTECODE

# Some service accounts have no home, or one that they may not write.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/var/home
endif

.PHONY: help setup extra python system demo demo-regions serve test quick words contracts lint lock bundle handbook vendor clean machines

help:
	@sed -n '1,3s/^# \{0,1\}//p' Makefile

setup: .venv/.demo

# A Python with venv. Debian keeps venv in a package of its own.
python:
	@mkdir -p "$$HOME"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mingjian needs Python 3.11 or newer: make PYTHON=/path/to/python3.13")'
	@test -x $(BIN)/python || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	    export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -qq -y --no-install-recommends python$$version-venv >/dev/null; \
	  else echo "Absent: the package python$$version-venv. To have it: apt-get install python$$version-venv"; exit 1; fi; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --target var/uv uv==$(UV_VERSION)

# Installing makes the .mo files of the console out of these (hatch_build.py).
CATALOGUES := src/mingjian/office/locale $(wildcard src/mingjian/institutions/*/locale)
PHRASES := $(wildcard $(addsuffix /*/LC_MESSAGES/*.po,$(CATALOGUES)))

# The environment of a demo: the core and the console. Tests need more; whoever has that, has this.
.venv/.demo: pyproject.toml requirements-demo.lock $(PHRASES) | python
	@echo "正在安装，一分钟左右，网络慢时更久。 Installing: a minute or so, longer over a slow network."
	@test -f .venv/.all || $(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements-demo.lock
	@$(UV) pip install --quiet --no-deps --python $(BIN)/python --editable .
	@for extra in $$(test -f .venv/.all || cat .venv/.extras 2>/dev/null); do $(call ADD,$$extra) || exit 1; done
	@test -f .venv/.all || $(BIN)/python deploy/thin.py .venv
	@touch $@

# A part that a demo does not bring: make extra OF=capture. It stays when the environment is renewed. Versions and hashes are those of a lock.
ADD = case "$(1)" in capture) $(UV) pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-node.lock;; \
  *) $(UV) pip install --quiet --python $(BIN)/python --constraint requirements.lock --editable ".[$(1)]";; esac
extra: setup
	@case " $(EXTRAS) " in *" $(or $(OF),-) "*) ;; *) echo "请写明 OF，可选 One of these as OF: $(EXTRAS)"; exit 1;; esac
	@test ! -f .venv/.all || { echo "此环境已含全部组件。 This environment has all parts."; exit 1; }
	@$(call ADD,$(OF))
	@$(BIN)/python deploy/thin.py .venv
	@echo $(OF) >>.venv/.extras && sort -u -o .venv/.extras .venv/.extras
	@echo "已安装 $(OF)，正在运行的节点请重新启动。 Installed: $(OF). Start the node anew."

.venv/.all: pyproject.toml requirements.lock $(PHRASES) | python
	@test -f $@ || $(UV) pip uninstall --quiet --python $(BIN)/python $$(sed -n 's/==.*//p' requirements-demo.lock)
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	@$(UV) pip install --quiet --no-deps --python $(BIN)/python --editable .
	@touch $@ .venv/.demo

# What wheels cannot bring. Installed where we may; named where we may not. Nothing else stops for want of it.
system:
	@want=""; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || want="$$want chromium chromium-headless-shell"; \
	command -v chromium-headless-shell >/dev/null || ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || want="$$want chromium-headless-shell"; \
	ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1 || want="$$want fonts-noto-cjk"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want="$$want postgresql-17"; \
	command -v nginx >/dev/null || want="$$want nginx-light"; \
	command -v caddy >/dev/null || want="$$want caddy"; \
	command -v softhsm2-util >/dev/null || want="$$want softhsm2"; \
	command -v java >/dev/null || want="$$want default-jre-headless"; \
	command -v sftp >/dev/null || want="$$want openssh-client"; \
	test -n "$$want" || exit 0; \
	if test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null; then \
	  echo "Absent, so some tests will be skipped or use a stand-in:$$want. To have them: apt-get install$$want"; exit 0; fi; \
	export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; mkdir -p var; \
	for package in $$want; do apt-get install -qq -y --no-install-recommends $$package >var/apt.log 2>&1 \
	  && echo "Installed $$package." || { echo "Could not install $$package:"; tail -3 var/apt.log; }; done

# `exec`: whoever ends make ends what it serves, and no shell stands between that would end alone.
demo: setup
	@exec $(BIN)/mingjian demo --home var/demo --port $(PORT) $(if $(DATA),--data "$(DATA)")

# Three nodes that exchange: Shanghai, Hangzhou, Nanjing, each with a home, database and port of its own.
demo-regions: setup
	@exec $(BIN)/mingjian exchange demo --home var/regions --port $(REGIONS_PORT)

serve: setup
	@exec $(BIN)/mingjian serve --port $(PORT)

# Tests by what they cost. OF names one institution: its tests, the house's and the contracts (make test OF=clues).
WORKERS ?= 2
SIDE_BY_SIDE = -n $(WORKERS) --dist loadscope --no-loadscope-reorder
QUICK = tests/core tests/rulebook tests/house tests/office tests/institutions tests/cli/test_law.py tests/cli/test_ledger.py
PLACES = $(if $(OF),tests/institutions/$(OF) tests/house,tests)

# Spark and Sail are a suite of their own, which runs beside the rest: two workers would start two Sparks, and the second finds its port taken.
# The types are read beside it as well, since that takes a minute of one core; then what is asked on PostgreSQL, too, most of which is waiting.
test: system .venv/.all words contracts
	@mkdir -p var; ($(BIN)/mypy src $(if $(OF),,&& $(MACHINES) && $(ON_POSTGRESQL))) >var/beside.log 2>&1 & beside=$$!; \
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not many_machines" $(PLACES); rest=$$?; \
	wait $$beside; of_beside=$$?; cat var/beside.log; test $$rest = 0 -a $$of_beside = 0

quick: .venv/.all words contracts
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow and not many_machines" $(QUICK)

# What runs on Spark and Sail; `make test` has it beside the rest.
# Only the files that speak of engines are read: to collect them all takes as long as some of the tests.
MACHINES = $(BIN)/pytest -m many_machines $$(grep -rlE "many_machines|\bengine\b" tests/core tests/real tests/cli --include=test_*.py)
machines: .venv/.all
	$(MACHINES)

# What is asked of both databases, on a PostgreSQL of its own; `make test` has it beside the rest.
ON_POSTGRESQL = $(BIN)/python tests/on_postgresql.py $(BIN)/pytest -m "both_databases and not many_machines" $$(grep -rl both_databases tests --include=test_*.py)

words: .venv/.all
	@for folder in $(CATALOGUES); do $(BIN)/pybabel -q compile -D django -d $$folder || exit 1; done

contracts: .venv/.all
	@$(BIN)/lint-imports
	@$(BIN)/ruff check

lint: .venv/.all
	$(BIN)/ruff check
	$(BIN)/mypy src
	$(BIN)/lint-imports

# Pins stay as they are unless you say: make lock UPGRADE=--upgrade
COMPILE := pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11
lock: .venv/.all
	$(UV) $(COMPILE) --extra console --extra learning --extra spark --extra vision --extra capture --extra linking --extra documents --extra keeping --extra dev $(UPGRADE) --output-file requirements.lock pyproject.toml
	$(UV) $(COMPILE) --extra console --extra documents --extra capture --extra vision --constraint requirements.lock --output-file requirements-node.lock pyproject.toml
	$(UV) $(COMPILE) --extra console --extra documents --extra evidence --constraint requirements.lock --output-file requirements-demo.lock pyproject.toml

# All that a machine without internet needs, in dist/bundle: make bundle PYTHONS="3.11 3.13" ARCHES="x86_64 aarch64" (else this machine's). INDEX names a mirror.
bundle: .venv/.all
	@$(if $(INDEX),PIP_INDEX_URL="$(INDEX)" UV_DEFAULT_INDEX="$(INDEX)") $(BIN)/python deploy/offline/make_bundle.py \
	  $(if $(PYTHONS),--python $(PYTHONS)) $(if $(ARCHES),--arch $(ARCHES)) $(if $(LOCK),--lock $(LOCK)) $(if $(OUT),--out $(OUT))

# All pages of help as one PDF for each language, in dist/.
handbook: setup
	@mkdir -p dist; for language in zh en; do $(BIN)/mingjian handbook --language $$language --out dist/handbook-$$language.pdf || exit 1; done

# Copies the browser's libraries and their licences out of npm packages into the tree. Commit the result.
VENDOR := src/mingjian/office/static/vendor
vendor:
	rm -rf var/npm && mkdir -p var/npm $(VENDOR)
	cd var/npm && for of in htmx.org@2.0.11:dist/htmx.min.js echarts@6.1.0:dist/echarts.min.js cytoscape@3.34.4:dist/cytoscape.min.js; do \
	  tar -xzf $$(npm pack --silent $${of%%:*}) && cp package/$${of##*:} $(CURDIR)/$(VENDOR)/ \
	  && cp package/LICENSE $(CURDIR)/$(VENDOR)/$${of%%@*}.LICENSE && rm -rf package || exit 1; done

clean:
	rm -rf .venv
