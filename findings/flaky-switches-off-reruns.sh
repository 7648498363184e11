#!/usr/bin/env bash
# Guess: `pytest --reruns 3` repeats a failed test up to three times, whatever other plugins are installed. A plugin
#   that no test uses does nothing.
# Instead: as soon as the package `flaky` is installed, --reruns does nothing: the test runs once and fails. The header
#   names both plugins, and there is no warning. A test with `@pytest.mark.flaky(reruns=3)` is an error then: the
#   package takes the mark for its own. `-p no:flaky` brings the repeats back. The other way round
#   pytest-rerunfailures takes `flaky(max_runs=4)` for a mark of its own, and tries twice.
# Source: PyPI pytest 9.2.0, pytest-rerunfailures 16.7, flaky 3.8.1.
# Matters: another package brings flaky along, and tests that passed at their second try fail from that day on.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
unset PYTEST_ADDOPTS
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pytest==9.2.0 pytest-rerunfailures==16.7
cd "$dir"
cat > test_tries.py <<'PY'
import pathlib
import pytest

def attempt(name):
    """Counts the tries of a test in a file, and says which this one is."""
    with pathlib.Path("tries").open("a") as file:
        file.write(name + "\n")
    return pathlib.Path("tries").read_text().split().count(name)

def test_plain():
    assert attempt("plain") == 3

@pytest.mark.flaky(reruns=3)
def test_reruns():
    assert attempt("reruns") == 3

@pytest.mark.flaky(max_runs=4)
def test_max_runs():
    assert attempt("max_runs") == 3
PY
run() {
    rm -f tries
    touch tries
    v/bin/python -m pytest -p no:cacheprovider -q test_tries.py "$@" > out 2>&1 || true
    seen="$(for name in plain reruns max_runs; do echo "$name $(grep -cx "$name" tries || true),"; done | xargs)"
    seen="$seen $(tail -1 out | sed 's/ in .*//')"
}
check() {
    echo "$1: tries $seen"
    [ "$seen" = "$2" ] || { cat out; exit 1; }
}
v/bin/python -m pytest --version
run --reruns 3
check "--reruns 3" "plain 3, reruns 3, max_runs 2, 1 failed, 2 passed, 5 rerun"
v/bin/pip install -q --disable-pip-version-check flaky==3.8.1
run --reruns 3
check "--reruns 3, with flaky 3.8.1" "plain 1, reruns 0, max_runs 3, 1 failed, 1 passed, 1 error"
run --reruns 3 -p no:flaky
check "--reruns 3 -p no:flaky" "plain 3, reruns 3, max_runs 2, 1 failed, 2 passed, 5 rerun"
echo "confirmed: the package flaky switches --reruns off"
