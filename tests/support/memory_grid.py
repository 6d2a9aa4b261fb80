#!/usr/bin/env python3
"""Holds the memory that validate announces against what runs come to hold, over a grid of shapes; and asks for too much, and for
more replications than can be counted one by one.

    memory_grid.py SUANLI fast|all
"""
import itertools
import os
import re
import signal
import subprocess
import sys
import time

import trials

GIBIBYTE = 1 << 30
NEED = re.compile(r"needs about ([0-9.e+-]+) GiB")
# Shapes whose peaks are some 100 MiB and more: of less the program itself, which libraries make larger or smaller, is most.
FIRMS = (("2e6", 2), ("4e6", 1), ("1e6", 4))                            # firms, replications
THREADS = (1, 2)
SCENARIOS = {"national": trials.SMALL, "sited": trials.SITED}
CHOICES = ("proportional", "option")
RECORDS = (["record.panel=2000", "ensemble.replications=32", "time.end=2026"],
           ["record.panel=5000", "firms.count=6000", "ensemble.replications=16", "time.end=2026"],
           ["record.snapshots=[2022]", "ensemble.replications=16", "firms.count=6e4"],
           ["record.snapshots=[2022, 2022.5]", "ensemble.replications=8", "firms.count=1e5"],
           ["record.snapshots=[2022, 2022.5]", "ensemble.replications=3", "firms.count=2e5"])
# Many cells, of so many industries and regions, whose series are what grows.
CELLS = ((20, ["ensemble.replications=128", "time.end=2030"]), (40, ["ensemble.replications=32", "time.end=2030"]))
# More than Slurm has granted: refused before any work, whatever the sizes multiply to.
GRANTED = 8  # GiB
ENDLESS = (["firms.count=9e9"], ["firms.count=1e9", "firms.investment=option"], ["firms.minimum_per_cell=1e9"],
           ["firms.count=9e9", "ensemble.replications=1e9"], ["record.panel=1e6", "firms.count=1e9"],
           ["record.snapshots=[2022, 2022.25, 2022.5, 2022.75]", "firms.count=9e9"],
           ["ensemble.replications=1e9", "time.end=12000", "record.panel=2400", "ensemble.antithetic=true"])
# More replications, or points, than can be held one by one: of runs that are stopped when the first parts are there.
COUNTLESS = (["ensemble.replications=1e9", "firms.count=100"],
             ["ensemble.replications=1", "firms.count=100", "design.points=1000000000",
              "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}"])
LONGEST = 10  # seconds that a stop takes, whatever else the machine has to do


def many_cells(count):
    """The small scenario with so many industries and regions."""
    lines = [trials.SMALL.partition("industries:")[0] + "industries:", *(f"  i{j}: {{alpha: 0.55, beta: 0.20}}" for j in range(count)),
             "regions:"]
    shares = ", ".join(f"i{j}: {1 / count ** 2:.17g}" for j in range(count))
    return "\n".join([*lines, *(f"  m{m}: {{expenditure_shares: {{{shares}}}}}" for m in range(count))]) + "\n"


def shapes(fast):
    for (firms, replications), threads, (name, text), choice in itertools.product(FIRMS, THREADS, SCENARIOS.items(), CHOICES):
        settings = [f"firms.count={firms}", f"ensemble.replications={replications}", f"firms.investment={choice}", "time.end=2023"]
        if not fast or (firms, threads, choice) == ("1e6", 2, "option"):
            yield name, text, threads, settings
    for settings, threads in itertools.product(RECORDS, THREADS):
        if not fast:
            yield "national", trials.SMALL, threads, settings
    for (count, settings), threads in itertools.product(CELLS, THREADS):
        if not fast:
            yield f"{count} × {count} cells", many_cells(count), threads, settings


def words_of(settings):
    return [word for setting in settings for word in ("--set", setting)]


def stopped_early(suanli, base, output, settings):
    """The most memory of a run that is stopped when its first parts are there."""
    words = [suanli, "run", "a.yaml", "-o", output, *words_of(settings)]
    with open(os.devnull, "w", encoding="utf-8") as nowhere, subprocess.Popen(words, cwd=base, stderr=nowhere) as process:
        while trials.status_of(process.pid) and not trials.kept(base / output, 10 ** 9).finished:
            time.sleep(0.05)
        asked = time.monotonic()
        os.kill(process.pid, signal.SIGUSR1)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = time.monotonic() - asked
    trials.require(process.returncode == 85, f"{settings}: exit code {process.returncode}")
    trials.require(took < LONGEST, f"{settings}: a stop took {took:.1f} s")
    return usage.ru_maxrss * 1024


def main():
    suanli, extent = sys.argv[1:]
    ratios = {}
    with trials.scratch() as base:
        for name, text, threads, settings in shapes(extent == "fast"):
            (base / "a.yaml").write_text(text, encoding="utf-8")
            processors = sorted(os.sched_getaffinity(0))[:threads]
            on = ["taskset", "--cpu-list", ",".join(map(str, processors)), suanli]  # validate takes no --threads
            said = trials.run([*on, "validate", "a.yaml", *words_of(settings)], base)
            trials.require(said.code == 0, f"{settings}: {said.err}")
            ran = trials.run([*on, "run", "a.yaml", "-o", "b.h5", *words_of(settings)], base, 600)
            trials.require(ran.code == 0, f"{settings}: {ran.err}")
            ratios[f"{name} {settings} on {threads}"] = float(NEED.search(said.out)[1]) * GIBIBYTE / ran.peak
        lowest, highest = min(ratios, key=ratios.get), max(ratios, key=ratios.get)
        trials.require(ratios[lowest] > 0.8, f"{lowest}: {ratios[lowest]:.2f} of the peak")
        trials.require(ratios[highest] < 1.2, f"{highest}: {ratios[highest]:.2f} of the peak")
        (base / "a.yaml").write_text(trials.SMALL, encoding="utf-8")
        granted = {name: word for name, word in trials.ENVIRONMENT.items() if name != "SLURM_MEM_PER_CPU"}
        granted["SLURM_MEM_PER_NODE"] = str(GRANTED * GIBIBYTE // trials.MEBIBYTE)
        for settings in ENDLESS:
            said = trials.run([suanli, "run", "a.yaml", "-o", "c.h5", *words_of(settings)], base, 60,
                              [("data", GRANTED * GIBIBYTE)], env=granted)
            trials.require(said.code == 2 and not (base / "c.h5").exists(), f"{settings}: exit code {said.code}: {said.err[:300]}")
            trials.require("not enough memory" in said.err, f"{settings}: {said.err[:300]}")
            trials.require(said.peak < 256 * trials.MEBIBYTE, f"{settings}: {said.peak} bytes before the refusal")
        for number, settings in enumerate(COUNTLESS):
            said = trials.run([suanli, "validate", "a.yaml", *words_of(settings)], base)
            trials.require(said.code == 0, f"{settings}: {said.err}")
            announced = float(NEED.search(said.out)[1]) * GIBIBYTE
            held = stopped_early(suanli, base, f"d{number}.h5", settings)
            trials.require(held < 1.2 * announced, f"{settings}: {held} bytes, {announced} were announced")
    print(f"memory: over {len(ratios)} shapes the estimate is {ratios[lowest]:.2f} ({lowest}) to {ratios[highest]:.2f} ({highest}) of "
          f"the peak; {len(ENDLESS)} shapes beyond what Slurm has granted are refused before any work; {len(COUNTLESS)} of 10⁹ "
          "replications hold no more than was announced")


if __name__ == "__main__":
    main()
