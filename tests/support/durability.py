#!/usr/bin/env python3
"""Kills runs and lets them go on: nothing that was finished may be lost, repeated or changed.

    durability.py points SUANLI SHIM SCENARIO [EVERY]      at every write to a file in turn (killat.c), or of those of HDF5,
                                                           of which there are a thousand, at every so many-th
    durability.py kills SUANLI SHIM SCENARIO N [SEED]      N times at random; the log says where each struck

`points` does so, too, at the writes of a run that was stopped once and is asked to stop again (USR1), when it saves the states of
replications under way; a part of the `kills` come a moment after USR1. What is finished stays the same file, which is never
written again. Prints a line for each kill to durability.log in the working directory, and what it found at the end.
"""
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import trials

# Three batches, the last not a whole one, of small economies that record much.
SMALL = ["--replications", "40", "--firms", "300", "--set", "time.end=2023", "--threads", "2"]
LARGE = ["--replications", "160", "--firms", "300", "--set", "time.end=2024", "--set", "record.panel=200", "--threads", "2"]
# Two batches that are finished, and six replications that take a moment.
STATES = ["--replications", "38", "--firms", "60000", "--set", "time.end=2032", "--threads", "2"]
STOPPED = 85
OUTPUT = "out.h5"


class Bench:
    """A directory in which one ensemble is run, killed and run again."""

    def __init__(self, suanli, shim, scenario, size):
        self.suanli, self.shim, self.scenario = suanli, shim, scenario
        self.take_up(size)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="suanli-durability-"))
        self.parts = {}  # finished parts seen so far: their bytes' digest, file and time
        self.left = trials.Kept(set(), set())
        self.expected = None

    def take_up(self, size):
        """From now on, an ensemble of this size."""
        self.size, self.replications = size, int(size[1])

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self, output=OUTPUT, **shim):
        environment = dict(os.environ, **{name: str(value) for name, value in shim.items()})
        if shim:
            environment["LD_PRELOAD"] = self.shim
        return subprocess.Popen([self.suanli, "run", self.scenario, "-o", output, *self.size], cwd=self.directory,
                                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def finish(self):
        """Runs without disturbance; what it said."""
        process = self.start()
        said = process.communicate()[1]
        require(process.returncode == 0, f"exit code {process.returncode}: {said}")
        return said

    def digest(self, output=OUTPUT):
        return subprocess.run([self.suanli, "digest", output], cwd=self.directory, check=True, capture_output=True,
                              text=True).stdout

    def folder(self):
        return self.directory / (OUTPUT + ".parts")

    def finished_parts(self):
        """What tells a part that was written again from one that was not, though it has the same bytes."""
        return {part.name: (hashlib.sha256(part.read_bytes()).hexdigest(), part.stat().st_ino, part.stat().st_mtime_ns)
                for part in self.folder().glob("*.rows")}

    def half_written(self, before=(), kind="rows"):
        """Parts that have their first byte and not yet their name, but those that an earlier run left."""
        return [name for name in self.names()
                if f".{kind}." in name and name not in before and size_of(self.folder() / name) > 0]

    def names(self):
        return sorted(os.listdir(self.folder())) if self.folder().exists() else []

    def look(self):
        """Parts only come, and never change, until the output is there; states go only when their rows are finished."""
        now, left = self.finished_parts(), trials.kept(self.directory / OUTPUT, self.replications)
        if not self.is_published():
            for name, file in self.parts.items():
                require(now.get(name) == file, f"part {name} was lost, changed or written again")
            left.expect_at_least(self.left, "a kill")
        self.parts.update(now)
        self.left = left
        return now

    def is_published(self):
        return (self.directory / OUTPUT).exists() and self.digest() == self.expected

    def clear(self):
        self.parts, self.left = {}, trials.Kept(set(), set())
        for path in self.directory.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def size_of(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:  # it has its name now
        return 0


def require(holds, message):
    if not holds:
        sys.exit(f"durability: {message}")


def log(line):
    with open("durability.log", "a", encoding="utf-8") as file:
        print(line, file=file)


def expect_complete(bench):
    """Goes on with all that is there, and with nothing else."""
    left = trials.kept(bench.directory / OUTPUT, bench.replications)
    said = bench.finish()
    require(bench.is_published(), "the digest is another one")
    trials.expect_taken_up(said, left, "the run after a kill")
    names = sorted(path.name for path in bench.directory.iterdir())
    require(names == [OUTPUT], f"left behind: {names}")
    return said


def reference(bench):
    bench.finish()
    bench.expected = bench.digest()
    bench.clear()


def points(bench, every):
    """Dies at each write of a run in turn, before it and half-way; then lets another run finish."""
    reference(bench)
    trace = pathlib.Path(tempfile.mkstemp(prefix="suanli-writes-")[1])
    require(bench.start(KILL_LOG=trace).wait() == 0, "the run fails below the shim")
    writes = [line.split(" ", 2) for line in trace.read_text(encoding="utf-8").splitlines() if not line.startswith("0 ")]
    trace.unlink()
    inside = tried = pwrites = 0
    for number, what, where in writes:
        pwrites += what == "pwrite"
        if what == "pwrite" and pwrites % every != 0:
            continue
        tried += 1
        for torn in [0, 1] if what in ("write", "pwrite") else [0]:
            bench.clear()
            process = bench.start(KILL_AT=number, KILL_TORN=torn)
            process.communicate()
            require(process.returncode == -signal.SIGKILL, f"write {number} did not kill: {process.returncode}")
            parts, half = bench.look(), bench.half_written()
            inside += bool(half)
            published = bench.is_published()
            said = expect_complete(bench)
            if parts and not published:
                require(f" {min(40, 16 * len(parts))} of 40 " in said, f"{len(parts)} parts were not taken up: {said}")
            log(f"point {number} {what}{' torn' if torn else ''} {pathlib.Path(where.strip()).name}: "
                f"{len(parts)} parts, half-written {half}")
    print(f"durability: killed at {tried} of {len(writes)} writes, {inside} times inside a part: nothing lost or changed")


def points_of_states(bench, every):
    """Dies at each write, or every so many-th, of a run that saves states where others lie already; then lets another finish."""
    bench.take_up(STATES)
    lots, begun = random.Random(1), time.monotonic()
    reference(bench)
    longest = (time.monotonic() - begun) / 8  # that six replications take
    while not bench.left.finished or not bench.left.begun:  # stopped by itself, in the last batch
        bench.clear()
        process = bench.start()
        while process.poll() is None and not bench.finished_parts():
            time.sleep(0.002)
        process.send_signal(signal.SIGUSR1)
        process.communicate()
        bench.look()
    with tempfile.TemporaryDirectory(prefix="suanli-stopped-") as stopped:
        shutil.copytree(bench.directory, stopped, dirs_exist_ok=True)
        kills = inside = replaced = 0
        number, torn, missed = 1, 0, 0
        while missed < 6:  # fewer writes than that, or none, since it was too early or too late
            bench.clear()
            shutil.copytree(stopped, bench.directory, dirs_exist_ok=True)
            bench.look()
            left = bench.left
            process = bench.start(KILL_FROM=".state", KILL_AT=number, KILL_TORN=torn)
            said = process.stderr.readline()  # it is about to simulate
            require(trials.taken_up(said) == left.numbers(), f"{left.numbers()} were left: {said}")
            wait_for(process, lots.uniform(0, longest))
            process.send_signal(signal.SIGUSR1)
            said = process.communicate()[1]
            require(process.returncode in (-signal.SIGKILL, STOPPED, 0), f"exit code {process.returncode}: {said}")
            bench.look()
            half = bench.half_written(kind="state")
            struck = process.returncode == -signal.SIGKILL
            if struck:
                kills, inside = kills + 1, inside + bool(half)
                replaced += any(int(name.partition(".")[0]) in left.begun for name in half)
            said = expect_complete(bench)
            require("simulated again" not in said, f"a state is broken: {said}")
            log(f"point {number}{' torn' if torn else ''} of those that save states: exit code {process.returncode}, "
                f"{len(left.begun)} states before, half-written {half}")
            missed = 0 if struck else missed + 1
            longest *= 0.8 if process.returncode == 0 else 1
            if struck:
                number, torn = (number, 1) if torn == 0 else (number + every, 0)
    require(kills > 0, "no run was killed while it saved states")
    print(f"durability: killed {kills} times when states were saved, {inside} times inside one, {replaced} of them inside one that "
          f"replaces another: nothing lost or changed")


def wait_for(process, seconds):
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass


def kills(bench, wanted, seed):
    """Kills at random, half of the times inside a part, and begins anew whenever an ensemble is complete."""
    reference(bench)
    lots = random.Random(seed)
    inside = inside_states = ensembles = 0
    struck = 0
    longest = 4.0  # seconds that an ensemble takes, as known so far
    while struck < wanted:
        before, states = bench.half_written(), bench.half_written(kind="state")
        left = trials.kept(bench.directory / OUTPUT, bench.replications)
        process = bench.start(SLOW_FSYNC=150)
        began = time.monotonic()
        how = lots.random()
        if how < 0.2:  # while it saves what is under way
            while process.poll() is None and not (trials.catches(process.pid) and (bench.folder() / "identity").exists()):
                time.sleep(0.002)
            wait_for(process, lots.uniform(0, longest / 4))
            process.send_signal(signal.SIGUSR1)
            wait_for(process, lots.uniform(0, 0.5))
        elif how < 0.6:  # any time at all; otherwise soon after the first byte of a part
            wait_for(process, lots.uniform(0, longest))
        else:
            while process.poll() is None and not bench.half_written(before):
                time.sleep(0.002)
            wait_for(process, lots.uniform(0, 0.1))
        process.kill()
        said = process.communicate()[1]
        require(trials.taken_up(said) in (None, left.numbers()), f"{left.numbers()} were left: {said}")
        if process.returncode == STOPPED and how < 0.2:
            bench.look()
            continue
        if process.returncode == 0:
            require(trials.taken_up(said) or left.numbers() == (0, 0), f"it started over: {said}")
            longest = 0.9 * longest + 0.1 * (time.monotonic() - began)
            require(bench.digest() == bench.expected, "the digest is another one")
            require(not bench.folder().exists(), "parts stay behind")
            ensembles += 1
            bench.clear()
            continue
        require(process.returncode == -signal.SIGKILL, f"exit code {process.returncode}: {said}")
        struck += 1
        parts, half, half_states = bench.look(), bench.half_written(before), bench.half_written(states, "state")
        inside += bool(half)
        inside_states += bool(half_states)
        log(f"kill {struck} after {time.monotonic() - began:.3f} s: {len(parts)} parts, half-written {half + half_states}")
    expect_complete(bench)
    print(f"durability: {struck} kills at random, {inside} of them between the first byte and the name of a part and "
          f"{inside_states} of a state, over {ensembles + 1} ensembles: nothing lost, repeated or changed")


def main():
    mode, suanli, shim, scenario, *rest = sys.argv[1:]
    bench = Bench(suanli, shim, scenario, SMALL if mode == "points" else LARGE)
    try:
        if mode == "points":
            every = int(rest[0]) if rest else 1
            points(bench, every)
            points_of_states(bench, max(1, every // 10))
        else:
            kills(bench, int(rest[0]), int(rest[1]) if len(rest) > 1 else 1)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
