"""Writes files that no log should be, runs a built `credits` on each, and holds it to its word.

    python3 tests/torture/torture.py target/release/credits [PART-OF-A-NAME…]

Each file: no panic, exit 0 or 2, a message that names the file when it is 2, at most 10 seconds and 512 MiB. Exit 1 when one breaks that.
The files are made anew on every run, random ones from fixed seeds. The last line reads `N passed, N failed`.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from itertools import chain
from pathlib import Path

SECONDS, BYTES = 10, 512 << 20
HEAD = "timestamp,app,operation,credits,prompt\n"
ROW = "2026-05-0{d}T09:00:00Z,shop,InvokeLLM,{c},words of {n}\n"


def rows(n: int, head: str = HEAD) -> str:
    return head + "".join(ROW.format(d=1 + i % 9, c=i % 7, n=i) for i in range(n))


def bomb(size: int) -> bytes:
    """A gzip file that grows to `size` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"0" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def row_bomb(size: int) -> bytes:
    """A gzip file of so many bytes of good rows."""
    block = "".join(ROW.format(d=1 + i % 9, c=i % 7, n=i) for i in range(10_000)).encode()
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as f:
        f.write(HEAD.encode())
        for _ in range(size // len(block)):
            f.write(block)
    return out.getvalue()


def nested(open_: str, middle: str, close: str, depth: int) -> str:
    return open_ * depth + middle + close * depth


def files():
    """Name → bytes. A name with `!` must end with exit 2."""
    good = rows(50).encode()
    for seed in range(40):
        r = random.Random(seed)
        yield f"random-{seed}.csv", bytes(r.randrange(256) for _ in range(r.choice([1, 7, 100, 5000])))
        letters = b',;"\'\n\r\t|0123456789.-:TZ{}[]ab\x00\xff\xc3\xa4 '
        yield f"soup-{seed}.csv", bytes(r.choice(letters) for _ in range(r.choice([30, 400, 6000])))
        broken = bytearray(good)
        for _ in range(r.choice([1, 5, 40])):
            broken[r.randrange(len(broken))] = r.randrange(256)
        yield f"flipped-{seed}.csv", bytes(broken)
        yield f"truncated-{seed}.csv", good[: r.randrange(len(good))]
        lines = good.decode().splitlines()
        yield f"ends-{seed}.csv", "".join(line + r.choice(["\n", "\r\n", "\r"]) for line in lines).encode()
        quoted = "".join(c if r.random() > 0.02 else '"' for c in good.decode())
        yield f"quotes-{seed}.csv", quoted.encode()
    yield "bare-quote.csv", (HEAD + '2026-05-01,shop,InvokeLLM,3,"open\n' + rows(20000, "")).encode()
    yield "many-open-quotes.csv", (HEAD + '2026-05-01,shop,InvokeLLM,3,"open\n' * 20001).encode()
    yield "all-quotes.csv", b'"' * 1_000_001
    yield "huge-quoted.csv", (HEAD + '2026-05-01,shop,InvokeLLM,3,"' + "x\n" * 5_000_000 + '"\n').encode()
    yield "wide-header.csv", (",".join(f"column_{i}" for i in range(100_000)) + "\n" + ",".join("1" * 1 for _ in range(100_000)) + "\n").encode()
    yield "wide-log.csv", ("timestamp,operation,credits," + ",".join(f"c{i}" for i in range(100_000)) + "\n" + ("2026-05-01,InvokeLLM,3" + "," * 100_000 + "\n") * 20).encode()
    yield "same-names.csv", ("date,operation,credits," + ",".join(["credits"] * 50_000) + "\n2026-05-01,InvokeLLM,3" + ",1" * 50_000 + "\n").encode()
    yield "wide-row.csv", (HEAD + "2026-05-01,shop,InvokeLLM,3,x" + "," * 3_000_000 + "\n").encode()
    yield "long-cell.csv", (HEAD + "2026-05-01,shop,InvokeLLM," + "9" * 1_000_000 + ",x\n").encode()
    yield "long-name.csv", ("d" * 1_000_000 + ",credits\n2026-05-01,3\n").encode()
    yield "long-date.csv", (HEAD + "2" * 1_000_000 + ",shop,InvokeLLM,3,x\n").encode()
    yield "long-prompt.csv", (HEAD + "2026-05-01,shop,prompt,," + "a" * 1_000_000 + "\n").encode()
    yield "one-line.csv", b"x" * 30_000_000
    yield "newlines.csv", b"\n" * 30_000_000
    yield "returns.csv", b"\r" * 30_000_000
    yield "commas.csv", b"," * 30_000_000
    yield "blank-rows.csv", (HEAD + ",,,,\n" * 300_000).encode()
    yield "nul.csv", b"\0" * 1_000_000
    yield "nul-inside.csv", good.replace(b"shop", b"sh\0op")
    yield "lone-cr.csv", good.replace(b"\n", b"\r")
    for name in ("utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(name)
        yield f"{name}.csv", good.decode().encode(name)
        yield f"{name}-mark.csv", mark + good.decode().encode(name)
        yield f"{name}-odd.csv", mark + good.decode().encode(name)[:-1]
    yield "utf-32.csv", b"\xff\xfe\0\0" + good.decode().encode("utf-32-le")
    yield "windows-1252.csv", good.replace(b"shop", "Café".encode("cp1252"))
    yield "half-letter.csv", good[:-1] + "ä".encode()[:1]
    whole = gzip.compress(good, mtime=0)
    yield "twice.csv.gz", whole + whole
    yield "plain-name-gzip.csv", whole
    for cut in (1, 2, 10, 20, len(whole) // 2, len(whole) - 1):
        yield f"cut-{cut}.csv.gz", whole[:cut]
    yield "wrong-sum.csv.gz", whole[:-8] + b"\0" * 8
    yield "second-cut.csv.gz", whole + whole[:40]
    yield "tail.csv.gz", whole + b"tail"
    for at in range(12, len(whole) - 8, max(1, len(whole) // 12)):
        yield f"corrupt-{at}.csv.gz", whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    yield "gzip-in-gzip.csv.gz", gzip.compress(whole, mtime=0)
    yield "bomb-1-gib!.csv.gz", bomb(1 << 30)
    yield "bomb-6-gib!.csv.gz", bomb(6 << 30)
    yield "rows-600-mb.csv.gz", row_bomb(600_000_000)
    for depth in (100, 200, 100_000, 3_000_000):
        yield f"deep-arrays-{depth}.json", nested("[", "", "]", depth).encode()
        yield f"deep-objects-{depth}.json", nested('{"a":', "1", "}", depth).encode()
        yield f"deep-inside-{depth}.json", ('[{"timestamp":"2026-05-01","operation":"InvokeLLM","credits":3,"x":' + nested('{"a":', "1", "}", depth) + "}]").encode()
        yield f"deep-cell-{depth}.csv", ("timestamp,operation,credits,metadata\n2026-05-01,InvokeLLM,3,\"" + nested("{\"\"a\"\":", "1", "}", depth) + '"\n').encode()
        yield f"deep-open-{depth}.jsonl", ("[" * depth + "\n" + '{"timestamp":"2026-05-01","operation":"InvokeLLM"}\n').encode()
    yield "same-keys.json", b'[{"timestamp":"2026-05-01","operation":"InvokeLLM","credits":3,"credits":4}]'
    yield "many-keys.json", ("[{" + ",".join(f'"k{i}":{i}' for i in range(100_000)) + "}]").encode()
    yield "other-keys-each.json", json.dumps([{f"k{i}": 1, "timestamp": "2026-05-01", "operation": "InvokeLLM"} for i in range(20_000)]).encode()
    yield "other-keys-jsonl.jsonl", "".join(json.dumps({f"k{i}": 1, "timestamp": "2026-05-01", "operation": "InvokeLLM"}) + "\n" for i in range(20_000)).encode()
    for i, number in enumerate(["9" * 400, "1e999999999", "1e-999999999", "-1e400", "0." + "3" * 400, "1e308", "1E+99999999999999999999", "0e999999999", "1" + "0" * 28, "0.1e-27", "00", "1e5"]):
        yield f"number-{i}.csv", (HEAD + f"2026-05-01,shop,InvokeLLM,{number},x\n2026-05-02,shop,InvokeLLM,3,x\n").encode()
        if number != "00":
            yield f"number-{i}.json", ('[{"timestamp":"2026-05-01","operation":"InvokeLLM","credits":%s},{"timestamp":1777777777,"operation":"InvokeLLM","credits":3}]' % number).encode()
            yield f"time-{i}.json", ('[{"timestamp":%s,"operation":"InvokeLLM","credits":3},{"timestamp":1777777777,"operation":"InvokeLLM","credits":3}]' % number).encode()
            yield f"quantity-{i}.csv", f"timestamp,operation,quantity\n2026-05-01,SendEmail,{number}\n2026-05-02,SendEmail,3\n".encode()
    yield "scalar.json", b"3"
    yield "null.json", b"null"
    yield "empty-array.json", b"[]"
    yield "empty-object.json", b"{}"
    yield "array-of-arrays.json", b"[[1,2],[3,4]]"
    yield "half.json", b'[{"timestamp":"2026-05-01","operation":"Inv'
    yield "surrogate.json", b'[{"timestamp":"2026-05-01","operation":"\\ud800","credits":3}]'
    yield "many-lines.jsonl", b"{\n" * 300_000
    yield "many-braces.json", b"{" * 5_000_000
    yield "false-report!.json", b'{"schema":"credits.report/1","tool":' + b"[" * 100_000
    yield "far-years.csv", b"date,operation,credits\n0001-01-01,InvokeLLM,1\n9999-12-31,InvokeLLM,1\n2026-05-01,InvokeLLM,1\n"
    yield "far-epochs.csv", b"timestamp,operation,credits\n0,InvokeLLM,1\n99999999999999999999,InvokeLLM,1\n-1,InvokeLLM,1\n1777777777,InvokeLLM,1\n"
    yield "century.csv", b"date,operation,credits\n1990-01-01,InvokeLLM,1\n2100-12-31,InvokeLLM,1\n"
    yield "operations.csv", ("date,operation,credits\n" + "".join(f"2026-05-01,op{i},1\n" for i in range(100_000))).encode()
    yield "apps.csv", ("date,app,operation,credits\n" + "".join(f"2026-05-{1 + i % 28:02},a{i},InvokeLLM,1\n" for i in range(100_000))).encode()
    yield "same-row.csv", ("date,operation,credits\n" + "2026-05-01,InvokeLLM,1\n" * 200_000).encode()
    yield "same-id.csv", ("id,date,operation,credits\n" + "".join(f"a,2026-05-01,InvokeLLM,{i}\n" for i in range(50_000))).encode()
    yield "all-rejected!.csv", ("date,operation,credits\n" + "x,InvokeLLM,1\n" * 200_000).encode()


def stamped(n: int, columns: str, row) -> bytes:
    """A table of so many rows, over the days of May 2026."""
    return (f"timestamp,{columns}\n" + "".join(f"2026-05-{1 + i % 28:02}T09:00:00Z,{row(i)}\n" for i in range(n))).encode()


def bombs():
    """Name, bytes and further commands: small files, or large ones of one kind, that must not take more than their share."""
    check = ["check", "--as-of", "2026-05-28", "--per"]
    yield "separators-row.csv.gz", gzip.compress((HEAD + rows(50, "") + "2026-05-01,shop,InvokeLLM,3,x" + "," * 58_000_000 + "\n" + rows(50, "")).encode()), []
    yield "separators-rows.csv.gz", gzip.compress((HEAD + rows(50, "") + ("," * 200_000 + "\n") * 290).encode()), []
    yield "separators-head!.csv.gz", gzip.compress(b"," * 58_000_000), []
    yield "nulls!.json.gz", gzip.compress(b"[" + b"null," * 11_600_000 + b"null]"), []
    yield "zeros-in-a-record.json.gz", gzip.compress(b'[{"timestamp":"2026-05-01","operation":"InvokeLLM","credits":3,"x":[' + b"0," * 29_000_000 + b"0]}]"), []
    yield "objects-in-a-page!.json.gz", gzip.compress(b'{"items":[' + b"{}," * 60_000_000 + b"{}]}"), []
    yield "open-quotes-170000.csv", (HEAD + '2026-05-01,shop,InvokeLLM,3,"open\n' * 170_000).encode(), []
    yield "new-keys-150000!.json", json.dumps([{f"k{i}": 1, "timestamp": "2026-05-01", "operation": "InvokeLLM"} for i in range(150_000)]).encode(), []
    yield "new-keys-150000!.jsonl", "".join(json.dumps({f"k{i}": 1, "timestamp": "2026-05-01", "operation": "InvokeLLM"}) + "\n" for i in range(150_000)).encode(), []
    yield "apps-100000.csv", stamped(100_000, "app,operation,credits", lambda i: f"a{i},InvokeLLM,{1 + i % 7}"), [[*check, "app"], ["report", "--json"], ["report", "--full"], ["audit"]]
    yield "users-100000.csv", stamped(100_000, "app,user,operation,credits", lambda i: f"shop,u{i}@x.y,InvokeLLM,{1 + i % 7}"), [[*check, "user"]]
    yield "users-1000000.csv", stamped(1_000_000, "app,user,operation,credits", lambda i: f"shop,u{i}@example.com,InvokeLLM,{1 + i % 7}"), [["audit"]]
    years = (f"{1990 + i % 36}-{1 + i % 12:02}-{1 + i % 28:02},a{i % 20_000},InvokeLLM,{1 + i % 7}\n" for i in range(400_000))
    yield "apps-of-36-years.csv", ("timestamp,app,operation,credits\n" + "".join(years)).encode(), [["report", "--all"]]
    r = random.Random(1)
    words = [f"w{i}" for i in range(5_000)]
    prompt = lambda i: f"shop,u{i % 50},InvokeLLM,{1 + i % 7},{' '.join(r.choices(words, k=12))}"
    yield "prompts-400000.csv", stamped(400_000, "app,user,operation,credits,prompt", prompt), [["audit"]]
    yield "names-800000.csv", stamped(800_000, "app,operation,credits", lambda i: f"an application called {i} of a kind,InvokeLLM,{1 + i % 7}"), []
    yield "as-of.csv", rows(50).encode(), [["report", "--as-of", "9999-12-31"], ["report", "--as-of", "2100-12-31", "--all"], ["report", "--cycle", "0001-01-01..9999-12-31"]]


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(words: list[str]) -> tuple[int, bytes, float, int]:
    """Exit, standard error, seconds, bytes of memory at most."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CREDITS_")}
    with tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, env=env, preexec_fn=limit)
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > SECONDS * 2:
                child.kill()
                pid, status, usage = os.wait4(child.pid, 0)
                break
            time.sleep(0.002)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return child.returncode, err.read(20_000), seconds, usage.ru_maxrss * 1024


def main() -> int:
    binary, parts = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed = failed = 0
    worst = {"seconds": (0.0, ""), "bytes": (0, "")}
    with tempfile.TemporaryDirectory() as folder:
        for name, data, more in chain(((name, data, []) for name, data in files()), bombs()):
            if parts and not any(part in name for part in parts):
                continue
            path = Path(folder) / name.replace("!", "")
            path.write_bytes(data)
            for command in ["report", "inspect", *more]:
                verb, *flags = [command] if isinstance(command, str) else command
                code, err, seconds, memory = run([binary, verb, str(path), *flags])
                wrong = []
                if b"panicked" in err or code not in ((0, 1, 2, 3) if verb == "check" else (0, 2)):
                    wrong.append(f"exit {code}: {err[:200]!r}")
                if code == 2 and command == "report" and path.name.encode() not in err:
                    wrong.append(f"the message does not name the file: {err[:200]!r}")
                if "!" in name and command == "report" and code != 2:
                    wrong.append(f"exit {code} where 2 is due")
                if seconds > SECONDS:
                    wrong.append(f"{seconds:.1f} s")
                if memory > BYTES:
                    wrong.append(f"{memory / (1 << 20):.0f} MiB")
                worst["seconds"] = max(worst["seconds"], (seconds, f"{command} {name}"))
                worst["bytes"] = max(worst["bytes"], (memory, f"{command} {name}"))
                passed, failed = passed + (not wrong), failed + bool(wrong)
                for line in wrong:
                    print(f"{command} {name}: {line}", flush=True)
            path.unlink()
    print(f"slowest {worst['seconds'][0]:.2f} s ({worst['seconds'][1]}), largest {worst['bytes'][0] / (1 << 20):.0f} MiB ({worst['bytes'][1]})")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
