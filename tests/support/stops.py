#!/usr/bin/env python3
"""Stops runs by TERM, INT, HUP and USR1 at random moments: they end within a second, exit code 85, and go on to the same digest.

    stops.py SUANLI SCENARIO N [SUANLI_MPI [SEED]]      N stops, and a fifth as many of two processes under mpirun

Each says that it goes on with as many replications as the one before had left, finished and begun. The second counts for half of
the stops, and for each unless others work on the machine; whoever does, no process works for a second after its signal (below
mpirun, where it turns round while it waits for the other, two), and no stop takes ten. A run that is still being planned says
that it was stopped before any work. A second INT at once ends a run as any program; nothing that was published, and no finished part, is
harmed by it.
"""
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time

import trials

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1)
BY_MPIRUN = SIGNALS[:2] + 2 * SIGNALS[3:]  # it ends with HUP, and its processes with it
REPLICATIONS = 48
RUN = ["--replications", REPLICATIONS, "--firms", "20000", "--set", "time.end=2032"]
PLANNED = ["--replications", "2", "--firms", "100000", "--set", "time.end=2022.5", "--set", "tau_mode={endogenous: 0.5}"]
STOPPED = 85
LONGEST = 10  # seconds, whatever else the machine has to do


class Bench:
    """One ensemble that is stopped and started until it is complete, and begun again; two threads of all processes."""

    def __init__(self, words, scenario, base, lots):
        self.launch, self.scenario, self.directory, self.lots = words, scenario, base, lots
        self.ranks = 2 if words[0] == "mpirun" else 1
        self.suanli = words[-1]
        self.latencies, self.ensembles, self.resumed, self.taken_up = [], 0, 0, 0

    def start(self, scenario=None, output="b.h5", size=None):
        words = [*self.launch, "run", scenario or self.scenario, "-o", output, *(size or RUN), "--threads", 2 // self.ranks]
        return self.started(words)

    def started(self, words):
        return subprocess.Popen([str(word) for word in words], cwd=self.directory, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)

    def begin(self, longest):
        return self.delay(self.start(), longest)

    def delay(self, process, longest):
        """Until it listens, and a while longer."""
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

    def file(self):
        """Which file is there: one that is published anew has the same bytes, but is another."""
        status = (self.directory / "b.h5").stat()
        return status.st_dev, status.st_ino, status.st_mtime_ns

    def kept(self):
        return trials.kept(self.directory / "b.h5", REPLICATIONS)

    def expect_went_on(self, said, left, what):
        self.taken_up += trials.expect_taken_up(said, left, what)
        self.resumed += sum(left.numbers()) > 0

    def expect_complete(self, expected):
        trials.require(self.digest() == expected, "another digest")
        trials.require(not (self.directory / "b.h5.parts").exists(), "parts stay behind")
        (self.directory / "b.h5").unlink()
        self.ensembles += 1

    def go_to_end(self, expected, what):
        left = self.kept()
        process = self.start()
        said = process.communicate()[1]
        trials.require(process.returncode == 0, f"{what}: it does not go on: {process.returncode}: {said!r}")
        self.expect_went_on(said, left, what)
        self.expect_complete(expected)


def end_by(process, which, again=None):
    """Sends a signal, and a second one so many seconds later: seconds until all processes have ended (mpirun itself takes two
    more), most that one of them worked, what was said."""
    processes = trials.at_work(process)
    before = {pid: trials.worked(pid) for pid in processes}
    after = dict(before)
    asked = time.monotonic()
    process.send_signal(which)
    if again is not None:
        time.sleep(again)
        process.send_signal(which)
    while any(map(trials.status_of, processes)):
        after.update((pid, max(after[pid], trials.worked(pid))) for pid in processes)
        time.sleep(0.001)
    took = time.monotonic() - asked
    after.update((pid, max(after[pid], trials.worked(pid))) for pid in processes)
    said = process.communicate()[1]
    return took, max((after[pid] - before[pid] for pid in processes), default=0), said


def stops(bench, wanted, expected, longest):
    """Each goes on where the one before was stopped."""
    while len(bench.latencies) < wanted:
        before, left = bench.finished(), bench.kept()
        which = bench.lots.choice(SIGNALS if bench.ranks == 1 else BY_MPIRUN)
        process = bench.begin(longest)
        took, worked, said = end_by(process, which)
        crowded = os.getloadavg()[0] > os.cpu_count() + 1  # two threads of ours and this trial, and others' work
        # TERM and INT mpirun passes on in its own time; it answers with 1 whatever its processes do, and may not wait for what
        # they say.
        by_mpirun = bench.ranks > 1 and which != signal.SIGUSR1
        if trials.taken_up(said) is not None:
            bench.expect_went_on(said, left, which.name)
        if (bench.directory / "b.h5").exists():
            ended_mpirun = bench.ranks > 1 and process.returncode == -which  # which catches nothing any more in its last moment
            trials.require(process.returncode == 0 or by_mpirun or ended_mpirun,
                           f"{which.name} after the end: exit code {process.returncode}")
            trials.require(by_mpirun or trials.taken_up(said) or left.numbers() == (0, 0), f"{which.name}: it started over")
            bench.expect_complete(expected)
            continue
        trials.require(process.returncode == STOPPED or (by_mpirun and process.returncode == 1),
                       f"{which.name}: exit code {process.returncode}: {said!r}")
        trials.require(by_mpirun or ": stopped" in said, f"{which.name}: {said!r}")
        after = bench.finished()
        trials.require(all(after.get(name) == data for name, data in before.items()), f"{which.name}: a part was lost or changed")
        bench.kept().expect_at_least(left, which.name)
        trials.require(took < 1 or crowded or by_mpirun, f"{which.name}: a stop took {took:.2f} s")
        trials.require(worked < bench.ranks or by_mpirun, f"{which.name}: a process worked for {worked:.2f} s")
        trials.require(took < LONGEST, f"{which.name}: a stop took {took:.2f} s")
        bench.latencies.append((by_mpirun, took, worked))
    in_our_time = [took for by_mpirun, took, _ in bench.latencies if not by_mpirun]
    trials.require(statistics.median(in_our_time or [0]) < 1, f"stops take {in_our_time} s")
    bench.go_to_end(expected, "the last run")
    trials.require(bench.taken_up > 0, "no run had left anything to go on with")


def stops_while_planned(bench, wanted, scenario):
    """A pilot run comes before the others: nothing is there yet, and nothing is lost."""
    def end(words, output, longest):
        process = bench.delay(bench.started(words), longest)
        which = bench.lots.choice(SIGNALS if bench.ranks == 1 else [signal.SIGUSR1])
        _, worked, said = end_by(process, which)
        parts = bench.directory / f"{output}.parts"
        if process.returncode == 0 or parts.exists():  # it was planned sooner this time
            trials.require(longest > 0.001, f"{which.name} while it is planned: comes too late even at once")
            shutil.rmtree(parts, ignore_errors=True)
            end(words, output, longest / 2)
            return
        trials.require(process.returncode == STOPPED and ": stopped before any work: " in said,
                       f"{which.name} while it is planned: exit code {process.returncode}: {said!r}")
        trials.require(worked < bench.ranks, f"{which.name} while it is planned: a process worked for {worked:.2f} s")

    process = bench.start(scenario, "c.h5", PLANNED)
    while process.poll() is None and not trials.listens(process, bench.ranks):
        time.sleep(0.002)
    began = time.monotonic()
    while process.poll() is None and not (bench.directory / "c.h5.parts").exists():
        time.sleep(0.002)
    longest = 0.8 * (time.monotonic() - began)
    trials.require(process.wait() == 0, "the run that is planned for long fails")
    (bench.directory / "c.h5").unlink()
    run = [*bench.launch, "run", scenario, "-o", "c.h5", *PLANNED, "--threads", 2 // bench.ranks]
    for _ in range(wanted):
        end(run, "c.h5", longest)
    if bench.ranks > 1:
        return wanted
    job = trials.run([bench.suanli, "submit", scenario, "--tasks", "2", "-o", "job", *PLANNED], bench.directory)
    trials.require(job.code == 0, job.err)
    end([bench.suanli, "task", "job", "2"], "job/tasks/2", longest)
    return wanted + 1


def hard_ends(bench, wanted, expected, longest, which, twice):
    """Signals, the second a moment after the first, to a run that replaces an older result."""
    ended = 0
    for _ in range(wanted):
        process = bench.start()
        trials.require(process.wait() == 0, "a run fails")
        published, file = (bench.directory / "b.h5").read_bytes(), bench.file()
        process = bench.begin(longest / 2 if bench.ranks == 1 else 0)
        while bench.ranks > 1 and process.poll() is None and not bench.finished():  # mpirun leaves little time to save more
            time.sleep(0.002)
        parts = bench.finished()
        what = f"{'two ' if twice else ''}{which.name}"
        took = end_by(process, which, bench.lots.choice([0, 0.0005, 0.002]) if twice else None)[0]
        trials.require(took < (2 if bench.ranks == 1 else LONGEST), f"{what}: it goes on")
        ended += process.returncode == -which
        trials.require(bench.ranks > 1 or process.returncode in (-which, STOPPED, 0), f"{what}: exit code {process.returncode}")
        trials.require((bench.directory / "b.h5").read_bytes() == published, f"{what}: what was published has changed")
        after = bench.finished()
        complete = bench.file() != file  # then the parts are gone by right, and only then
        trials.require(complete or all(after.get(name) == data for name, data in parts.items()),
                       f"{what}: a part was lost or changed")
        trials.require(complete or bench.ranks > 1 or process.returncode != 0, f"{what}: exit code 0, and no new file")
        bench.go_to_end(expected, what)
    return ended


def described(latencies):
    if not latencies:
        return "none"
    took, worked = ([1000 * latency[which] for latency in latencies] for which in (1, 2))
    return (f"{len(latencies)}: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms, most that a process worked "
            f"{max(worked):.0f} ms")


def main():
    suanli, scenario, wanted, *rest = sys.argv[1:]
    wanted, lots = int(wanted), random.Random(int(rest[1]) if len(rest) > 1 else 1)
    planned_long = pathlib.Path(scenario).with_name("baseline.yaml")
    few = max(1, wanted // 10)
    with trials.scratch() as base:
        bench = Bench([suanli], scenario, base, lots)

        def undisturbed(bench):
            began = time.monotonic()
            trials.require(bench.start().wait() == 0, "the run fails")
            return time.monotonic() - began
        longest = undisturbed(bench)
        expected = bench.digest()
        (base / "b.h5").unlink()
        stops(bench, wanted, expected, longest)
        planned = stops_while_planned(bench, few, planned_long)
        ended = hard_ends(bench, few, expected, longest, signal.SIGINT, True)
        trials.require(ended > 0 or few < 10, "no second INT ended a run")
        print(f"stops: signals over {bench.ensembles} ensembles: {described(bench.latencies)}, exit code 85; {bench.resumed} runs "
              f"went on with all that was left, {bench.taken_up} replications, to the same digest; {planned} more while a run was "
              f"planned, before any work; {few} times a second INT, which ended {ended} runs at once and harmed nothing")
        if rest and shutil.which("mpirun"):
            together = Bench([*trials.mpirun(2), rest[0]], scenario, base, lots)
            longest = undisturbed(together)
            together.expect_complete(expected)
            stops(together, max(1, wanted // 5), expected, longest)
            planned = stops_while_planned(together, 1, planned_long)
            few = min(5, max(1, wanted // 5))
            for which, twice in ((signal.SIGINT, True), (signal.SIGTERM, False)):
                hard_ends(together, few, expected, longest, which, twice)
            passed_on, at_once = ([latency for latency in together.latencies if latency[0] == own] for own in (True, False))
            print(f"stops: signals to mpirun and two processes: USR1, {described(at_once)}, exit code 85; TERM and INT, which it "
                  f"passes on in its own time, {described(passed_on)}; {together.resumed} runs went on with all that was left, "
                  f"{together.taken_up} replications, to the same digest; {planned} more while a run was planned; {few} times two "
                  f"INT and {few} times TERM to runs that replace a result: nothing harmed")


if __name__ == "__main__":
    main()
