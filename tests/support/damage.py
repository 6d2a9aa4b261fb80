#!/usr/bin/env python3
"""Damages what an interrupted run left, bit by bit and cut by cut, and lets the run go on.

    damage.py SUANLI FLIPS CUTS [SEED]

Every damage has to be found before the part or the state of a replication under way is used: it is named, the others are taken
up, what was lost is simulated again, and the digest is that of a run that nothing happened to.
"""
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import trials

REPLICATIONS = 24
SIZE = ["--replications", str(REPLICATIONS), "--firms", "400", "--threads", "2"]
GOES_ON = re.compile(r"b\.h5: goes on: (\d+) of 24 replications were finished, (\d+) begun\n")


def interrupted(suanli, directory):
    """Leaves finished parts and states of replications under way in b.h5.parts; how many of each."""
    for end in (2022 + 78 * 2 ** more for more in range(9)):  # until it is slow enough to be caught between two batches
        process = subprocess.Popen([suanli, "run", "a.yaml", "-o", "b.h5", *SIZE, "--set", f"time.end={end}"], cwd=directory,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        parts = directory / "b.h5.parts"
        while process.poll() is None and not list(parts.glob("*.rows")):
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        process.wait()
        if process.returncode == 85 and list(parts.glob("*.rows")) and list(parts.glob("*.state")):
            return end
        shutil.rmtree(parts, ignore_errors=True)
    raise SystemExit("damage: no run could be interrupted with a part and a state")


def damages(files, flips, cuts, lots):
    """(file, bit to flip or None, byte to flip it in or to cut at) as often as asked for; `files`: parts, and states."""
    for kind in ["flip"] * flips + ["cut"] * cuts:
        file = lots.choice(lots.choice(files))
        yield file, lots.randrange(8) if kind == "flip" else None, lots.randrange(file.stat().st_size)


def damaged(file, bit, at):
    """The bytes of a file, and in words what was done to them."""
    data = bytearray(file.read_bytes())
    if bit is None:
        return data[:at], f"{file.name}, cut at byte {at}"
    data[at] ^= 1 << bit
    return data, f"{file.name}, bit {bit} of byte {at} flipped"


def main():
    suanli, flips, cuts, *seed = sys.argv[1:]
    lots = random.Random(int(seed[0]) if seed else 1)
    with trials.scratch() as base:
        (base / "a.yaml").write_text(trials.SMALL, encoding="utf-8")
        end = interrupted(suanli, base)
        run = [suanli, "run", base / "a.yaml", "-o", "b.h5", *SIZE, "--set", f"time.end={end}"]
        parts = base / "b.h5.parts"
        files = sorted(parts.glob("*.rows")), sorted(parts.glob("*.state"))
        whole = base / "whole"
        shutil.copytree(parts, whole / parts.name)
        said = trials.run(run, whole)
        trials.require(said.code == 0, said.err)
        taken = [int(number) for number in GOES_ON.search(said.err).groups()]
        digest = trials.run([suanli, "digest", "b.h5"], whole).out

        def work(item):
            number, (file, bit, at) = item
            data, what = damaged(file, bit, at)
            directory = base / str(number)
            shutil.copytree(parts, directory / parts.name)
            (directory / parts.name / file.name).write_bytes(data)
            said = trials.run(run, directory)
            trials.require(said.code == 0, f"{what}: {said.code} {said.err!r}")
            trials.require(f"b.h5.parts/{file.name}: it " in said.err, f"{what}: not named: {said.err!r}")
            goes_on = GOES_ON.search(said.err)
            left = [int(n) for n in goes_on.groups()] if goes_on else [0, 0]
            lost = [taken[0] - left[0], taken[1] - left[1]]
            trials.require(lost == [16, 0] if file.suffix == ".rows" else lost == [0, 1], f"{what}: lost {lost}")
            trials.require(trials.run([suanli, "digest", "b.h5"], directory).out == digest, f"{what}: another digest")
            shutil.rmtree(directory)
            return file.suffix

        found = list(trials.side_by_side(work, enumerate(damages(files, int(flips), int(cuts), lots))))
    print(f"damage: {flips} flipped bits and {cuts} cuts in parts ({found.count('.rows')}) and states "
          f"({found.count('.state')}): all found before use and named, all else used, the digest that of an undisturbed run")


if __name__ == "__main__":
    main()
