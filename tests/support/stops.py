#!/usr/bin/env python3
"""Stops runs by TERM, INT, HUP and USR1 at random moments: they end within a second, exit code 85, and go on to the same digest.

    stops.py SUANLI SCENARIO N [SUANLI_MPI [SEED]]      N stops, and a fifth as many of two processes under mpirun

The second counts for half of the stops, and for each unless more processes want a processor than there are. A second INT at once
ends a run as any program; nothing that was published, and no finished part, is harmed by it.
"""
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time

import trials

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1)
BY_MPIRUN = SIGNALS[:2] + SIGNALS[3:]  # it ends with HUP, and its processes with it
RUN = ["--replications", "48", "--firms", "20000", "--set", "time.end=2032", "--threads", "2"]
STOPPED = 85


class Bench:
    """One ensemble that is stopped and started until it is complete, and begun again."""

    def __init__(self, words, scenario, base, lots):
        self.words, self.directory, self.lots = [*words, "run", scenario, "-o", "b.h5", *RUN], base, lots
        self.ranks = 2 if words[0] == "mpirun" else 1
        self.suanli = words[-1]
        self.latencies, self.ensembles, self.parts = [], 0, 0

    def start(self):
        return subprocess.Popen([str(word) for word in self.words], cwd=self.directory, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)

    def begin(self, longest):
        process = self.start()
        while process.poll() is None and not trials.listens(process, self.ranks):
            time.sleep(0.005)
        try:
            process.wait(self.lots.uniform(0, longest))
        except subprocess.TimeoutExpired:
            pass
        return process

    def digest(self):
        said = trials.run([self.suanli, "digest", "b.h5"], self.directory)
        trials.require(said.code == 0, said.err)
        return said.out

    def finished(self):
        return {part.name: part.read_bytes() for part in (self.directory / "b.h5.parts").glob("*.rows")}

    def expect_complete(self, expected):
        trials.require(self.digest() == expected, "another digest")
        trials.require(not (self.directory / "b.h5.parts").exists(), "parts stay behind")
        (self.directory / "b.h5").unlink()
        self.ensembles += 1


def stops(bench, wanted, expected, longest):
    """Each goes on where the one before was stopped."""
    while len(bench.latencies) < wanted:
        before = bench.finished()
        which = bench.lots.choice(SIGNALS if bench.ranks == 1 else BY_MPIRUN)
        process = bench.begin(longest)
        asked = time.monotonic()
        process.send_signal(which)
        while trials.at_work(process):  # mpirun itself takes two seconds more
            time.sleep(0.001)
        took = time.monotonic() - asked
        said = process.communicate()[1]
        crowded = os.getloadavg()[0] > os.cpu_count()  # others' work would be measured
        # TERM and INT mpirun passes on in its own time; it answers with 1 whatever its processes do, and may not wait for what
        # they say.
        by_mpirun = bench.ranks > 1 and which != signal.SIGUSR1
        if (bench.directory / "b.h5").exists():
            trials.require(process.returncode == 0 or by_mpirun, f"{which.name} after the end: exit code {process.returncode}")
            bench.expect_complete(expected)
            continue
        trials.require(process.returncode == STOPPED or (by_mpirun and process.returncode == 1),
                       f"{which.name}: exit code {process.returncode}: {said!r}")
        trials.require(by_mpirun or "b.h5: stopped: " in said, f"{which.name}: {said!r}")
        after = bench.finished()
        trials.require(all(after.get(name) == data for name, data in before.items()), f"{which.name}: a part was lost or changed")
        trials.require(took < 1 or crowded or by_mpirun, f"{which.name}: a stop took {took:.2f} s")
        bench.latencies.append((by_mpirun, took))
    in_our_time = [took for by_mpirun, took in bench.latencies if not by_mpirun]
    trials.require(not in_our_time or statistics.median(in_our_time) < 1, f"stops take {statistics.median(in_our_time):.2f} s")
    process = bench.start()
    trials.require(process.wait() == 0, f"the last run fails: {process.returncode}")
    bench.expect_complete(expected)


def second_interrupts(bench, wanted, expected, longest):
    """The second INT comes a moment after the first, and to a run that replaces an older result."""
    ended = 0
    for _ in range(wanted):
        process = bench.start()
        trials.require(process.wait() == 0, "a run fails")
        published = (bench.directory / "b.h5").read_bytes()
        process = bench.begin(longest / 2)
        parts = bench.finished()
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        time.sleep(bench.lots.choice([0, 0.0005, 0.002]))
        process.send_signal(signal.SIGINT)
        process.communicate()
        trials.require(time.monotonic() - asked < 2, "two INT: it goes on")
        ended += process.returncode == -signal.SIGINT
        trials.require(process.returncode in (-signal.SIGINT, STOPPED, 0), f"two INT: exit code {process.returncode}")
        trials.require((bench.directory / "b.h5").read_bytes() == published, "two INT: what was published has changed")
        after = bench.finished()
        trials.require(process.returncode == 0 or all(after.get(name) == data for name, data in parts.items()),
                       "two INT: a part was lost or changed")
        process = bench.start()
        trials.require(process.wait() == 0, "a run does not go on")
        bench.expect_complete(expected)
    trials.require(ended > 0 or wanted < 10, "no second INT ended a run")
    return ended


def described(latencies):
    if not latencies:
        return "none"
    return f"{len(latencies)}: median {1000 * statistics.median(latencies):.0f} ms, longest {1000 * max(latencies):.0f} ms"


def main():
    suanli, scenario, wanted, *rest = sys.argv[1:]
    wanted, lots = int(wanted), random.Random(int(rest[1]) if len(rest) > 1 else 1)
    with trials.scratch() as base:
        bench = Bench([suanli], scenario, base, lots)
        began = time.monotonic()
        trials.require(bench.start().wait() == 0, "the run fails")
        longest = time.monotonic() - began
        expected = bench.digest()
        (base / "b.h5").unlink()
        stops(bench, wanted, expected, longest)
        ended = second_interrupts(bench, max(1, wanted // 10), expected, longest)
        took = [took for _, took in bench.latencies]
        print(f"stops: signals over {bench.ensembles} ensembles: {described(took)}, exit code 85, the same "
              f"digest; {max(1, wanted // 10)} times a second INT, which ended {ended} runs at once and harmed nothing")
        if rest and shutil.which("mpirun"):
            together = Bench([*trials.mpirun(2), rest[0]], scenario, base, lots)
            stops(together, max(1, wanted // 5), expected, longest)
            passed_on, at_once = ([took for by_mpirun, took in together.latencies if by_mpirun == own] for own in (True, False))
            print(f"stops: signals to mpirun and two processes: USR1, {described(at_once)}, exit code 85; TERM and INT, which it "
                  f"passes on in its own time, {described(passed_on)}; the same digest")


if __name__ == "__main__":
    main()
