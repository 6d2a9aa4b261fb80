"""Follows a cookbook: cookbook.py SUANLI COOKBOOK.md

Does what its blocks of YAML, shell, Python and R say, in order, in a directory of its own, and holds a number of each block of
Python and R against the same number taken from the file with h5py. Exit status 0: all blocks ran, and all numbers are right.
"""
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
import numpy

SUANLI, COOKBOOK = (Path(argument).resolve() for argument in sys.argv[1:])

# Sums of some sixty numbers, or of a thousand logarithms about as large as their sum, in another order: far from a hundredth
# of what a wrong date, region, replication or probability would change.
TOLERANCE = 1e-11


def read(file, path):
    with h5py.File(file) as h5:
        values = h5[path]
        return values.asstr()[()] if values.dtype == object else values[()]


def at(date, file="base.h5"):
    return numpy.flatnonzero(read(file, "time") == date)[0]


def decade(file, group):
    output = read(file, f"{group}/output")
    return (output[:, at(2032, file)] / output[:, at(2022, file)]) ** 0.1 - 1


def tail():
    """The least-squares slope by its definition, of logarithms of rank on those of size."""
    sales = -numpy.sort(-read("firms.h5", "snapshots/sales")[0, 0])
    largest = sales.size // 20
    x, y = numpy.log(sales[:largest]), numpy.log(numpy.arange(largest) + 0.5)
    return -numpy.sum((x - x.mean()) * (y - y.mean())) / numpy.sum((x - x.mean()) ** 2)


def of_west():
    return 100 * decade("regions.h5", "by_region")[:, list(read("regions.h5", "region")).index("west")]


# In the order of the page, for each block of Python or R: what it has found, in its own words, and what is right.
NUMBERS = [
    ("python", "median", lambda: numpy.median(read("base.h5", "national/output")[:, at(2032)])),
    ("python", "at_risk", lambda: numpy.quantile(decade("base.h5", "national"), 0.05)),
    ("r", "at_risk", lambda: numpy.quantile(decade("base.h5", "national"), 0.05)),
    ("python", "table.loc['west', '5%']", lambda: numpy.quantile(of_west(), 0.05)),
    ("r", "mean(growth['west', ])", lambda: numpy.mean(of_west())),
    ("python", "exponent", tail),
    ("python", "worst.item()", lambda: read("dear.h5", "differences/output")[0].mean(axis=0).min()),
    ("python", "median.loc[2027]", lambda: numpy.median(read("base.h5", "national/energy")[:, at(2027)])),
    ("r", "median_energy['2027']", lambda: numpy.median(read("base.h5", "national/energy")[:, at(2027)])),
    ("python", "seed", lambda: h5py.File("base.h5")["provenance"].attrs["seed"]),
]
PICTURES = ["fan.png", "regions.png", "tail.png", "dear.png"]


def blocks(text):
    language, code = None, []
    for line in text.splitlines():
        if line.startswith("```"):
            if language is not None:
                yield language, "\n".join(code) + "\n"
            language, code = (line[3:], []) if language is None else (None, [])
        elif language is not None:
            code.append(line)


def run(command, code):
    done = subprocess.run(command, input=code, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode} of\n{code}{done.stdout}{done.stderr}")
    return done.stdout


def found_by_python(code, number):
    """In a namespace of its own: each block brings what it needs."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, str(COOKBOOK), "exec"), names)
    if not said.getvalue():
        sys.exit(f"says nothing:\n{code}")
    return float(eval(number, names))


def found_by_r(code, number):
    said = run(["Rscript", "--vanilla", "-"], f'{code}cat(sprintf("\\n%.17g\\n", {number}))\n')
    return float(said.splitlines()[-1])


def follow(text):
    numbers = iter(NUMBERS)
    for language, code in blocks(text):
        began = time.monotonic()
        if language == "yaml":
            Path(code.split(maxsplit=2)[1]).write_text(code)
        elif language == "sh":
            said = run(["bash", "-e"], f"suanli() {{ '{SUANLI}' \"$@\"; }}\n{code}")
            digests = [line for line in said.splitlines() if len(line) == 32]
            if len(set(digests)) > 1:
                sys.exit(f"made again with other bits:\n{code}{said}")
        else:
            wanted, number, right = next(numbers)
            if language != wanted:
                sys.exit(f"{language} where {wanted} is to find {number}:\n{code}")
            found, expected = (found_by_python if language == "python" else found_by_r)(code, number), right()
            if not abs(found - expected) <= TOLERANCE * abs(expected):
                sys.exit(f"{number} is {found!r}, and {expected!r} by h5py:\n{code}")
            print(f"{language}: {number} = {found:.6g}, as by h5py ({time.monotonic() - began:.1f} s)")
    left = [number for _, number, _ in numbers] + [name for name in PICTURES if not Path(name).stat().st_size]
    if left:
        sys.exit(f"found nowhere: {left}")


with tempfile.TemporaryDirectory() as directory:
    os.environ.update(MPLCONFIGDIR=directory, LC_ALL="C.UTF-8")
    Path(directory, "scenarios").symlink_to(COOKBOOK.parent)
    os.chdir(directory)
    follow(COOKBOOK.read_text(encoding="utf-8"))
    os.chdir("/")
