#!/usr/bin/env python3
"""The Slurm scripts, end to end: starts a real Slurm on this machine (one node, controller and worker, no system services), submits an
array of shares, kills a share and submits again, and compares with one run. usage: slurm_test.py CAREWAY. About half a minute.
Skipped, with the reason, where Slurm is not installed (Debian: apt-get install slurm-wlm munge) or cannot start."""
import filecmp
import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUBMIT = ROOT / "scripts/slurm/submit"
PROGRAMS = ("munged", "munge", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scancel")

QUEUE = """model: queue
pathways:
  shop:
    resources: {desk: {capacity: 2}}
    clocks: {wait: {within: [5 min], quantiles: [0.9]}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {length: 20 days, warm_up: 1 day, replications: 12, seed: 7}
"""
DESIGN = """sweep: field
of: queue.yaml
factors: {desks: {add: shop.desk.capacity, values: [0, 1]}}
experiment: {replications: 4}
"""


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Slurm:
    """One node, started here and stopped at the end."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        host = socket.gethostname().split(".")[0]
        for name in ("state", "spool", "munge"):
            (folder / name).mkdir()
        (folder / "munge").chmod(0o700)
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.conf = folder / "slurm.conf"
        self.conf.write_text(f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={getpass.getuser()}
SlurmdUser={getpass.getuser()}
SlurmctldPort={free_port()}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MpiDefault=none
ReturnToService=2
MailProg=/bin/true
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=all Nodes=one Default=YES MaxTime=INFINITE State=UP
""")
        self.surroundings = {**os.environ, "SLURM_CONF": str(self.conf), "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        self.start("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={folder}/munge/socket", f"--pid-file={folder}/munge/pid",
                   f"--log-file={folder}/munge/log", f"--seed-file={folder}/munge/seed")
        self.wait_for("munge", lambda: self.run("munge", "-S", f"{folder}/munge/socket", "-n").returncode == 0)
        self.start("slurmctld", "-D", "-c")
        self.start("slurmd", "-D", "-N", "one")
        self.wait_for("a node that is idle", lambda: self.run("sinfo", "-h", "-t", "idle", "-o", "%D").stdout.strip() == "1")

    def start(self, *command):
        log = open(self.folder / f"{command[0]}.out", "w")
        self.processes.append((command[0], subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=self.surroundings)))

    def run(self, *command):
        return subprocess.run([str(c) for c in command], capture_output=True, text=True, env=self.surroundings, timeout=120)

    def wait_for(self, what, ready, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for name, process in self.processes:
                if process.poll() is not None:
                    self.give_up(f"{name} ended at once: {(self.folder / f'{name}.out').read_text()[-300:].strip()}")
            if ready():
                return
            time.sleep(0.3)
        self.give_up(f"there was no {what} within {seconds} s")

    def give_up(self, reason):
        self.stop()
        skip(f"Slurm cannot start here: {reason}")

    def stop(self):
        for _, process in reversed(self.processes):
            process.terminate()
        for _, process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def until_empty(self, seconds=180):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.run("squeue", "-h").stdout.strip() == "":
                return
            time.sleep(0.5)
        raise AssertionError(f"jobs are still in the queue after {seconds} s:\n{self.run('squeue').stdout}")


def check(good, what):
    if not good:
        raise AssertionError(what)


def same(path, reference, logs):
    words = "".join(f"{log.name}: {log.read_text()}" for log in sorted(logs.glob("*.log")))
    check(path.exists(), f"there is no {path.name}\n{words}")
    check(filecmp.cmp(path, reference, shallow=False), f"{path.name} is not the bytes of one run")


def test_array(slurm, careway, folder):
    whole, out = folder / "whole.h5", folder / "array.h5"
    check(subprocess.run([careway, "run", folder / "queue.yaml", "--out", whole, "--quiet"]).returncode == 0, "the reference did not run")
    done = slurm.run(SUBMIT, "run", folder / "queue.yaml", 5, out)
    check(done.returncode == 0, done.stderr)
    slurm.until_empty()
    same(out, whole, folder / "array.h5.shares")


def test_killed_task_is_run_again(slurm, careway, folder):
    """A share that dies keeps the merge from running; submitting again runs the rest."""
    long, out = folder / "long.h5", folder / "again.h5"
    options = ["--days", "3000", "--replications", "6"]
    check(subprocess.run([careway, "run", folder / "queue.yaml", "--out", long, "--quiet", *options]).returncode == 0, "the reference did not run")
    done = slurm.run(SUBMIT, "run", folder / "queue.yaml", 3, out, *options)
    check(done.returncode == 0, done.stderr)
    array = done.stdout.split()[0]
    partial = folder / "again.h5.shares/part-00002.h5.partial"
    deadline = time.monotonic() + 120
    while not partial.exists():
        check(time.monotonic() < deadline, "share 2 never began")
        time.sleep(0.02)
    check(slurm.run("scancel", "--signal=KILL", f"{array}_2").returncode == 0, "the task could not be killed")
    slurm.until_empty()
    check(not out.exists(), "merged without a share")
    check(slurm.run(SUBMIT, "run", folder / "queue.yaml", 3, out, *options).returncode == 0, "could not submit again")
    slurm.until_empty()
    same(out, long, folder / "again.h5.shares")


def test_sweep(slurm, careway, folder):
    whole, out = folder / "field.h5", folder / "array_field.h5"
    check(subprocess.run([careway, "sweep", folder / "field.yaml", "--out", whole, "--quiet"]).returncode == 0, "the reference did not run")
    done = slurm.run(SUBMIT, "--time=10", "--", "sweep", folder / "field.yaml", 3, out)
    check(done.returncode == 0, done.stderr)
    slurm.until_empty()
    same(out, whole, folder / "array_field.h5.shares")


def test_wrong_input_is_not_submitted(slurm, _, folder):
    check(slurm.run(SUBMIT, "run", folder / "queue.yaml", "none", folder / "no.h5").returncode == 2, "a wrong number of shares was taken")
    (folder / "wrong.yaml").write_text(QUEUE.replace("capacity", "capacty"))
    check(slurm.run(SUBMIT, "run", folder / "wrong.yaml", 2, folder / "no.h5").returncode == 2, "a wrong model was submitted")
    check(slurm.run("squeue", "-h").stdout.strip() == "", "something was submitted")


def main():
    careway = os.path.abspath(sys.argv[1])
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    os.environ["CAREWAY"] = careway
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking:
        skip(f"no {', '.join(lacking)} (Debian: apt-get install slurm-wlm munge)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "slurm").mkdir()
        (folder / "queue.yaml").write_text(QUEUE)
        (folder / "field.yaml").write_text(DESIGN)
        slurm = Slurm(folder / "slurm")
        try:
            for test in (test_array, test_killed_task_is_run_again, test_sweep, test_wrong_input_is_not_submitted):
                begun = time.monotonic()
                test(slurm, careway, folder)
                print(f"{test.__name__}: good, {time.monotonic() - begun:.1f} s")
        finally:
            slurm.stop()


if __name__ == "__main__":
    main()
