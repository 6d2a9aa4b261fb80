"""Gives the program parts and states that were made to do harm: bytes changed, and the checksum made to fit them again.

What a run or a job has left is copied, one part of it changed, and the program told to go on: to simulate, to say how far
things are, to put together. It may take values as they are, which nobody can tell from others; whatever has another shape it
names, and simulates again what it should hold.
"""
import collections
import random
import shutil
import signal
import struct
import subprocess
import time

import trials

TAIL = struct.Struct("<QQ")
HEAD = 40  # bytes before what a part holds
VALUES = (0, 1, 2, 5, 1 << 16, 1 << 30, 1 << 40, 1 << 60, 1 << 63, (1 << 64) - 1, 0x7FF8 << 48)  # the last is not a number
MEMORY = 1 << 30
UNTIL = "ensemble.until={series: growth, half_width: 0.0000001, max_replications: 20}"


def resealed(body, checksum):
    return bytes(body) + TAIL.pack(len(body), checksum(bytes(body)))


def counts_of(body):
    """Where a part of rows says how many columns there are, how long each is, and how many rows have failed."""
    places, at = [HEAD], HEAD + 8
    for _ in range(struct.unpack_from("<Q", body, HEAD)[0]):
        places.append(at)
        at += 8 + 8 * struct.unpack_from("<Q", body, at)[0]
    trials.require(at + 8 == len(body), "a part is written in another way")
    return [*places, at]


def like_counts(body):
    """Where a state may say how many of something there are."""
    return [at for at in range(HEAD, len(body) - 7) if 0 < struct.unpack_from("<Q", body, at)[0] < 1 << 20]


def mutant(body, counts, lots):
    """What was done, and the bytes."""
    body = bytearray(body)
    how = lots.choice(["a count", "a count", "a count", "a list emptied", "the head", "any bytes", "cut", "longer"])
    if how == "a count":
        at = lots.choice(counts)
        body[at:at + 8] = struct.pack("<Q", lots.choice([value for value in VALUES if value != struct.unpack_from("<Q", body, at)[0]]))
    elif how == "a list emptied":
        at = lots.choice(counts)
        count = struct.unpack_from("<Q", body, at)[0]
        del body[at + 8:at + 8 + count * lots.choice([4, 8, 8, 8, 16, 24, 48])]
        body[at:at + 8] = bytes(8)
    elif how == "the head":
        struct.pack_into("<Q", body, lots.choice([16, 24, 32]), lots.choice(VALUES[2:]))
    elif how == "any bytes":
        at = lots.randrange(HEAD, len(body) - 7)
        struct.pack_into("<Q", body, at, lots.choice([*VALUES, lots.getrandbits(64)]))
    elif how == "cut":
        del body[lots.randrange(HEAD, len(body)):]
    else:
        body += bytes(lots.choice([1, 8, 1 << 16]))
    return how, body


class Left:
    """What runs and jobs have left: a job whose tasks are done, an ensemble that wants more replications, states of rows under
    way; with the command that goes on, and the digest that it shall come to."""

    def __init__(self, suanli, base, checksum):
        self.suanli, self.base, self.checksum = suanli, base, checksum
        (base / "p.yaml").write_text(trials.SITED, encoding="utf-8")
        self.told(["submit", "p.yaml", "--tasks", "2", "--replications", "20", "-o", "rows"])
        self.told(["task", "rows", "1-2"])
        self.told(["merge", "rows", "-o", "merged.h5"])
        self.rows = sorted((base / "rows/tasks/1.parts").glob("*.rows"))[0].relative_to(base)
        self.until = ["run", self.base / "p.yaml", "-o", "u.h5", "--set", UNTIL]
        self.slow = ["run", self.base / "p.yaml", "-o", "s.h5", "--replications", "2", "--firms", "8000", "--set", "time.end=2222",
                     "--set", "firms.investment=option", "--set", "firms.exit_rate=0.05"]
        self.digests = {name: self.digest(name, words, base / "sound") for name, words in
                        (("u.h5", self.until), ("s.h5", self.slow))}
        full = "fsize", (base / "sound/u.h5").stat().st_size - 4096
        said = trials.run([suanli, *self.until], base, limits=[full])
        trials.require(said.code == 3, said)
        self.interrupt()
        self.kinds = {"rows": (self.rows, counts_of), "u.h5": (self.first("u.h5.parts", "*.rows"), counts_of),
                      "s.h5": (self.first("s.h5.parts", "*.state"), like_counts)}

    def first(self, directory, names):
        found = sorted((self.base / directory).glob(names))
        trials.require(found, f"{directory} holds no {names}")
        return found[0].relative_to(self.base)

    def told(self, words):
        said = trials.run([self.suanli, *words], self.base)
        trials.require(said.code == 0, said)

    def digest(self, name, words, directory):
        directory.mkdir(exist_ok=True)
        said = trials.run([self.suanli, *words], directory)
        trials.require(said.code == 0, said)
        return trials.run([self.suanli, "digest", name], directory).out

    def interrupt(self):
        """Asks the slow run to stop when it is under way."""
        directory = self.base / "s.h5.parts"
        wait = 0.1
        for _ in range(30):
            process = subprocess.Popen([self.suanli, *map(str, self.slow)], cwd=self.base, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=trials.ENVIRONMENT)
            while process.poll() is None and not (directory / "identity").exists():
                time.sleep(0.002)
            time.sleep(wait)
            process.send_signal(signal.SIGUSR1)
            if process.wait() == 85 and list(directory.glob("*.state")):
                return
            wait *= 0.7 if process.returncode == 0 or list(directory.glob("*.rows")) else 1.4  # too late, or too early
            shutil.rmtree(directory, ignore_errors=True)
        trials.require(False, "no run could be stopped while it was under way")

    def meet(self, number, lots):
        """Changes one part, goes on, and answers what was named by whom."""
        name = ("rows", "u.h5", "s.h5")[number % 3]
        part, counts = self.kinds[name]
        directory = self.base / f"part{number}"
        directory.mkdir()
        top = part.parts[0]
        shutil.copytree(self.base / top, directory / top)
        body = (self.base / part).read_bytes()
        trials.require(resealed(body[:-TAIL.size], self.checksum) == body, "a part is sealed in another way")
        how, changed = mutant(body[:-TAIL.size], counts(body[:-TAIL.size]), lots)
        (directory / part).write_bytes(resealed(changed, self.checksum))
        commands = {"rows": [["status", "rows", "--thorough"], ["merge", "rows", "-o", "m.h5"], ["task", "rows", "1"],
                             ["merge", "rows", "-o", "m.h5"]], "u.h5": [self.until], "s.h5": [self.slow]}[name]
        named, found = False, []
        for words in commands:
            said = trials.run([self.suanli, *words], directory, patience=120)
            what = f"part {number} ({name}, {how}), {words[0]}: exit code {said.code}: {said.err[:300]!r}"
            trials.require(not said.hung and said.worked < 60, what)
            trials.require(said.code in (0, 1, 2, 3), what)
            trials.require(said.peak < MEMORY, f"{what}: {said.peak / trials.MEBIBYTE:.0f} MiB")
            trials.require(not trials.CONTROL.search(said.out + said.err), f"{what}: control characters")
            named = named or str(part) in said.out + said.err
            trials.require(said.code == 0 or named or name != "rows", what)
            found.append(said)
        trials.require(named or how == "any bytes" or name == "s.h5" and how == "a count", f"{what}: the part is not named")
        trials.require(not named or said.code == 0, what)
        if named:  # and simulated again
            result, sound = (("m.h5", self.base / "merged.h5") if name == "rows" else (name, self.base / "sound" / name))
            digests = {trials.run([self.suanli, "digest", path], directory).out for path in (result, sound)}
            trials.require(len(digests) == 1, f"{what}: another digest")
        shutil.rmtree(directory)
        return how, named, found


def meet(suanli, wanted, seed, checksum):
    """The line with the figures."""
    with trials.scratch() as base:
        left = Left(suanli, base, checksum)
        named, taken, commands, largest = collections.Counter(), 0, 0, 0
        for how, was_named, found in trials.side_by_side(
                lambda number: left.meet(number, random.Random(f"{seed} part {number}")), range(wanted)):
            named[how] += was_named
            taken += not was_named
            commands += len(found)
            largest = max(largest, *(said.peak for said in found))
    return (f"hostile parts: {wanted} parts and states with checksums that fit, met by {commands} commands: {sum(named.values())} "
            f"named and simulated again, {taken} taken for what they may be (other values); most memory "
            f"{largest / trials.MEBIBYTE:.0f} MiB")
