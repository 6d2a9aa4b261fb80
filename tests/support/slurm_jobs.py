#!/usr/bin/env python3
"""Jobs of `suanli submit` on a real Slurm: whatever happens to their tasks, what is merged is what a single run gives.

    slurm_jobs.py array SUANLI SCENARIO        eight tasks, one killed, one told to stop, both requeued; then one cut short and
                                               one lost, both submitted again
    slurm_jobs.py ranks SUANLI SCENARIO PROGRAM
                                               four ranks of PROGRAM, the one with MPI, by srun and mpirun; srun's are told to
                                               stop and requeued; refused where srun does not connect them
    slurm_jobs.py long SUANLI SCENARIO [PROGRAM]
                                               a time limit that strikes, two nodes, a job that preempts another; four ranks
                                               of PROGRAM on two nodes
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from slurm import Cluster, output_of, wait_until
from trials import catches, status_of

# Some tenths of a second a task or more, and little to write.
SIZE = ["--firms", "400000", "--replications", "16", "--set", "time.end=2042"]
SOME_TIME = ["--firms", "1000000", "--replications", "8", "--set", "time.end=2062"]
MINUTES = ["--firms", "1000000", "--replications", "160", "--set", "time.end=2062"]
# Whoever pastes these into a shell unquoted would notice.
HOSTILE_JOB = "it's a \"job\"; $(touch hacked) `touch hacked`\n& more"
HOSTILE_BIN = "bin $(touch hacked) 'quoted'"


def require(holds, message):
    if not holds:
        sys.exit(f"slurm: {message}")


class Bench:
    """A directory with the program under a hostile name, and the digest of a single run."""

    def __init__(self, suanli, scenario, size):
        self.size, self.scenario = size, scenario
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="suanli-slurm-"))
        (self.directory / HOSTILE_BIN).mkdir()
        self.program = self.directory / HOSTILE_BIN / "suanli"
        self.program.symlink_to(suanli)
        self.run("run", scenario, "-o", "single.h5", *size)
        self.expected = self.run("digest", "single.h5")

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)

    def run(self, *words):
        done = subprocess.run([self.program, *words], cwd=self.directory, capture_output=True, text=True, check=False)
        require(done.returncode == 0, f"suanli {' '.join(words)}: {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def expect_single(self, file):
        """That a file has the digest of a single run, and that no name on the way to it was run as a command."""
        require(self.run("digest", str(file)) == self.expected, f"{file}: the digest is another one")
        require(not list(self.directory.rglob("hacked")), "a name was run as a command")


class Job:
    """A job of `suanli submit` on the cluster, by the program that it shall start."""

    def __init__(self, bench, name, program, *words):
        self.bench, self.name, self.place = bench, name, bench.directory / name
        self.program = pathlib.Path(program).resolve()
        said = bench.run("submit", bench.scenario, "-o", name, "--go", "--program", str(program), *bench.size, *words)
        require(said.startswith("Submitted batch job "), said)
        self.number = said.split()[-1]

    def queue(self, form):
        return output_of("squeue", "-h", "-r", "-j", self.number, "-t", "PD,R,S,CF,CG,RQ,SE", "-o", form).split()

    def wait(self, seconds):
        wait_until(lambda: not output_of("squeue", "-h", "-t", "PD,R,S,CF,CG,RQ,SE"), seconds, f"the job\n{self.words()}")

    def words(self):
        return "".join(f"{log.name}: {log.read_text(errors='replace')}" for log in (self.place / "logs").glob("*.log"))

    def listening(self, count):
        """Its processes at work, as soon as so many listen to signals."""
        found = []

        def all_listen():
            found[:] = [pid for pid in self.processes() if catches(pid)]
            return len(found) == count

        wait_until(all_listen, 60, f"{count} processes\n{self.words()}")
        return found

    def processes(self):
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "exe").resolve() == self.program and (process / "cwd").resolve() == self.place:
                    yield int(process.name)

    def restarts_of(self, number):
        return int(output_of("scontrol", "show", "job", number).split(" Restarts=")[1].split()[0])


class Array(Job):
    """Tasks that share an ensemble."""

    def __init__(self, bench, name, tasks, *more):
        super().__init__(bench, name, bench.program, "--tasks", str(tasks), *more)

    def restarts(self, task):
        return self.restarts_of(f"{self.number}_{task}")

    def status(self):
        return json.loads(self.bench.run("status", self.name, "--json", "--thorough"))

    def expect_merged(self):
        status = self.status()
        require(status["complete"], f"not complete: {status}\n{self.words()}")
        self.bench.run("merge", self.name, "-o", "merged.h5")
        self.bench.expect_single("merged.h5")

    def process_of(self, task):
        """The program at work on a task, as soon as it listens to signals."""
        wait_until(lambda: self.find(task), 60, f"task {task}")
        return self.find(task)

    def halted(self, *tasks):
        """The programs at work on some tasks, each stands still as soon as it listens to signals."""
        found = {}

        def all_halted():
            for task in tasks:
                if task not in found and (process := self.find(task)):
                    found[task], = halt([process])
            return len(found) == len(tasks)

        wait_until(all_halted, 60, f"tasks {tasks}\n{self.words()}")
        return [found[task] for task in tasks]

    def find(self, task):
        if not (self.place / f"tasks/{task}.parts/lock").exists():
            return None
        for process in self.processes():
            with contextlib.suppress(OSError):
                if pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[1:4] == [b"task", b".", str(task).encode()]:
                    return process
        return None


def halt(processes):
    """Processes that stand still, lest they end before they are told to."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    return processes


def tell(processes, job):
    """Sends USR1 to a job whose processes stand still, and lets them go on when it has reached them."""
    def is_pending(process):
        return int(status_of(process)["ShdPnd"], 16) >> (signal.SIGUSR1 - 1) & 1

    subprocess.run(["scancel", "--batch", "--signal=USR1", job], check=True)
    wait_until(lambda: all(map(is_pending, processes)), 30, "the signal")
    for process in processes:
        os.kill(process, signal.SIGCONT)


def array(bench):
    with Cluster(cpus=2):
        job = Array(bench, HOSTILE_JOB, 8)
        killed, told = job.halted(1, 2)
        os.kill(killed, signal.SIGKILL)
        tell([told], f"{job.number}_2")
        job.wait(120)
        restarts = [job.restarts(task) for task in range(1, 9)]
        # A signal to the batch shell may come once more after the restart.
        require(restarts[0] == 1 and restarts[1] >= 1 and not any(restarts[2:]), f"restarts: {restarts}\n{job.words()}")
        require(": stopped: " in (job.place / "logs/2.log").read_text(), "task 2 was not stopped")
        job.expect_merged()
        resubmit(bench, job)
    print("slurm: 8 tasks, one killed and one told to stop, requeued and merged; then one cut short and one lost, submitted "
          "again: the digest of a single run")


def resubmit(bench, job):
    part = next((job.place / "tasks/3.parts").glob("*.rows"))
    os.truncate(part, part.stat().st_size - 1)
    shutil.rmtree(job.place / "tasks/4.parts")
    before = {task: (job.place / f"tasks/{task}.times").read_text() for task in (1, 2, 5, 6, 7, 8)}
    bench.run("status", job.name, "--resubmit")
    job.wait(60)
    for task, times in before.items():
        require((job.place / f"tasks/{task}.times").read_text() == times, f"task {task} was simulated again")
    job.expect_merged()


def ranks(bench, program):
    """Ranks of one file, as `submit` has them started, as mpirun starts them inside of a job, and as nothing connects them."""
    with Cluster(cpus=4):
        job = Job(bench, HOSTILE_JOB, program, "--ranks", "4")
        processes = job.listening(4)
        wait_until((job.place / "result.h5.parts/identity").exists, 60, "the simulation")
        tell(halt(processes), job.number)
        job.wait(120)
        require(job.restarts_of(job.number) >= 1 and ": stopped: " in job.words(), f"was not stopped\n{job.words()}")
        bench.expect_single(job.place / "result.h5")
        run = ["run", bench.scenario, *bench.size, "--threads", "1", "-o"]
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        inside = subprocess.run(["salloc", "-n", "4", "mpirun", program, *run, "mpirun.h5"], cwd=bench.directory,
                                env=environment, capture_output=True, text=True, check=False)
        require(inside.returncode == 0, f"mpirun: {inside.returncode}: {inside.stdout}{inside.stderr}")
        bench.expect_single("mpirun.h5")
        apart = subprocess.run(["srun", "-n", "4", "--mpi=none", program, *run, "apart.h5"], cwd=bench.directory,
                               capture_output=True, text=True, check=False)
        require(apart.returncode == 2 and "started as 4 processes (SLURM_NTASKS=4)" in apart.stderr,
                f"srun --mpi=none: {apart.returncode}: {apart.stdout}{apart.stderr}")
        require(not list(bench.directory.glob("apart.h5*")), "what was refused has written")
    print("slurm: 4 ranks by srun, told to stop and requeued, and by mpirun: the digest of a single run; ranks that nothing "
          "connects are refused")


def time_limit(bench):
    """Warned and requeued at a limit of a minute that it cannot keep, it comes to its end in several goes."""
    with Cluster(cpus=2):
        job = Array(bench, "limited", 2, "--slurm", "time=1", "--slurm", "signal=B:USR1@30")
        job.wait(900)
        require(job.restarts(1) >= 1, "no limit has struck: the tasks are too short")
        job.expect_merged()
        print(f"slurm: time limit: {job.restarts(1)} and {job.restarts(2)} restarts, the digest of a single run")


def two_nodes(bench):
    with Cluster(nodes=2, cpus=1):
        job = Array(bench, "nodes", 4)
        wait_until(lambda: len(set(job.queue("%N"))) >= 2, 60, "both nodes at work")
        job.wait(900)
        job.expect_merged()
        print("slurm: two nodes: the digest of a single run")


def ranks_on_two_nodes(bench, program):
    os.environ["OMPI_MCA_btl"] = "self,tcp"  # nodes on one machine would share memory under the same names
    with Cluster(nodes=2, cpus=2):
        job = Job(bench, "ranks", program, "--ranks", "4", "--slurm", "nodes=2")
        wait_until(lambda: job.queue("%D") == ["2"], 60, "both nodes")
        job.wait(900)
        bench.expect_single(job.place / "result.h5")
        print("slurm: four ranks on two nodes: the digest of a single run")


def preemption(bench):
    with Cluster(cpus=2):
        job = Array(bench, "preempted", 2)
        for task in (1, 2):
            job.process_of(task)
        subprocess.run(["sbatch", "-p", "urgent", "-n", "2", "-o", "/dev/null", "--wrap", "sleep 3"], check=True,
                       cwd=bench.directory, stdout=subprocess.DEVNULL)
        job.wait(900)
        restarts = [job.restarts(task) for task in (1, 2)]
        require(max(restarts) >= 1, f"nothing was preempted\n{job.words()}")
        job.expect_merged()
        print(f"slurm: preemption: {restarts} restarts, the digest of a single run")


def cancelled(bench):
    """Who cancels a job means it."""
    with Cluster(cpus=2):
        job = Array(bench, "cancelled", 2)
        job.process_of(1)
        subprocess.run(["scancel", job.number], check=True)
        job.wait(60)
        time.sleep(12)  # longer than what is requeued would wait
        require(not job.queue("%i"), "a cancelled job was requeued")
        require(not job.status()["complete"], "the job was done before it was cancelled")
        print("slurm: what is cancelled stays so")


def main():
    mode, suanli, scenario, *program = sys.argv[1:]
    trials = {"array": [(SIZE, array)], "ranks": [(SIZE, lambda bench: ranks(bench, *program))]}
    trials["long"] = [(SOME_TIME, trial) for trial in (cancelled, two_nodes, preemption)] + [(MINUTES, time_limit)]
    trials["long"] += [(SOME_TIME, lambda bench: ranks_on_two_nodes(bench, path)) for path in program]
    for size, trial in trials[mode]:
        bench = Bench(suanli, scenario, size)
        try:
            trial(bench)
        finally:
            bench.close()


if __name__ == "__main__":
    main()
