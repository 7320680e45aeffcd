"""Measures the release server on one core: requests a second, CPU of each, and how long an answer takes.

usage: server_speed.py TESSERA GROWTH SERVER_LOAD [--json] [--seconds N] [--connections N] [--codes N]
                       [--turns N] [--rows NAME,…] [--sizes empty,large] [--accounts N] [--grants N] [--folder FOLDER]

The servers are pinned to one core, where one of them works at a time, and the load to another. Each size is a data folder of
its own, made once and kept in FOLDER (else a temporary one); a run works on a copy. Each row is measured in short turns, now
on one size and now on the other. Access tokens come from the code row, so that is always one of them; refresh tokens come from
codes that were given over a month, and are redeemed beside.
"""

import base64
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from serving import Child, end_all, free_port
from verdict import check, end, limit, note, skip

API, SCOPE = "https://api.example.com", "notes:read"
SECRET = "a secret for measuring, and for nothing else"
VERIFIER = "a-verifier-for-measuring-and-for-nothing-else-0"
REDIRECT = "https://client.example/callback"
CLIENTS = 10
SLOWER = 1.10
# In the order in which they are measured.
ROWS = ("client_credentials", "jwks", "code", "introspection", "userinfo", "refresh")


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


class Bench:
    def __init__(self):
        self.tessera, self.growth, self.load = (os.path.abspath(path) for path in sys.argv[1:4])
        self.seconds, self.connections = option("--seconds", 36), option("--connections", 32)
        # Fewer than two turns have no median.
        self.turns = max(2, option("--turns", 48))
        self.codes = max(self.turns, option("--codes", 48_000))
        self.sizes = sorted(option("--sizes", "empty,large").split(","))
        self.rows = option("--rows", ",".join(ROWS)).split(",")
        if not set(self.rows) <= set(ROWS) or not set(self.sizes) <= {"empty", "large"}:
            sys.exit(f"--rows takes {','.join(ROWS)}; --sizes takes empty,large")
        self.accounts, self.grants = option("--accounts", 100_000), option("--grants", 1_000_000)
        cores = sorted(os.sched_getaffinity(0))
        self.cores = (cores[0], cores[-1])

    # ---- the data

    def terms(self, now):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        members = {
            "redirect_uri": REDIRECT,
            "openid": "openid offline_access",
            "apis": [{"api": API, "scope": SCOPE}],
            "challenge": challenge,
            "auth_time": now,
            "amr": "pwd",
        }
        return json.dumps(members)

    def prepare(self, data, accounts, grants):
        """A data folder with an API, clients, accounts, and what they allow."""
        os.makedirs(data, mode=0o700)
        declared = {
            "apis": [
                {"identifier": API, "name": "Notes", "default": True, "lifetime": 3_600,
                 "scopes": [{"scope": SCOPE, "sentence": "Read"}]}
            ],
            "clients": [
                {"client_id": f"bench-{number}", "client_name": f"Bench {number}", "client_secret_env": "BENCH_SECRET",
                 "redirect_uris": [REDIRECT], "id_token_signed_response_alg": "ES256",
                 "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
                 "scopes": {API: [SCOPE]}, "guards": [API]}
                for number in range(CLIENTS)
            ],
        }  # fmt: skip
        run([self.tessera, "apply", "-", "--data", data], text=json.dumps(declared), env={"BENCH_SECRET": SECRET})
        now = int(time.time())
        say(f"filling {data}: {accounts} accounts, {grants} grants")
        run([self.growth, "populate", data + "/tessera.db", API, SCOPE, self.terms(now), str(now), str(accounts),
             str(grants)])  # fmt: skip
        # A million rows at once leave a log of half a gigabyte, through which every read would have to look.
        with contextlib.closing(sqlite3.connect(data + "/tessera.db")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copied(self, folder, kept, size):
        accounts, grants = (self.accounts, self.grants) if size == "large" else (1, CLIENTS)
        source = os.path.join(kept, f"{size}-{accounts}-{grants}")
        if not os.path.isdir(source):
            draft = f"{source}.{os.getpid()}"
            self.prepare(draft, accounts, grants)
            os.rename(draft, source)
        data = os.path.join(folder, size)
        shutil.copytree(source, data)
        return data

    def new_codes(self, data, days):
        """Codes of each turn, whose authorizations are named as if they had been approved over so many days."""
        now = int(time.time())
        codes = run([self.growth, "codes", data + "/tessera.db", API, SCOPE, self.terms(now), str(now), "bench-0",
                     str(self.codes), str(days)]).split()  # fmt: skip
        return [codes[turn :: self.turns] for turn in range(self.turns)]

    # ---- both sizes, in turns

    def measure(self, folder, kept):
        """Every row on every size. The pace of a machine changes within minutes, so the sizes take short turns."""
        servers = [Measured(self, folder, kept, size) for size in self.sizes]
        time.sleep(1)
        for server in servers:
            server.idle = memory(server.child.pid)[0]
        found = []
        for name in (row for row in ROWS if row in self.rows or row == "code"):
            if name == "refresh":
                for server in servers:
                    server.fetch_refresh_tokens()
            for turn in range(self.turns):
                for server in servers if turn % 2 == 0 else reversed(servers):
                    server.take_turn(name, turn)
            rows = [server.row(name) for server in servers]
            found += rows
            for row in rows:
                self.show(row)
        for server in servers:
            found.append(server.end())
            self.show(found[-1])
        return found

    def show(self, row):
        if "--json" in sys.argv:
            print(json.dumps(row, separators=(",", ":")), flush=True)
        elif row["row"] == "memory":
            note(f"{row['size']:6} memory: {row['idle_mb']} MB idle, {row['peak_mb']} MB at most")
        else:
            note(
                f"{row['size']:6} {row['row']:19} {row['per_second']:7} a second  {row['cpu_us']:7} µs CPU  "
                f"p50 {row['p50_ms']} ms  p99 {row['p99_ms']} ms  {row['memory_mb']} MB"
                + (f"  {row['refused']} refused" if row["refused"] else "")
            )

    def compare(self, found):
        """How much slower the large database is: in CPU of a request, and in requests a second."""
        by_row = {}
        for row in found:
            by_row.setdefault(row["row"], []).append(row)
        for name, rows in by_row.items():
            if name == "memory":
                continue
            small, large = rows
            # The median of the pairs: somebody else's minute on the machine spoils a few of them and not the answer.
            cost = pairs(large["turns_us"], small["turns_us"])
            pace = pairs(small["turns_per_second"], large["turns_per_second"])
            check(
                max(cost[1], pace[1]) <= SLOWER,
                f"{name}: on the large database {percent(cost[1])} CPU (half of the pairs {percent(cost[0])} to "
                f"{percent(cost[2])}), {percent(1 / pace[1])} requests a second",
            )

    def run(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = option("--folder", os.path.join(folder, "kept"))
            os.makedirs(kept, exist_ok=True)
            found = self.measure(folder, kept)
        refused = sum(row.get("refused", 0) for row in found)
        if "--json" in sys.argv:
            sys.exit(1 if refused else 0)
        check(refused == 0, "every request was answered with 200", refused)
        if len(self.sizes) == 2:
            self.compare(found)
        else:
            skip("the comparison of sizes", "only one was measured")
        end()


class Measured:
    """A server on a database of one size, and what was seen of it."""

    def __init__(self, bench, folder, kept, size):
        self.bench, self.size, self.idle = bench, size, 0
        self.folder = os.path.join(folder, f"run-{size}")
        data = bench.copied(folder, kept, size)
        self.data = data
        os.makedirs(self.folder)
        self.codes = bench.new_codes(data, days=0)
        self.older = bench.new_codes(data, days=29) if "refresh" in bench.rows else []
        self.access, self.refresh = [], []
        self.port = free_port()
        issuer = f"http://localhost:{self.port}"
        command = ["taskset", "-c", str(bench.cores[0]), bench.tessera, "serve", "--json"]
        self.child = Child(
            [*command, "--issuer", issuer, "--listen", f"127.0.0.1:{self.port}", "--data", data], data + ".log"
        )
        if self.child.line() is None:
            sys.exit(f"FAIL the server did not start\n{self.child.said()}")
        self.turns = {}

    def file(self, name):
        return os.path.join(self.folder, name)

    def template(self, name):
        basic = base64.b64encode(f"bench-0:{SECRET.replace(' ', '+').replace(',', '%2C')}".encode()).decode()

        def form(path, body):
            return (
                f"POST {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAuthorization: Basic {basic}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
            )

        def get(path, *fields):
            return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: localhost:{self.port}", *fields, "", ""])

        redeem = f"grant_type=authorization_code&redirect_uri={REDIRECT}&code_verifier={VERIFIER}&code={{}}"
        return {
            "client_credentials": form("/oauth/token", "grant_type=client_credentials"),
            "jwks": get("/.well-known/jwks.json"),
            "code": form("/oauth/token", redeem),
            "introspection": form("/oauth/introspect", "token={}"),
            "userinfo": get("/oauth/userinfo", "Authorization: Bearer {}"),
            "refresh": form("/oauth/token", "grant_type=refresh_token&refresh_token={}"),
        }[name]

    def options(self, name, turn):
        """What the load asks with: each turn of codes and refresh tokens has its own, because they are good once."""
        if name == "code":
            return self.redeeming(self.codes[turn], "access_token")
        if name == "refresh":
            return ["--values", written(self.file("values"), self.refresh[turn]), "--chain", "refresh_token"]
        if name in ("introspection", "userinfo"):
            # All of them, beginning with others each turn.
            first = len(self.access) * turn // self.bench.turns
            return ["--values", written(self.file("values"), self.access[first:] + self.access[:first])]
        return []

    def redeeming(self, codes, kept):
        return ["--values", written(self.file("values"), codes), "--once", "--keep", kept, self.file("kept")]

    def ask(self, name, options):
        with open(self.file("request"), "w", newline="") as out:
            out.write(self.template(name))
        # All codes of the turn, however long it takes: the other rows need what they give.
        seconds = 120 if name == "code" else self.bench.seconds / self.bench.turns
        command = ["taskset", "-c", str(self.bench.cores[1]), self.bench.load, str(self.port)]
        command += [str(self.bench.connections), str(seconds), self.file("request"), *options]
        before = cpu(self.child.pid)
        said = json.loads(run([*command, "--times", self.file("times")]))
        said["cpu"] = cpu(self.child.pid) - before
        said["times"] = [int(line) for line in lines(self.file("times"))]
        return said

    def take_turn(self, name, turn):
        self.turns.setdefault(name, []).append(self.ask(name, self.options(name, turn)))
        if name == "code":
            self.access += lines(self.file("kept"))

    def fetch_refresh_tokens(self):
        for codes in self.older:
            self.ask("code", self.redeeming(codes, "refresh_token"))
            self.refresh.append(lines(self.file("kept")))

    def row(self, name):
        turns = self.turns[name]
        requests = sum(turn["requests"] for turn in turns)
        times = sorted(time for turn in turns for time in turn["times"])
        return {
            "row": name,
            "database": "sqlite",
            "size": self.size,
            "per_second": round(requests / sum(turn["seconds"] for turn in turns)),
            "cpu_us": round(sum(turn["cpu"] for turn in turns) / max(1, requests) * 1e6, 1),
            "p50_ms": percentile(times, 0.5),
            "p99_ms": percentile(times, 0.99),
            "requests": requests,
            "refused": sum(turn["refused"] for turn in turns),
            "memory_mb": round(memory(self.child.pid)[0] / 1e6, 1),
            "turns_us": [round(turn["cpu"] / max(1, turn["requests"]) * 1e6, 1) for turn in turns],
            "turns_per_second": [round(turn["requests"] / turn["seconds"]) for turn in turns],
        }

    def end(self):
        peak = memory(self.child.pid)[1]
        self.child.end()
        shutil.rmtree(self.data)
        return {
            "row": "memory",
            "database": "sqlite",
            "size": self.size,
            "idle_mb": round(self.idle / 1e6, 1),
            "peak_mb": round(peak / 1e6, 1),
        }


def pairs(over, under):
    """The quartiles of the ratios of turns that stand side by side."""
    return statistics.quantiles([a / b for a, b in zip(over, under)], n=4)


def percent(ratio):
    return f"{(ratio - 1) * 100:+.0f} %"


def percentile(times, part):
    return round(times[min(len(times) - 1, int(len(times) * part))] / 1_000, 2) if times else 0


def lines(file):
    with open(file) as text:
        return text.read().split()


def written(file, values):
    with open(file, "w") as out:
        out.write("\n".join(values))
    return file


def say(text):
    print(f"dev: {text}", file=sys.stderr, flush=True)


def run(command, text=None, env=None):
    ran = subprocess.run(
        command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=1_500,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    if ran.stderr:
        say(ran.stderr.strip()[:1_000])
    if ran.returncode != 0:
        sys.exit(f"FAIL {' '.join(command)[:300]}: exit {ran.returncode}")
    return ran.stdout


def cpu(pid):
    """Seconds of CPU that a process has used, in all its threads: Linux has a clock for each process."""
    return time.clock_gettime(~pid << 3 | 2)


def memory(pid):
    """Resident bytes now, and at most so far."""
    with open(f"/proc/{pid}/status") as file:
        lines = dict(line.split(":", 1) for line in file if line.startswith(("VmRSS", "VmHWM")))
    return tuple(int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    limit(2_700, end_all)
    Bench().run()


main()
