#!/usr/bin/env bash
# Build the wheel and use it as a stranger would: in an environment that holds nothing else. Then list the licences of what
# came with it, and write its bill of materials (CycloneDX) beside it. Results go to dist/.
#
# Usage: deploy/test-wheel.sh [PYTHON]        PYTHON: the interpreter to install for; default python3
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT

rm -f dist/*.whl
.venv/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
wheel=$(ls dist/*.whl)
if .venv/bin/python -m zipfile --list "$wheel" | grep -E '^(tests|docs|deploy)/'; then
  echo "$wheel holds what is no part of the product" >&2
  exit 1
fi

"$python" -m venv "$bare/env"
"$bare/env/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$wheel"
cd "$bare" # so that nothing of the repository can be imported
program=$bare/env/bin/labor-tracker
"$program" --version
"$program" demo --out "$bare/demo" >"$bare/demo.txt"
export LABOR_TRACKER_DATABASE_URL="sqlite:///$bare/demo/labor-tracker-demo.db"
"$program" query "select count(*) as postings from postings" --format csv
"$program" report --out "$bare/report" --format csv,xlsx,parquet,html >/dev/null
test -s "$bare/report/report.html"
"$program" config init >/dev/null
for shell in bash zsh fish; do
  _LABOR_TRACKER_COMPLETE=${shell}_source "$program" | grep -q labor-tracker
done
COMP_WORDS="labor-tracker cra" COMP_CWORD=1 _LABOR_TRACKER_COMPLETE=bash_complete "$program" | grep -q crawl
cd - >/dev/null

.venv/bin/pip-licenses --python "$bare/env/bin/python" --from mixed --format csv --output-file dist/licences.csv >/dev/null
.venv/bin/python deploy/check_licences.py dist/licences.csv
# its validators make every import of jsonschema, and so of altair, a second slower: an environment of its own keeps them
# out of what the tests start
"$python" -m venv "$bare/tools"
"$bare/tools/bin/python" -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7'
"$bare/tools/bin/cyclonedx-py" environment "$bare/env/bin/python" --output-reproducible --output-file dist/labor-tracker.cdx.json
echo "$wheel works alone; dist/licences.csv and dist/labor-tracker.cdx.json say what came with it"
