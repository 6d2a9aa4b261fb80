#!/usr/bin/env python3
"""What do processes gain beside threads? One ensemble, on so many processes of so many threads each.

    ranks.py BUILD SCENARIO [TIMES]    BUILD holds suanli and tests/suanli_mpi; the fastest of TIMES turns counts
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

# As root, on more processes than processors, unbound as threads are.
SETTINGS = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
            "OMPI_MCA_hwloc_base_binding_policy": "none"}


def measured(program, scenario, threads, directory):
    """Seconds with and without what starting and ending takes, and the digest's bytes."""
    start = time.monotonic()
    said = subprocess.run([*program, "run", scenario, "-o", "out.h5", "--threads", str(threads)], cwd=directory, check=True,
                          env={**os.environ, **SETTINGS}, capture_output=True, text=True).stdout
    whole = time.monotonic() - start
    return whole, float(re.search(r" in ([0-9.]+) s ", said)[1])


def main():
    build, scenario = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    plain, shared = str(build / "suanli"), str(build / "tests/suanli_mpi")
    rows = [("without MPI", [plain], threads) for threads in (1, 2)]
    rows += [(f"{ranks} processes", ["mpirun", "-n", str(ranks), shared], threads)
             for ranks, threads in ((1, 1), (1, 2), (2, 1), (2, 2), (4, 1))]
    best = {}
    digests = set()
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(times):  # in turns, that a busy machine is busy for all
            for name, program, threads in rows:
                found = measured(program, str(scenario), threads, directory)
                best[name, threads] = min(best.get((name, threads), found), found)
                digests.add(subprocess.run([plain, "digest", "out.h5"], cwd=directory, check=True, capture_output=True).stdout)
    alone = best["without MPI", 1][1]
    print(f"{'fastest of ' + str(times):<20}{'threads each':>14}{'seconds':>10}{'x':>7}{'start and end, s':>19}")
    for (name, threads), (whole, inside) in best.items():
        print(f"{name:<20}{threads:>14}{inside:>10.2f}{alone / inside:>7.2f}{whole - inside:>19.2f}")
    print(f"digests: {len(digests)}")


if __name__ == "__main__":
    main()
