"""Runs one command and tells what it took on the last line of standard error: wall seconds, CPU seconds, peak bytes, exit code.

A process of its own, as small as Python can be: the kernel counts what the parent held at the fork as the child's, too.
"""

import os
import sys
import time

begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
code = os.waitstatus_to_exitcode(status)
sys.stderr.write(f"\n{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss * 1024} {code}\n")
