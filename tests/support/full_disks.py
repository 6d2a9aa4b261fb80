#!/usr/bin/env python3
"""Takes the disk, the directory or the terminal away from runs: they end with exit code 3 and the reason, and go on later.

    full_disks.py SUANLI SCENARIO N      N limits of each kind

As root also: file systems of their own (tmpfs) that are full, out of names, below a quota, and a directory whose rights
change during the run. Whatever was finished is taken up when there is room again, to the digest of an undisturbed run.
"""
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import time

import trials

RUN = ["--replications", "37", "--firms", "100", "--threads", "2"]
SLOW = 64  # replications that take a moment
NOBODY = 65534
CANNOT_BE_WRITTEN = "standard output: cannot be written"


class Bench:
    """An ensemble, its digest, and how large its files are."""

    def __init__(self, suanli, scenario, base):
        # In a place where the user `nobody` can read and start them.
        self.suanli, self.scenario = (pathlib.Path(shutil.copy(file, base)) for file in (suanli, scenario))
        self.suanli.chmod(0o755), self.scenario.chmod(0o644)
        self.cases, self.left = [], []
        said = self.run(base)
        trials.require(said.code == 0, said.err)
        self.digest, self.size = self.digest_of(base), (base / "b.h5").stat().st_size

    def run(self, directory, **options):
        return trials.run([self.suanli, "run", self.scenario, "-o", "b.h5", *RUN], directory, **options)

    def digest_of(self, directory, **options):
        return trials.run([self.suanli, "digest", "b.h5"], directory, **options).out

    def expect_refusal(self, what, said, directory, *reasons):
        trials.require(said.code == 3, f"{what}: exit code {said.code}: {said.err!r}")
        trials.require(trials.is_one_line(said.err) and any(reason in said.err for reason in reasons), f"{what}: {said.err!r}")
        trials.require("b.h5" in said.err, f"{what}: the file is not named: {said.err!r}")
        trials.require(not (directory / "b.h5").exists(), f"{what}: a file was published")

    def expect_rest(self, what, directory, **options):
        """With room again: what was finished is not simulated again, and the rest is."""
        parts = len(list((directory / "b.h5.parts").glob("*.rows"))) if (directory / "b.h5.parts").exists() else 0
        said = self.run(directory, **options)
        trials.require(said.code == 0, f"{what}, again: {said.code} {said.err!r}")
        taken = f"goes on: {min(37, 16 * parts)} of 37 replications were finished" in said.err
        trials.require(taken or parts == 0, f"{what}: {parts} parts were not taken up: {said.err!r}")
        trials.require(self.digest_of(directory) == self.digest, f"{what}: another digest")
        self.cases.append(what)
        self.left.append(parts)


def limited_files(bench, base, count):
    """No file may be larger than so much, as below a quota of files."""
    for i in range(count):
        most = 1000 + (bench.size - 1000) * i // count
        directory = base / f"limit-{i}"
        directory.mkdir()
        said = bench.run(directory, limits=[("fsize", most)])
        what = f"files of at most {most} bytes"
        bench.expect_refusal(what, said, directory, "File too large")
        bench.expect_rest(what, directory)


class FileSystem:
    """A tmpfs of its own."""

    def __init__(self, directory, options):
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.mounted = self.mount(["-t", "tmpfs", "-o", options, "tmpfs"])

    def mount(self, words):
        return subprocess.run(["mount", *words, self.directory], stderr=subprocess.DEVNULL, check=False).returncode == 0

    def enlarge(self):
        trials.require(self.mount(["-o", "remount,size=64m,nr_inodes=10000"]), "a file system is not made larger")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", self.directory], check=True)


def may_mount(base):
    with FileSystem(base / "one", "size=1m") as place:
        return place.mounted


def full_file_systems(bench, base, count):
    for i in range(count):
        size = 4096 * (2 + (2 * bench.size // 4096) * i // count)
        with FileSystem(base / f"full-{i}", f"size={size}") as place:
            said = bench.run(place.directory)
            what = f"a file system of {size} bytes"
            if said.code == 0:  # its files never lay there at once
                continue
            bench.expect_refusal(what, said, place.directory, "No space left on device")
            place.enlarge()
            bench.expect_rest(what, place.directory)


def file_systems_without_names(bench, base):
    for names in range(3, 9):
        with FileSystem(base / f"names-{names}", f"size=64m,nr_inodes={names}") as place:
            said = bench.run(place.directory)
            if said.code == 0:
                continue
            what = f"a file system of {names} names"
            trials.require(said.code in (2, 3) and "No space left on device" in said.err, f"{what}: {said.code} {said.err!r}")
            place.enlarge()
            bench.expect_rest(what, place.directory)


def quotas(bench, base, count):
    """Blocks that a user may have (tmpfs has quotas since Linux 6.6)."""
    for i in range(count):
        most = 4096 * (4 + (2 * bench.size // 4096) * i // count)
        with FileSystem(base / f"quota-{i}", f"size=64m,mode=777,usrquota,usrquota_block_hardlimit={most}") as place:
            if not place.mounted:
                return "; no quotas on this machine"
            said = bench.run(place.directory, user=NOBODY, group=NOBODY)
            if said.code == 0:
                continue
            what = f"a quota of {most} bytes"
            bench.expect_refusal(what, said, place.directory, "Disk quota exceeded")
            shutil.copytree(place.directory, base / f"more-{i}")
            bench.expect_rest(what, base / f"more-{i}")
    return ""


def taken_directories(bench, base):
    """During the run, before any part is finished and after, the directory or that of the parts vanishes, or may no longer be
    written; when it is back the run goes on with what is finished."""
    slow = [bench.suanli, "run", bench.scenario, "-o", "b.h5", "--replications", SLOW, "--set", "firms.count=20000", "--set",
            "time.end=2040", "--threads", "2"]
    trials.require(trials.run(slow, base).code == 0, "the run fails")
    expected = bench.digest_of(base)

    def vanish(taken):
        while taken.exists():  # files come while it is emptied
            shutil.rmtree(taken, ignore_errors=True)

    def close(taken):
        taken.chmod(0o555)
    for finished, name, take in itertools.product((False, True), (".", "b.h5.parts"), (vanish, close)):
        what = (f"a directory{' of parts' if name != '.' else ''} that {'vanishes' if take == vanish else 'may not be written'}"
                f"{' when some are finished' if finished else ''}")
        directory = base / what.replace(" ", "-")
        directory.mkdir()
        directory.chmod(0o777)
        as_nobody = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        process = subprocess.Popen([str(word) for word in slow], cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True, **as_nobody)
        begun = ["b.h5.parts/*.rows"] if finished else ["b.h5.parts", "*partial"]
        while process.poll() is None and not all(list(directory.glob(name_of)) for name_of in begun):
            time.sleep(0.002)
        take(directory / name)
        said = process.communicate()[1]
        left = trials.kept(directory / "b.h5", SLOW)
        trials.require(process.returncode == 3 and trials.is_one_line(said) and said.startswith("b.h5"),
                       f"{what}: {process.returncode} {said!r}")
        trials.require(not (directory / "b.h5").exists(), f"{what}: a file was published")
        if take == close:
            trials.require(f"{len(left.finished)} of {SLOW} replications are kept in b.h5.parts" in said, f"{what}: {said!r}")
            trials.require(left.finished or not finished, f"{what}: what was finished is lost")
        directory.mkdir(exist_ok=True)
        for place in (directory, directory / "b.h5.parts"):
            place.chmod(0o777) if place.exists() else None
        again = trials.run(slow, directory, **as_nobody)
        trials.require(again.code == 0 and bench.digest_of(directory) == expected, f"{what}, again: {again.code} {again.err!r}")
        trials.expect_taken_up(again.err, left, what)
        bench.cases.append(what)
        bench.left.append(len(left.finished))


def places_that_cannot_be(bench, base):
    """Before any work: wrong input, nothing is written."""
    (base / "file").touch()
    for place in ("none/b.h5", "file/b.h5", "/proc/b.h5", "/dev/full/b.h5", "x" * 300 + ".h5"):
        said = trials.run([bench.suanli, "run", bench.scenario, "-o", place, *RUN], base)
        trials.require(said.code == 2 and trials.is_one_line(said.err), f"{place[:20]}: {said.code} {said.err!r}")
        bench.cases.append(place)
    with FileSystem(base / "read-only", "size=1m,ro") as place:
        if place.mounted:
            said = bench.run(place.directory)
            trials.require(said.code == 2 and "Read-only file system" in said.err, f"read-only: {said.code} {said.err!r}")
            bench.cases.append("a read-only file system")
    directory = base / "no-parts"
    directory.mkdir()
    parts = directory / "b.h5.parts"
    for what, make in (("a file", parts.touch), ("a link to nowhere", lambda: parts.symlink_to("nowhere"))):
        make()
        for more in ([], ["--fresh"]):
            said = trials.run([bench.suanli, "run", bench.scenario, "-o", "b.h5", *RUN, *more], directory)
            trials.require(said.code == 2 and trials.is_one_line(said.err) and said.err.startswith("b.h5.parts: is not a directory"),
                           f"{what} where parts go: {said.code} {said.err!r}")
            trials.require(os.listdir(directory) == ["b.h5.parts"], f"{what} where parts go: {os.listdir(directory)}")
        parts.unlink()
        bench.cases.append(f"{what} where parts go")


def lost_streams(bench, base):
    """What cannot be said is an error of its own; what was computed stays."""
    digest = bench.digest
    for what, redirection in (("/dev/full", "> /dev/full"), ("closed output", ">&-"), ("closed streams", ">&- 2>&- <&-")):
        for words in (["run", bench.scenario, "-o", "c.h5", *RUN], ["check", "b.h5"], ["summary", "b.h5"], ["digest", "b.h5"],
                      ["validate", bench.scenario], ["describe"], ["steady-state", bench.scenario], ["version"], ["help"]):
            line = " ".join(f"'{word}'" for word in [bench.suanli, *words])
            said = trials.run(["sh", "-c", f"exec {line} {redirection}"], base)
            trials.require(said.code == 3, f"{words[0]} with {what}: exit code {said.code}: {said.err!r}")
            told = CANNOT_BE_WRITTEN + ("; c.h5 is complete\n" if words[0] == "run" else "\n")
            trials.require(said.err in (told, "") and (said.err or "2>&-" in redirection), f"{words[0]}: {said.err!r}")
            if words[0] == "run":
                found = trials.run([bench.suanli, "digest", "c.h5"], base).out
                trials.require(found == digest, f"run with {what}: the result is lost")
                (base / "c.h5").unlink()
            bench.cases.append(f"{words[0]} with {what}")
    for what, stream, code in (("nobody who reads answers", "stdout", 3), ("nobody who reads messages", "stderr", 0)):
        reader, writer = os.pipe()
        os.close(reader)
        said = trials.run([bench.suanli, "run", bench.scenario, "-o", "c.h5", *RUN], base, **{stream: writer})
        os.close(writer)
        trials.require(said.code == code, f"run with {what}: exit code {said.code}: {said.err!r}")
        trials.require(trials.run([bench.suanli, "digest", "c.h5"], base).out == digest, f"run with {what}: the result is lost")
        (base / "c.h5").unlink()
        bench.cases.append(f"run with {what}")


def main():
    suanli, scenario, count = sys.argv[1:]
    with trials.scratch() as base:
        base.chmod(0o777)
        bench = Bench(suanli, pathlib.Path(scenario).resolve(), base)
        limited_files(bench, base, int(count))
        note = "; file systems of one's own, which need root and the right to mount, were not tried"
        if may_mount(base):
            full_file_systems(bench, base, int(count))
            file_systems_without_names(bench, base)
            note = quotas(bench, base, int(count))
        taken_directories(bench, base)
        places_that_cannot_be(bench, base)
        lost_streams(bench, base)
    print(f"full disks: {len(bench.cases)} ways to lose a disk, a directory or a terminal, {sum(p > 0 for p in bench.left)} of "
          f"them with finished parts: exit code 3, or 2 before any work, the reason in one line, nothing finished lost{note}")


if __name__ == "__main__":
    main()
