"""What the bench scripts share: CPU time of a PostgreSQL server, and pgbench runs that report it."""

import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile
import time
import uuid

HERE = pathlib.Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


def psql(dsn, sql):
    """Answer of one statement, unaligned, without a header."""
    done = subprocess.run(
        ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-c", sql], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def with_database(dsn, name):
    """The same server, another database."""
    address, _, options = dsn.partition("?")
    return re.sub(r"/[^/]*$", "/" + name, address) + ("?" + options if options else "")


class Server:
    """CPU seconds of a server: the postmaster, its children, and those of its children that have ended."""

    def __init__(self, dsn):
        self.dsn = dsn
        directory = psql(dsn, "show data_directory")
        self.postmaster = int(pathlib.Path(directory, "postmaster.pid").read_text().split()[0])

    @staticmethod
    def _stat(pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[1]), [int(field) for field in fields[11:15]]

    def cpu(self):
        # A child that ends while the others are read would be missed or counted twice: its parent's own times then differ.
        while True:
            _, before = self._stat(self.postmaster)
            total = sum(before)
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    try:
                        parent, times = self._stat(entry)
                    except (FileNotFoundError, ProcessLookupError):
                        continue
                    if parent == self.postmaster:
                        total += times[0] + times[1]
            if self._stat(self.postmaster)[1][2:] == before[2:]:
                return total / TICKS


def client_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def pgbench(server, dsn, scripts, clients, length, variables=(), operations=1, first=0):
    """Runs scripts as one transaction; length is as in pgbench: ("-T", seconds) or ("-t", times for each client).

    Returns (operations a second, CPU microseconds an operation). A connection of a pool lives long; what a new one pays once, above all for
    its plans, is left out where first is not 0: a run of so many times for each client goes before, and is subtracted.
    """
    if first:
        before, spent_before, _ = _timed(server, dsn, scripts, clients, ("-t", first), variables)
    else:
        before, spent_before = 0, 0
    count, spent, seconds = _timed(server, dsn, scripts, clients, length, variables)
    return count * operations / seconds, (spent - spent_before) / ((count - before) * operations) * 1e6


def _timed(server, dsn, scripts, clients, length, variables):
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), *map(str, length)]
    for name, value in dict(variables).items():
        command += ["-D", f"{name}={value}"]
    with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as script:
        script.write("".join((HERE / f"{name}.pgbench").read_text() for name in scripts))
        script.flush()
        before, begun = server.cpu() + client_cpu(), time.monotonic()
        done = subprocess.run([*command, "-f", script.name, dsn], capture_output=True, text=True)
    seconds, spent = time.monotonic() - begun, server.cpu() + client_cpu() - before
    match = re.search(r"actually processed: (\d+)", done.stdout)
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    if done.returncode or not match or (failed and int(failed.group(1))):
        raise SystemExit(f"{scripts}: {done.stderr or done.stdout}")
    return int(match.group(1)), spent, seconds


class Bench:
    """A database of its own with the schema, agents of one tenant and the arrays of a batch; dropped at the end of the with."""

    def __init__(self, server, name):
        self.server, self.name = server, f"holdfast_bench_{name}"

    def __enter__(self):
        psql(self.server.dsn, f"drop database if exists {self.name} with (force)")
        psql(self.server.dsn, f"create database {self.name}")
        self.dsn = with_database(self.server.dsn, self.name)
        schema = subprocess.run([HERE / "../../sql/schema.sh"], check=True, capture_output=True)
        for arguments, text in ((["-f", "-"], schema.stdout), (["-f", str(HERE / "prepare.sql")], None)):
            subprocess.run(
                ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.dsn, "-o", "/dev/null", *arguments],
                input=text, check=True, env={**os.environ, "PGOPTIONS": "--client-min-messages=warning"})
        self.variables = {
            "tenant": psql(self.dsn, "select id from adcp.tenants"), "instance": uuid.uuid4(), "water": "-infinity"}
        return self

    def __exit__(self, *_):
        psql(self.server.dsn, f"drop database {self.name} with (force)")

    def run(self, scripts, clients, length, operations=100, first=0):
        return pgbench(self.server, self.dsn, scripts, clients, length, self.variables, operations, first)

    def submit(self, batches):
        """Hundreds of operations that are due at once."""
        self.run(["submit"], 1, ("-t", batches))


def spread(values):
    """Median and range, as text."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"
