"""Measures the release server on one core: requests a second, CPU of each, and how long an answer takes.

usage: server_speed.py TESSERA GROWTH SERVER_LOAD [--json] [--seconds N] [--connections N] [--codes N]
                       [--sizes empty,large] [--accounts N] [--grants N] [--folder FOLDER]

The server is pinned to one core and the load to another. Each size is a data folder of its own, made once and kept in
FOLDER (else a temporary one); a run works on a copy. Every token that is measured with comes from the code row.
"""

import base64
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
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
TICK = os.sysconf("SC_CLK_TCK")
SLOWER = 1.10


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


class Bench:
    def __init__(self):
        self.tessera, self.growth, self.load = (os.path.abspath(path) for path in sys.argv[1:4])
        self.seconds, self.connections = option("--seconds", 8), option("--connections", 32)
        self.codes = option("--codes", 12_000)
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

    def new_codes(self, data, file):
        now = int(time.time())
        said = run([self.growth, "codes", data + "/tessera.db", API, SCOPE, self.terms(now), str(now), "bench-0",
                    str(self.codes)])  # fmt: skip
        with open(file, "w") as out:
            out.write(said)

    # ---- one size

    def measure(self, folder, kept, size):
        data = self.copied(folder, kept, size)
        codes, access, refresh = (os.path.join(folder, f"{size}.{name}") for name in ("codes", "access", "refresh"))
        self.new_codes(data, codes)
        port = free_port()
        issuer = f"http://localhost:{port}"
        command = ["taskset", "-c", str(self.cores[0]), self.tessera, "serve", "--json"]
        server = Child([*command, "--issuer", issuer, "--listen", f"127.0.0.1:{port}", "--data", data], data + ".log")
        if server.line() is None:
            sys.exit(f"FAIL the server did not start\n{server.said()}")
        basic = base64.b64encode(f"bench-0:{SECRET.replace(' ', '+').replace(',', '%2C')}".encode()).decode()

        def form(path, body):
            return (
                f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Basic {basic}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
            )

        def get(path, *fields):
            return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: localhost:{port}", *fields, "", ""])

        redeem = f"grant_type=authorization_code&redirect_uri={REDIRECT}&code_verifier={VERIFIER}&code={{}}"
        code = form("/oauth/token", redeem)
        keep = ["--keep", "access_token", access, "--keep", "refresh_token", refresh]
        rows = [
            ("client_credentials", form("/oauth/token", "grant_type=client_credentials"), []),
            ("jwks", get("/.well-known/jwks.json"), []),
            ("code", code, ["--values", codes, "--once", *keep]),
            ("introspection", form("/oauth/introspect", "token={}"), ["--values", access]),
            ("userinfo", get("/oauth/userinfo", "Authorization: Bearer {}"), ["--values", access]),
            ("refresh", form("/oauth/token", "grant_type=refresh_token&refresh_token={}"),
             ["--values", refresh, "--chain", "refresh_token"]),
        ]  # fmt: skip
        time.sleep(1)
        idle = memory(server.pid)[0]
        found = []
        for name, template, options in rows:
            file = os.path.join(folder, f"{size}.{name}.request")
            with open(file, "w", newline="") as out:
                out.write(template)
            # All codes, however long it takes: the other rows need what they give.
            seconds = 120 if name == "code" else self.seconds
            command = ["taskset", "-c", str(self.cores[1]), self.load, str(port), str(self.connections), str(seconds)]
            before = cpu(server.pid)
            said = json.loads(run([*command, file, *options]))
            spent = cpu(server.pid) - before
            found.append({
                "row": name,
                "database": "sqlite",
                "size": size,
                "per_second": round(said["requests"] / said["seconds"]),
                "cpu_us": round(spent / max(1, said["requests"]) * 1e6, 1),
                "p50_ms": round(said["p50_ms"], 2),
                "p99_ms": round(said["p99_ms"], 2),
                "requests": said["requests"],
                "refused": said["refused"],
                "memory_mb": round(memory(server.pid)[0] / 1e6, 1),
            })  # fmt: skip
            self.show(found[-1])
        peak = memory(server.pid)[1]
        found.append({
            "row": "memory",
            "database": "sqlite",
            "size": size,
            "idle_mb": round(idle / 1e6, 1),
            "peak_mb": round(peak / 1e6, 1),
        })  # fmt: skip
        self.show(found[-1])
        server.end()
        shutil.rmtree(data)
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

    def run(self):
        sizes = option("--sizes", "empty,large").split(",")
        with tempfile.TemporaryDirectory() as folder:
            kept = option("--folder", os.path.join(folder, "kept"))
            os.makedirs(kept, exist_ok=True)
            found = {size: self.measure(folder, kept, size) for size in sizes}
        if "--json" in sys.argv:
            sys.exit(1 if any(row.get("refused") for rows in found.values() for row in rows) else 0)
        refused = sum(row.get("refused", 0) for rows in found.values() for row in rows)
        check(refused == 0, "every request was answered with 200", refused)
        if len(sizes) == 2:
            for small, large in zip(*found.values()):
                if "cpu_us" in small:
                    ratio = large["cpu_us"] / small["cpu_us"]
                    check(ratio <= SLOWER, f"{small['row']}: on the large database {(ratio - 1) * 100:+.0f} % CPU")
        else:
            skip("the comparison of sizes", "only one was measured")
        end()


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
    """Seconds of CPU that a process has used, in all its threads."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


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
