#!/usr/bin/env bash
# Judges a real patch offline: scripts/demo.sh VENV PYTHON (see `make demo`).
# The first run makes the environment and downloads 0.5 GB; later runs reuse both.
set -euo pipefail

venv=${1:-.venv}
python=${2:-python3}
repo=.demo/openhours
# One that the tracer works out, with the values that contradict each failing test, and one where a
# look at the syntax suffices.
patches=(interval-overlap watch-sleep)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

fail() {
    echo "make demo: $1" >&2
    exit 2
}

TIMEFORMAT=$'   (%R s)\n'
# step TEXT COMMAND...: runs the command and says how long it took.
step() {
    echo "== $1"
    shift
    time "$@"
}

make_environment() {
    test -x "$venv/bin/python" || "$python" -m venv "$venv" ||
        fail "$python cannot make an environment; on Debian and Ubuntu install python3-venv."
    # As in the Makefile: what is newer than pyproject.toml needs no second installation.
    if [[ ! -e $venv/.demo || pyproject.toml -nt $venv/.demo ]]; then
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[local]'
        touch "$venv/.demo"
    fi
}

make_repository() {
    rm -rf "$repo"
    "$python" fixtures/make_repo.py "$repo"
}

judge_patch() {
    # --fail-on never: a verdict of "fail" is a good answer here, not an error of the demo.
    "$venv/bin/patchcritic" eval --repo "$repo" --diff "fixtures/patches/$1.patch" \
        --model local --max-tests 6 --fail-on never "${@:2}"
}

command -v git >/dev/null || fail "git is not installed."
command -v "$python" >/dev/null || fail "$python is not installed; set PYTHON=python3.11 or newer."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "patchcritic needs Python 3.11 or newer; set PYTHON=python3.11."

step "Environment in $venv" make_environment
step "Weights of the embedded model (0.5 GB, once)" "$venv/bin/patchcritic" models pull 0.5b
step "A small library as a git repository" make_repository
for patch in "${patches[@]}"; do
    echo "== The patch fixtures/patches/$patch.patch"
    cat "fixtures/patches/$patch.patch"
    echo
    step "Verdict on $patch, test by test, without running anything" judge_patch "$patch"
done
step "The first patch once more with the tracer off: what the embedded model alone says" \
    judge_patch "${patches[0]}" --tracer off
echo "== How the tracer came to one of these"
"$venv/bin/patchcritic" trace --repo "$repo" --diff "fixtures/patches/${patches[0]}.patch" \
    tests/test_intervals.py::TestIntervalSet::test_merges_what_touches
