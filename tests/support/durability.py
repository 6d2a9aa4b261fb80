#!/usr/bin/env python3
"""Kills runs and lets them go on: nothing that was finished may be lost, repeated or changed.

    durability.py points SUANLI SHIM SCENARIO [EVERY]      at every write to a file in turn (killat.c), or of those of HDF5,
                                                           of which there are a thousand, at every so many-th
    durability.py kills SUANLI SHIM SCENARIO N [SEED]      N times at random; the log says where each struck

Prints a line for each kill to durability.log in the working directory, and what it found at the end.
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

# Three batches, the last not a whole one, of small economies that record much.
SMALL = ["--replications", "40", "--firms", "300", "--set", "time.end=2023", "--threads", "2"]
LARGE = ["--replications", "160", "--firms", "300", "--set", "time.end=2024", "--set", "record.panel=200", "--threads", "2"]
OUTPUT = "out.h5"


class Bench:
    """A directory in which one ensemble is run, killed and run again."""

    def __init__(self, suanli, shim, scenario, size):
        self.suanli, self.shim, self.scenario, self.size = suanli, shim, scenario, size
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="suanli-durability-"))
        self.parts = {}  # finished parts seen so far, and their bytes' digest
        self.expected = None

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
        return {part.name: hashlib.sha256(part.read_bytes()).hexdigest() for part in self.folder().glob("*.rows")}

    def half_written(self, before=()):
        """Parts that have their first byte and not yet their name, but those that an earlier run left."""
        return [name for name in self.names()
                if ".rows." in name and name not in before and size_of(self.folder() / name) > 0]

    def names(self):
        return sorted(os.listdir(self.folder())) if self.folder().exists() else []

    def look(self):
        """Parts only come, and never change, until the output is there."""
        now = self.finished_parts()
        for name, digest in self.parts.items():
            require(now.get(name) == digest or self.is_published(), f"part {name} was lost or changed")
        self.parts.update(now)
        return now

    def is_published(self):
        return (self.directory / OUTPUT).exists() and self.digest() == self.expected

    def clear(self):
        self.parts = {}
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
    said = bench.finish()
    require(bench.digest() == bench.expected, "the digest is another one")
    left = sorted(path.name for path in bench.directory.iterdir())
    require(left == [OUTPUT], f"left behind: {left}")
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
    writes = [line.split(" ", 2) for line in trace.read_text(encoding="utf-8").splitlines()]
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


def wait_for(process, seconds):
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass


def kills(bench, wanted, seed):
    """Kills at random, half of the times inside a part, and begins anew whenever an ensemble is complete."""
    reference(bench)
    lots = random.Random(seed)
    inside = ensembles = 0
    struck = 0
    longest = 4.0  # seconds that an ensemble takes, as known so far
    while struck < wanted:
        before = bench.half_written()
        process = bench.start(SLOW_FSYNC=150)
        began = time.monotonic()
        if lots.random() < 0.5:  # any time at all; otherwise soon after the first byte of a part
            wait_for(process, lots.uniform(0, longest))
        else:
            while process.poll() is None and not bench.half_written(before):
                time.sleep(0.002)
            wait_for(process, lots.uniform(0, 0.1))
        process.kill()
        said = process.communicate()[1]
        if process.returncode == 0:
            longest = 0.9 * longest + 0.1 * (time.monotonic() - began)
            require(bench.digest() == bench.expected, "the digest is another one")
            require(not bench.folder().exists(), "parts stay behind")
            ensembles += 1
            bench.clear()
            continue
        require(process.returncode == -signal.SIGKILL, f"exit code {process.returncode}: {said}")
        struck += 1
        parts, half = bench.look(), bench.half_written(before)
        inside += bool(half)
        log(f"kill {struck} after {time.monotonic() - began:.3f} s: {len(parts)} parts, half-written {half}")
    expect_complete(bench)
    print(f"durability: {struck} kills at random, {inside} of them between the first byte and the name of a part, over "
          f"{ensembles + 1} ensembles: nothing lost, repeated or changed")
    return inside


def main():
    mode, suanli, shim, scenario, *rest = sys.argv[1:]
    bench = Bench(suanli, shim, scenario, SMALL if mode == "points" else LARGE)
    try:
        if mode == "points":
            points(bench, int(rest[0]) if rest else 1)
        else:
            kills(bench, int(rest[0]), int(rest[1]) if len(rest) > 1 else 1)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
