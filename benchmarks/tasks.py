#!/usr/bin/env python3
"""What does a task more cost a job: files, start-up, a look at it, its part of the merge?

    python3 benchmarks/tasks.py build/release/suanli scenarios/quick.yaml > benchmarks/tasks.txt

Jobs of tasks that simulate next to nothing, one replication each. Times at the smaller counts give a + b·tasks by least squares
of relative errors; the largest count is held out and predicted.
"""
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

COUNTS = [10, 30, 100, 300, 1000]
HELD_OUT = 3000
FAR = 10000
STARTS = 15  # processes whose start-up is timed at each count
REPEATS = 3  # of which the least counts: other processes only add


def seconds_of(command, directory, repeats=1):
    least = float("inf")
    for _ in range(repeats):
        began = time.monotonic()
        subprocess.run([str(word) for word in command], cwd=directory, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        least = min(least, time.monotonic() - began)
    return least


def files_below(directory):
    return sum(len(folders) + len(files) for _, folders, files in os.walk(directory))


def measure(suanli, scenario, tasks, directory):
    """Seconds of one process a task (the median), of all tasks in one process, of a look and of the merge; files."""
    job = directory / f"job{tasks}"
    size = ["--replications", tasks, "--firms", 300, "--set", "time.end=2023"]
    subprocess.run([suanli, "submit", scenario, "--tasks", str(tasks), "-o", job, *map(str, size)], check=True,
                   stdout=subprocess.DEVNULL)
    before = files_below(job)
    all_tasks = seconds_of([suanli, "task", job, f"1-{tasks}", "--threads", 1], directory)
    files = files_below(job) - before
    starts = []
    for _ in range(STARTS):
        task = 1 + (7919 * len(starts)) % tasks
        shutil.rmtree(job / f"tasks/{task}.parts")
        starts.append(seconds_of([suanli, "task", job, task, "--threads", 1], directory))
    look = seconds_of([suanli, "status", job], directory, REPEATS)
    merged = seconds_of([suanli, "merge", job, "-o", "merged.h5"], directory, REPEATS)
    size_of_parts = sum(file.stat().st_size for file in job.rglob("*.rows")) / tasks
    shutil.rmtree(job)
    return {"start": sorted(starts)[STARTS // 2], "tasks": all_tasks, "status": look, "merge": merged,
            "files": files, "bytes": size_of_parts}


def line_through(counts, times):
    """a and b that make Σ ((a + b n)/t − 1)² least."""
    weights = [1 / t**2 for t in times]
    sums = [sum(w * n**k for w, n in zip(weights, counts)) for k in range(3)]
    right = [sum(w * t * n**k for w, n, t in zip(weights, counts, times)) for k in range(2)]
    determinant = sums[0] * sums[2] - sums[1] ** 2
    b = (sums[0] * right[1] - sums[1] * right[0]) / determinant
    return (right[0] - b * sums[1]) / sums[0], b


def main():
    suanli, scenario = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="suanli-tasks-") as name:
        directory = pathlib.Path(name)
        table = {tasks: measure(suanli, scenario, tasks, directory) for tasks in [*COUNTS, HELD_OUT]}
    print(f"{platform.machine()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; a part has "
          f"{table[HELD_OUT]['bytes'] / 1000:.0f} kB; {table[HELD_OUT]['files'] / HELD_OUT:.1f} files and directories a task\n")
    print("tasks  one process [s]  all in one process [s]  status [s]  merge [s]")
    for tasks, row in table.items():
        print(f"{tasks:5}  {row['start']:15.3f}  {row['tasks']:22.2f}  {row['status']:10.3f}  {row['merge']:9.3f}")
    print(f"\na + b·tasks through {COUNTS[0]} to {COUNTS[-1]}, and what it says of the count that was held out")
    print(f"          a [s]   b [ms]  at {HELD_OUT} [s]  measured [s]   error  at {FAR} [s]")
    for what in ("tasks", "status", "merge"):
        a, b = line_through(COUNTS, [table[tasks][what] for tasks in COUNTS])
        said, found = a + b * HELD_OUT, table[HELD_OUT][what]
        print(f"{what:7} {a:8.3f} {1000 * b:8.3f} {said:12.2f} {found:13.2f} {said / found - 1:+7.1%} {a + b * FAR:12.1f}")
    starts = [row["start"] for row in table.values()]
    print(f"start   one process takes {min(starts):.3f} to {max(starts):.3f} s at every count: it does not see the others")


if __name__ == "__main__":
    main()
