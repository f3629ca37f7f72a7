# The portal's commands. `make demo` and `make test` need Python 3.11+ and make; everything else they bring.
PUERTO ?= 8000
# The first Python on this machine that is new enough
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
PY = .venv/bin/python
export PYTHONUTF8 = 1
unexport PYTHONDONTWRITEBYTECODE  # every program that a test starts would read, and pytest rewrite, all of the source anew

.PHONY: ayuda demo test promesas bench fotos padrones lock formato venv venv-pruebas

ayuda:
	@echo "make demo       el portal en este equipo, con datos de demostración (make demo PUERTO=8123)"
	@echo "make test       todas las comprobaciones (make test SOLO=\"ruff sqlite\": solo esas)"
	@echo "make promesas   las promesas con sus cuentas completas, anotadas en docs/promesas.md (make promesas SOLO=\"P9 P10\": solo esas)"
	@echo "make bench      las mediciones de rapidez, anotadas en docs/rendimiento.md (make bench SOLO=\"tiempos\": solo esa parte)"
	@echo "make fotos      las fotos de las pantallas, en docs/fotos/"
	@echo "make padrones   docs/padrones.md, escrita desde las declaraciones de los padrones"
	@echo "make formato    da formato al código; make lock: fija de nuevo las versiones"

demo: venv
	@$(PY) .ci/demo.py "$(PUERTO)"

test: venv-pruebas
	@$(PY) -m tests.correr $(SOLO)

promesas: venv-pruebas
	@$(PY) -m tests.promesas $(SOLO)

bench: venv-pruebas
	@$(PY) -m bench $(SOLO)

fotos: venv-pruebas
	@$(PY) -m tests.fotos

padrones: venv-pruebas
	@$(PY) -m tests.padrones

formato: venv-pruebas
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

venv:
	@$(call con_python) .ci/preparar.py requirements.lock

venv-pruebas:
	@$(call con_python) .ci/preparar.py tests/requirements.lock

con_python = $(if $(PYTHON),$(PYTHON),echo "Falta Python 3.11 o posterior (en Debian: apt-get install python3). Python 3.11 or later is missing." >&2; exit 1; :)

# Needs uv (pip install uv). What is locked stays unless a line of requirements.txt asks for more: make lock NUEVAS=--upgrade
FIJAR = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url --no-emit-find-links $(NUEVAS)
lock:
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(FIJAR) -c tests/requirements.txt requirements.txt -o requirements.lock
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(FIJAR) -c requirements.lock tests/requirements.txt -o tests/requirements.lock
