#!/usr/bin/env python3
"""Where does the time of a run go?

    python3 benchmarks/profile.py build/release/suanli scenarios/baseline.yaml [suanli run's options …]

One thread, by Linux's perf (Debian: linux-perf): shares of processor time by what the functions do.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# The first that matches a function and its library takes it.
PARTS = [
    ("first pass: shocks, production, what attracts firms", r"OpenWith|SweepWith"),
    ("second pass: what firms want", r"DemandOfFirms"),
    ("tails of random numbers", r"refine_tail"),
    ("leavers, entrants, adoption", r"N_\w+::note|EnterFirms|::replace_leavers|_adoption|adopt_at_start"),
    ("saddle path", r"SaddlePath|saddle|runge_kutta|odeint"),
    ("market for compute services", r"EqualReturns|[Cc]learing|ServiceMarket|clear|ublas|market|Siting|prices"),
    ("writing: HDF5, compression, quantiles", r"libhdf5|libdeflate|libz|suanli::output|quantile|Recorder|libcrypto|xxh"),
    ("memory: pages, allocation, copies", r"clear_page|page_fault|malloc|_int_free|cfree|memmove|memset|memcpy|operator new"),
    ("threads", r"libtbb|tbb::detail|futex|sched"),
    ("the rest of a period, and reading", r""),
]


def profile(suanli, scenario, options):
    """Share of the run's time by (function, library), and the run's own last line."""
    with tempfile.TemporaryDirectory() as name:
        data, output = pathlib.Path(name, "perf.data"), pathlib.Path(name, "out.h5")
        run = subprocess.run(["perf", "record", "-q", "-o", data, suanli, "run", scenario, "-o", output, "--threads", "1", *options],
                             capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(run.stderr)
        report = subprocess.run(["perf", "report", "-i", data, "--no-children", "--stdio", "-F", "overhead,dso,symbol", "-w",
                                 "10,40,400"], capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"})
    rows = re.findall(r"^ +([\d.]+)% +(\S+) +\[.\] (.*)$", report.stdout, re.MULTILINE)
    return [(float(share), f"{library} {function}") for share, library, function in rows], run.stdout.strip().splitlines()[-1]


def main():
    if shutil.which("perf") is None:
        sys.exit("profile.py needs perf (Debian: linux-perf)")
    suanli, scenario = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
    rows, line = profile(suanli, scenario, sys.argv[3:])
    shares = {name: 0.0 for name, _ in PARTS}
    for share, function in rows:
        shares[next(name for name, pattern in PARTS if re.search(pattern, function))] += share
    print(line.split(": ", 1)[-1])
    for name, share in shares.items():
        print(f"{share:6.1f} %  {name}")


if __name__ == "__main__":
    main()
