#!/usr/bin/env python3
"""What do processes gain beside threads, and what does each more cost?

    ranks.py BUILD SCENARIO [TIMES]    BUILD holds suanli and tests/suanli_mpi; the fastest of TIMES turns counts

First one ensemble on so many processes of so many threads each. Then ensembles that take next to no time to simulate, of few
replications and of many, on more and more processes: what starting and ending takes, and what writing together takes a
replication. The smaller counts give a + b·ranks by least squares of relative errors; the largest is held out and predicted.
"""
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

# As root, on more processes than processors, unbound as threads are.
COUNTS = [1, 2, 4, 8, 16]
HELD_OUT = 32
FAR = 1000
FEW, MANY = 64, 1088
TINY = ["--firms", "28", "--set", "firms.minimum_per_cell=1", "--set", "time.end=2027"]

SETTINGS = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
            "OMPI_MCA_hwloc_base_binding_policy": "none"}


def run(program, scenario, directory, *more):
    """Seconds from start to end, and those of the run itself, as it says."""
    start = time.monotonic()
    said = subprocess.run([*program, "run", scenario, "-o", "out.h5", *more], cwd=directory, check=True,
                          env={**os.environ, **SETTINGS}, capture_output=True, text=True).stdout
    return time.monotonic() - start, float(re.search(r" in ([0-9.]+) s ", said)[1])


def compare_with_threads(plain, shared, scenario, times, directory):
    rows = [("without MPI", [plain], threads) for threads in (1, 2)]
    rows += [(f"{ranks} processes", ["mpirun", "-n", str(ranks), shared], threads)
             for ranks, threads in ((1, 1), (1, 2), (2, 1), (2, 2), (4, 1))]
    best = {}
    digests = set()
    for _ in range(times):  # in turns, that a busy machine is busy for all
        for name, program, threads in rows:
            found = run(program, scenario, directory, "--threads", str(threads))
            best[name, threads] = min(best.get((name, threads), found), found)
            digests.add(subprocess.run([plain, "digest", "out.h5"], cwd=directory, check=True, capture_output=True).stdout)
    alone = best["without MPI", 1][1]
    print(f"{'fastest of ' + str(times):<20}{'threads each':>14}{'seconds':>10}{'x':>7}{'start and end, s':>19}")
    for (name, threads), (whole, inside) in best.items():
        print(f"{name:<20}{threads:>14}{inside:>10.2f}{alone / inside:>7.2f}{whole - inside:>19.2f}")
    print(f"digests: {len(digests)}")


def fitted(counts, times):
    """a, b of a + b·count with the least sum of squared relative errors."""
    rows = [(1 / t, n / t) for n, t in zip(counts, times)]
    p, q, r = (sum(f(x, y) for x, y in rows) for f in (lambda x, _: x * x, lambda x, y: x * y, lambda _, y: y * y))
    u, v = sum(x for x, _ in rows), sum(y for _, y in rows)
    return (u * r - v * q) / (p * r - q * q), (v * p - u * q) / (p * r - q * q)


def count_the_cost(shared, scenario, times, directory):
    found = {}
    for ranks in [*COUNTS, HELD_OUT]:
        program = ["mpirun", "-n", str(ranks), shared]
        few, many = (min(run(program, scenario, directory, *TINY, "--threads", "1", "--replications", str(n))[0]
                         for _ in range(times)) for n in (FEW, MANY))
        found[ranks] = few, 1000 * (many - few) / (MANY - FEW)
        print(f"{ranks:>6}{found[ranks][0]:>20.3f}{found[ranks][1]:>26.3f}", flush=True)
    for k, what in enumerate(("start and end, s", "writing, ms a replication")):
        a, b = fitted(COUNTS, [found[ranks][k] for ranks in COUNTS])
        predicted, measured = a + b * HELD_OUT, found[HELD_OUT][k]
        print(f"{what:<26} {a:.3f} + {b:.5f}·ranks: at {HELD_OUT} {predicted:.3f}, measured {measured:.3f}, error "
              f"{100 * (predicted / measured - 1):+.1f} %; at {FAR} {a + b * FAR:.1f}")


def main():
    build, scenario = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    plain, shared = str(build / "suanli"), str(build / "tests/suanli_mpi")
    print(f"{platform.machine()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; {scenario.name}\n")
    with tempfile.TemporaryDirectory() as directory:
        compare_with_threads(plain, shared, str(scenario), times, directory)
        print(f"\n{'ranks':>6}{'start and end, s':>20}{'writing, ms a replication':>26}   (on these processors)")
        count_the_cost(shared, str(scenario), times, directory)


if __name__ == "__main__":
    main()
