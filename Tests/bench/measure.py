"""What the bench scripts share: CPU time of a PostgreSQL server, and pgbench runs that report it."""

import os
import pathlib
import re
import resource
import subprocess

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
        directory = psql(dsn, "show data_directory")
        self.postmaster = int(pathlib.Path(directory, "postmaster.pid").read_text().split()[0])

    @staticmethod
    def _stat(pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[1]), [int(field) for field in fields[11:15]]

    def cpu(self):
        _, own = self._stat(self.postmaster)
        total = sum(own)
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    parent, times = self._stat(entry)
                except (FileNotFoundError, ProcessLookupError):
                    continue
                if parent == self.postmaster:
                    total += times[0] + times[1]
        return total / TICKS


def client_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def pgbench(server, dsn, script, clients, seconds, variables=(), operations=1):
    """Runs a script; returns (operations a second, CPU microseconds an operation)."""
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
    for name, value in dict(variables).items():
        command += ["-D", f"{name}={value}"]
    before = server.cpu() + client_cpu()
    done = subprocess.run(command + ["-f", script, dsn], capture_output=True, text=True)
    spent = server.cpu() + client_cpu() - before
    match = re.search(r"actually processed: (\d+)", done.stdout)
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    if done.returncode or not match or (failed and int(failed.group(1))):
        raise SystemExit(f"{script}: {done.stderr or done.stdout}")
    count = int(match.group(1)) * operations
    return count / seconds, spent / count * 1e6
