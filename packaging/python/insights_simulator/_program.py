"""The program of this distribution."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess

DISTRIBUTION = "insights-simulator"
NAME = "insights-sim"
VARIABLE = "INSIGHTS_SIM"


class SimulatorError(Exception):
    """The simulator could not start, or it refused a call; the text says why."""


def program() -> str:
    """Returns the path of insights-sim: that of $INSIGHTS_SIM, of this distribution, or on the PATH."""
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            raise SimulatorError(f"{VARIABLE}: found '{named}'; expected the path of a program")
        return named
    # The installer knows where it put the program, whatever the scheme of folders is.
    try:
        files = importlib.metadata.files(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == NAME:
            path = os.path.realpath(str(file.locate()))
            if os.access(path, os.X_OK):
                return path
    found = shutil.which(NAME)
    if found is None:
        raise SimulatorError(f"found no {NAME}; expected it beside Python or on the PATH; install {DISTRIBUTION} anew")
    return found


def version() -> str:
    """Returns the version of the program."""
    try:
        done = subprocess.run([program(), "version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise SimulatorError(f"{program()} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise SimulatorError(cannot_start(done.stderr, done.returncode))
    return done.stdout.split()[-1]


def cannot_start(errors: str, code: int | None) -> str:
    """Returns one line that says why the program did not start."""
    lines = [line for line in errors.splitlines() if line.strip()]
    # The loader writes a line for each library and symbol that is missing, the tool one that begins with 'error'.
    line = next((line for line in lines if line.startswith("error")), lines[0] if lines else f"exit code {code}")
    hint = ""
    if "error while loading shared libraries" in line or "version `" in line:
        hint = "; it needs the C library 2.34 or later, OpenSSL 3, SQLite 3 and zlib of the system"
    return f"insights-sim cannot start: {line}{hint}"
