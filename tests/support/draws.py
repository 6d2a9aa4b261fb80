#!/usr/bin/env python3
"""Random words of neighbouring draws, interleaved, through dieharder; and those of five rounds of Philox, which must fail.

    draws.py WORDS [SEED]        WORDS is the program suanli_interleaved_words

A p-value within 1e-6 of 0 or 1 is a failure: of 246 values, one in two thousand runs of a perfect generator has one. Within 1e-4,
as one run in twenty has, the test is repeated on the next seed, and being so again is a failure too. With one seed the outcome
is always the same. It takes seven minutes of a processor.
"""
import concurrent.futures
import os
import subprocess
import sys

NEIGHBOURS = ("firms", "periods", "replications", "purposes", "cells", "seeds")
# Half a minute of each kind of neighbours, all of them called good by dieharder; and those that five rounds do not pass.
TESTS = {"birthdays": "-d 0", "ranks of 32x32 bits": "-d 2 -p 20", "ranks of 6x8 bits": "-d 3", "bit stream": "-d 4",
         "counts of ones": "-d 8", "monobit": "-d 100", "serial": "-d 102", "bit distribution": "-d 200 -n 8",
         "byte distribution": "-d 205", "cosine transform": "-d 206", "filling trees": "-d 207"}
WEAK_ROUNDS, TESTS_OF_WEAK = 5, ("bit stream", "cosine transform")
FAILED, SUSPECT = 1e-6, 1e-4


def p_values(words, test):
    """What dieharder finds in the words that a command writes."""
    with subprocess.Popen(words, stdout=subprocess.PIPE) as source:
        done = subprocess.run(["dieharder", "-g", "200", *TESTS[test].split()], stdin=source.stdout,
                              capture_output=True, text=True, check=False)
        source.stdout.close()
    found = [float(line.split("|")[4]) for line in done.stdout.splitlines() if line.count("|") == 5 and "." in line]
    if done.returncode != 0 or not found:
        sys.exit(f"draws: dieharder {TESTS[test]} on {' '.join(words)}: {done.stdout}{done.stderr}")
    return found


def extreme(values):
    return min(min(p, 1 - p) for p in values)


def test_neighbours(program, kind, seed, test):
    """A line about a test, how many p-values it gave, the most extreme one, and whether it failed."""
    values = p_values([program, kind, str(seed)], test)
    worst, said = extreme(values), ""
    failed = worst < FAILED
    if not failed and worst < SUSPECT:
        again = extreme(p_values([program, kind, str(seed + 1)], test))
        failed, said = again < SUSPECT, f", again on the next seed: {again:.2g}"
    return f"{kind}, {test}: most extreme of {len(values)}: {worst:.2g}{said}", len(values), worst, failed


def weak_pass(program, kind, seed):
    """The tests that too few rounds pass."""
    words = [program, kind, str(seed), str(WEAK_ROUNDS)]
    return [test for test in TESTS_OF_WEAK if extreme(p_values(words, test)) >= FAILED]


def main(program, seed="1"):
    seed = int(seed)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        weak = {kind: pool.submit(weak_pass, program, kind, seed) for kind in NEIGHBOURS}
        tested = [pool.submit(test_neighbours, program, kind, seed, test) for kind in NEIGHBOURS for test in TESTS]
        for kind, result in weak.items():
            if result.result():
                sys.exit(f"draws: {WEAK_ROUNDS} rounds of Philox pass, {kind}: {', '.join(result.result())}: these tests see nothing")
        print(f"{WEAK_ROUNDS} rounds of Philox fail, whatever the neighbours: {', '.join(TESTS_OF_WEAK)}")
        values, worst, failures = 0, 1.0, []
        for result in tested:
            line, count, most_extreme, failed = result.result()
            print(line, flush=True)
            values, worst = values + count, min(worst, most_extreme)
            failures += [line] if failed else []
    print(f"{values} p-values, the most extreme {worst:.2g} from 0 or 1; failed: {len(failures)}")
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
