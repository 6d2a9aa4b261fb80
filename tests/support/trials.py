"""What the trials of tests/RELIABILITY.md share: the program below limits and under a clock, scenarios of a few lines, and what
a promise that is not kept looks like."""
import concurrent.futures
import contextlib
import dataclasses
import faulthandler
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

# A nation of two regions × two industries with two locations, and an economy that has none; both run in a moment.
SITED = """\
time: {start: 2022, end: 2023, step: 0.25}
ensemble: {replications: 4, seed: 7}
capital_market: national
pricing: {markup: 1.3}
tau: 0.10
synergy: {mode: intensity, strength: 0.05, reference: 0.10}
household: {risk_aversion: 8, discount_rate: 0.03, euler: report, consumption: saddle_path}
technology: {depreciation: 0.06}
productivity: {level: {output_to_wealth: 0.245}, standard_deviation: 0.25}
firms: {count: 400}
start: {wealth: 100}
services: {dispersion: 8, energy: 0.012}
service_classes:
  sensitive: {latency_limit: 20}
  tolerant: {}
industries:
  internet: {alpha: 0.55, beta: 0.20, service_shares: {sensitive: 0.55, tolerant: 0.45}}
  finance: {alpha: 0.80, beta: 0.12, service_shares: {sensitive: 0.70, tolerant: 0.30}}
locations:
  hub_north: {region: north, electricity_price: 0.65, power_usage: 1.4, grid_carbon: 0.652,
              latency: {north: 3, south: 15}, delivery: {north: 1, south: 1.05}}
  hub_south: {region: south, electricity_price: 0.36, power_usage: 1.25, grid_carbon: 0.397,
              latency: {north: 15, south: 3}, delivery: {north: 1.05, south: 1}}
regions:
  north:
    expenditure_shares: {internet: 0.2, finance: 0.3}
  south:
    expenditure_shares: {internet: 0.1, finance: 0.4}
"""
SMALL = """\
time: {start: 2022, end: 2023, step: 0.25}
ensemble: {replications: 4, seed: 7}
capital_market: national
pricing: integrated
tau: 0.10
synergy: {mode: intensity, strength: 1, reference: 0.10}
household:
  risk_aversion: 8
  discount_rate: 0.03
  euler: report
  consumption: saddle_path
technology: {depreciation: 0.06}
productivity:
  level: {output_to_wealth: 0.245}
  standard_deviation: 0.25
firms: {count: 2400}
start: {wealth: 100}
industries:
  internet: {alpha: 0.55, beta: 0.20}
  finance: {alpha: 0.80, beta: 0.12}
regions:
  north:
    expenditure_shares: {internet: 0.2, finance: 0.3}
  south:
    expenditure_shares: {internet: 0.1, finance: 0.4}
"""

BATCH = 16  # replications of a part
GOES_ON = re.compile(r": goes on: (\d+) of \d+ replications were finished, (\d+) begun\n")
MEBIBYTE = 1 << 20
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what a terminal would obey

# A trial that waits for what does not come says where, and ends.
faulthandler.dump_traceback_later(4 * 3600, exit=True)

# What is started beside a shell script ignores INT, and so would the programs that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def mpirun(ranks):
    """Words that start so many processes of the command that follows, also as root and with fewer processors; no network."""
    return ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "--mca",
            "btl_vader_single_copy_mechanism", "none", "-n", str(ranks)]


@dataclasses.dataclass
class Outcome:
    """How a command ended: exit code (minus the signal's number if one ended it), what it said, seconds on the clock and of
    processors, most memory [byte]."""
    code: int
    out: str
    err: str
    seconds: float
    worked: float
    peak: int
    hung: bool = False


def run(words, directory, patience=900, limits=(), **options):
    """A command inside `directory`, killed after `patience` seconds; `limits`: pairs of a resource, as prlimit calls it, and its
    most."""
    limited = ["prlimit", *(f"--{what}={most}" for what, most in (("core", 0), *limits)), "--", *(str(word) for word in words)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err, "env": ENVIRONMENT, **options}
        began = time.monotonic()
        process = subprocess.Popen(limited, cwd=directory, **streams)
        hung = []
        alarm = threading.Timer(patience, lambda: (hung.append(True), process.kill()))
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        alarm.cancel()
        seconds = time.monotonic() - began
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode("utf-8", "backslashreplace"))
    return Outcome(process.returncode, *said, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, bool(hung))


def require(holds, message):
    if not holds:
        sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {message}")


@contextlib.contextmanager
def scratch():
    """A directory for as long as it is needed."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="suanli-trials-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def side_by_side(work, items):
    """What `work` gives for each item, two at a time, in their order."""
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        yield from workers.map(work, items)


def status_of(pid):
    """What the system says of a process, as far as it lives: {} when it has ended."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return {} if status.get("State", "Z").startswith("Z") else status


def at_work(process):
    """The processes of a command: its own, or all that mpirun has started for it; [] before it has, and when they have ended."""
    launcher = status_of(process.pid)
    if process.args[0] != "mpirun":
        return [process.pid] if launcher else []
    try:
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    still_launcher = launcher.get("Name")  # a child that has not begun the program yet
    return [int(child) for child in children if status_of(child).get("Name", still_launcher) != still_launcher]


def catches(pid):
    """Whether a process has set out to catch the signals that ask it to stop."""
    caught = int(status_of(pid).get("SigCgt", "0"), 16)
    return all(caught >> (which - 1) & 1 for which in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1))


def listens(process, ranks=1):
    """Whether all processes of a command have."""
    processes = at_work(process)
    return len(processes) == ranks and all(map(catches, processes))


def worked(pid):
    """Seconds of processors that a process has taken, until it is waited for; 0 afterwards."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Kept:
    """Replications that are finished, and those begun, in the parts of an output."""
    finished: set
    begun: set

    def numbers(self):
        return len(self.finished), len(self.begun)

    def expect_at_least(self, earlier, what):
        """Nothing that was finished is lost, and nothing that was begun."""
        require(self.finished >= earlier.finished, f"{what}: lost {sorted(earlier.finished - self.finished)}, which were finished")
        lost = earlier.begun - self.begun - self.finished
        require(not lost, f"{what}: lost {sorted(lost)}, which were begun")


def kept(output, replications):
    """What an interrupted run of so many has left beside its output."""
    names = os.listdir(f"{output}.parts") if os.path.isdir(f"{output}.parts") else []

    def firsts(ending):
        return [int(name.removesuffix(ending)) for name in names if name.endswith(ending)]
    finished = {row for first in firsts(".rows") for row in range(first, min(first + BATCH, replications))}
    return Kept(finished, set(firsts(".state")) - finished)


def taken_up(said):
    """How many finished and begun replications a run says that it goes on with; none if it says nothing of it."""
    found = GOES_ON.search(said)
    return (int(found[1]), int(found[2])) if found else None


def expect_taken_up(said, left, what):
    """A run that came to its end went on with all that was left; how many replications that were."""
    require((taken_up(said) or (0, 0)) == left.numbers(), f"{what}: {left.numbers()} were left, finished and begun: {said!r}")
    return sum(left.numbers())


def is_one_line(text):
    return text.endswith("\n") and text.count("\n") == 1
