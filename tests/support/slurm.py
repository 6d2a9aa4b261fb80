#!/usr/bin/env python3
"""A private cluster of Slurm on this machine, to be thrown away.

    slurm.py [--nodes N] [--cpus N] COMMAND [ARG ...]      runs a command against it; its exit code

Key, sockets, spool, state and logs lie in a temporary directory; no service is started, no cgroup made, nothing in /etc read
or written. Ordinary users may have one, whose jobs run as that user. Clients find it by SLURM_CONF.
"""
import argparse
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CONFIGURATION = """\
ClusterName=test
# The name must be this host's, or slurmctld refuses to start; the address keeps traffic at home.
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
# cred_expire is also how long a job that is requeued waits; 120 s otherwise.
AuthInfo=socket={place}/munge.socket,cred_expire=5
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool-%n
# Nodes on one machine would meet at PMIx's files in /tmp.
TmpFS={place}/tmp-%n
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd-%n.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MinJobAge=86400
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
# sched_interval: a job that has waited long enough is only noticed when the scheduler looks; 60 s otherwise.
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=1,bf_interval=1
MaxArraySize=10001
MaxJobCount=20000
ReturnToService=2
InactiveLimit=0
KillWait=5
# A small machine may pose as a larger one.
SlurmdParameters=config_overrides
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
# Who is preempted gets its --signal first.
SlurmctldParameters=preempt_send_user_signal
{nodes}
PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=10
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_ports(count):
    while True:
        first = random.randrange(20000, 30000)  # below those that Linux gives out by itself
        if all(is_free(port) for port in range(first, first + count)):
            return first


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


class Cluster:
    """Runs from `with` to the end of its block; SLURM_CONF is set for all that is started inside."""

    def __init__(self, nodes=1, cpus=None):
        self.nodes = [f"n{i + 1}" for i in range(nodes)]
        self.cpus = cpus or os.cpu_count()

    def __enter__(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))  # a socket's path holds 107 characters
        self.place.chmod(0o755)
        self.configuration = self.place / "slurm.conf"
        self.configure()
        os.environ["SLURM_CONF"] = str(self.configuration)
        try:
            self.start()
        except BaseException:
            for log in self.place.glob("*.log"):
                print(f"{log.name}:\n{log.read_text(errors='replace')[-2000:]}", file=sys.stderr)
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def configure(self):
        memory = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20 * 0.9)
        port, host = free_ports(1 + len(self.nodes)), socket.gethostname().split(".")[0]
        nodes = "\n".join(f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port + 1 + i} CPUs={self.cpus} "
                          f"RealMemory={memory} State=UNKNOWN" for i, node in enumerate(self.nodes))
        self.configuration.write_text(CONFIGURATION.format(
            host=host, port=port, user=output_of("id", "-un").strip(), place=self.place, nodes=nodes))
        # slurmd loads such a plugin even if nothing uses it; before 23.02 this one leaves /sys/fs/cgroup alone.
        version = output_of("slurmd", "-V").split()[1].split(".")
        old = (int(version[0]), int(version[1])) < (23, 2)
        (self.place / "cgroup.conf").write_text(
            "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n" if old else "CgroupPlugin=disabled\n")

    def start(self):
        """Authentication first, then the controller, then the nodes."""
        place = self.place
        (place / "state").mkdir()
        key, sock = place / "munge.key", place / "munge.socket"
        self.daemon("mungekey", "--create", "--keyfile", key)
        self.daemon("munged", "--force", "--num-threads=2", f"--key-file={key}", f"--socket={sock}",
                    f"--pid-file={place}/munged.pid", f"--seed-file={place}/munge.seed", f"--log-file={place}/munged.log")
        wait_until(lambda: output_of("munge", "-n", "-S", str(sock)), 10, "munged")
        self.daemon("slurmctld", "-f", self.configuration)
        wait_until(lambda: " is UP" in output_of("scontrol", "ping"), 30, "slurmctld")
        for node in self.nodes:
            for folder in (f"spool-{node}", f"tmp-{node}"):
                (place / folder).mkdir()
            self.daemon("slurmd", "-N", node, "-f", self.configuration)
        wait_until(lambda: output_of("sinfo", "-h", "-N", "-p", "batch", "-o", "%T").split() == ["idle"] * len(self.nodes),
                   30, "idle nodes")

    def daemon(self, *command):
        with open(self.place / "daemons.log", "ab") as log:
            subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        """Jobs end before the daemons of the nodes go: what runs a job outlives slurmd on purpose."""
        jobs = output_of("squeue", "-h", "-o", "%A", "-t", "PD,R,S,CF,CG").split()
        if jobs:
            subprocess.run(["scancel", *sorted(set(jobs))], check=False, capture_output=True)
            wait_until(lambda: not output_of("squeue", "-h", "-t", "PD,R,S,CF,CG"), 30, "the end of jobs")
        for pattern, program in (("slurmd-*.pid", "slurmd"), ("slurmctld.pid", "slurmctld"), ("munged.pid", "munged")):
            for file in self.place.glob(pattern):
                end_daemon(int(file.read_text()), program)
        shutil.rmtree(self.place, ignore_errors=True)


def is_running(pid, program):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    # Where nobody reaps it, a dead one stays as a zombie; the number may be another program's now.
    return status.startswith(f"Name:\t{program}\n") and "\nState:\tZ" not in status


def end_daemon(pid, program):
    if not is_running(pid, program):
        return
    os.kill(pid, signal.SIGTERM)
    try:
        wait_until(lambda: not is_running(pid, program), 10, program)
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--cpus", type=int)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    with Cluster(given.nodes, given.cpus):
        sys.exit(subprocess.run(given.command, check=False).returncode)


if __name__ == "__main__":
    main()
