"""Runs programs in turn and says what each took: wall time, CPU time, peak memory, from the kernel's own accounts."""

import os
import statistics
import subprocess
import sys
import tempfile

SPAWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "spawn.py")


class Run:
    """What one run took: seconds of wall and of CPU (user and system), and the most memory that it held, in bytes."""

    def __init__(self, wall, cpu, peak, output):
        self.wall, self.cpu, self.peak, self.output = wall, cpu, peak, output


def once(command, keep_output=True):
    """Runs a command; its standard output is kept or thrown away. A command that fails stops the script."""
    with open(os.devnull, "wb") as nothing, tempfile.TemporaryFile() as kept:
        done = subprocess.run(
            [sys.executable, "-I", "-S", SPAWN, *command], stdout=kept if keep_output else nothing, stderr=subprocess.PIPE, check=True
        )
        said, _, last = done.stderr.decode(errors="replace").rstrip("\n").rpartition("\n")
        wall, cpu, peak, code = last.split()
        if code != "0":
            raise SystemExit(f"{' '.join(command)} failed with {code}:\n{said}")
        kept.seek(0)
        return Run(float(wall), float(cpu), int(peak), kept.read())


def in_turn(commands, runs, thrown_away=()):
    """Every command once in each round, so that what disturbs the machine disturbs all; the first round warms up and does not count."""
    found = {name: [] for name in commands}
    for round_ in range(runs + 1):
        for name, command in commands.items():
            run = once(command, name not in thrown_away)
            if round_ > 0:
                found[name].append(run)
    return found


def median(runs, what):
    """The median of `wall`, `cpu` or `peak`."""
    return statistics.median(getattr(run, what) for run in runs)


def machine():
    """What this was measured on, in one line."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        model = "unknown processor"
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {os.uname().sysname} {os.uname().machine}"
