#!/usr/bin/env python3
"""Ensembles of R processes and T threads each, stopped at five places and finished by others, have the digest of one alone.

    crossed.py SUANLI SUANLI_MPI N [SUANLI_OTHER...]      N of the 16 ways with R of 1, 2, 3, 4 and T of 1, 2, 4, 8

USR1 comes when so many tenths of the time that the ensemble takes undisturbed are over. In turn, what was stopped is finished
by another number of processes and threads, by the program without MPI, and by the others given, whose kernels differ; each says
that it goes on with as many replications as were left, finished and begun.
"""
import itertools
import random
import signal
import subprocess
import sys
import time

import trials

REPLICATIONS = 40
RUN = ["run", "a.yaml", "-o", "b.h5", "--replications", REPLICATIONS, "--firms", "2000", "--set", "time.end=2120"]
RANKS, THREADS, TENTHS = (1, 2, 3, 4), (1, 2, 4, 8), (1, 3, 5, 7, 9)
STOPPED = 85


def begin(words, directory):
    return subprocess.Popen([str(word) for word in words], cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True)


def main():
    suanli, suanli_mpi, wanted, *others = sys.argv[1:]
    by_processes = [(ranks, [*trials.mpirun(ranks), suanli_mpi, *RUN, "--threads", threads])
                    for ranks, threads in itertools.product(RANKS, THREADS)]
    random.Random(1).shuffle(by_processes)
    finishing = itertools.cycle([program, *RUN] for program in (suanli, *others))
    stopped = 0
    taken_up = {True: 0, False: 0}  # replications, by several processes or by one
    with trials.scratch() as directory:
        (directory / "a.yaml").write_text(trials.SMALL, encoding="utf-8")

        def expect_digest():
            said = trials.run([suanli, "digest", "b.h5"], directory)
            trials.require(said.code == 0 and said.out == expected, f"another digest: {said.out}{said.err}")
            (directory / "b.h5").unlink()

        def complete(words):
            said = trials.run(words, directory)
            trials.require(said.code == 0, f"{words}: exit code {said.code}: {said.err}")
            return said

        complete([suanli, *RUN])
        expected = trials.run([suanli, "digest", "b.h5"], directory).out
        for at, (ranks, words) in enumerate(by_processes[:int(wanted)]):
            seconds = complete(words).seconds
            expect_digest()
            for turn, tenths in enumerate(TENTHS):
                process = begin(words, directory)
                start = time.monotonic()
                while process.poll() is None and (time.monotonic() < start + seconds * tenths / 10
                                                  or not trials.listens(process, ranks)
                                                  or not (directory / "b.h5.parts" / "identity").exists()):
                    time.sleep(0.002)
                process.send_signal(signal.SIGUSR1)
                said = process.communicate()[1]
                trials.require(process.returncode in (STOPPED, 0), f"{words}: exit code {process.returncode}: {said}")
                if process.returncode == STOPPED:
                    stopped += 1
                    left = trials.kept(directory / "b.h5", REPLICATIONS)
                    by, rest = by_processes[(at + 7 * (turn + 1)) % len(by_processes)] if turn % 2 else (1, next(finishing))
                    taken_up[by > 1] += trials.expect_taken_up(complete(rest).err, left, rest)
                expect_digest()
    trials.require(stopped > 0, "every ensemble came to its end before it was stopped")
    trials.require(sum(taken_up.values()) > 0, "nothing was left to go on with")
    trials.require(taken_up[True] > 0 or int(wanted) < 8, "several processes never had anything to go on with")
    print(f"crossed: {wanted} numbers of processes and threads; {stopped} of {int(wanted) * len(TENTHS)} ensembles stopped before "
          f"their end and finished in another way, which went on with all that was left, {taken_up[False]} replications by one "
          f"process and {taken_up[True]} by several: the same digest")


if __name__ == "__main__":
    main()
