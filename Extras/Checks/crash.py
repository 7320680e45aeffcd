"""Kills the server at random instants under load, and looks for what was answered and then lost.

usage: crash.py TESSERA [ROUNDS [SEED]]

Each round, people make and take back named tokens, programs get tokens that cost no row and have some of them taken back,
readers have lists signed, and the sweep has old rows to delete. Then comes kill -9, in the middle of it.
"""

import glob
import http.client
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from serving import Client, Development, claims, end_all
from verdict import check, end, limit, note

ROUNDS = 20
ANSWERS = 300
THREADS = 4
# Sessions and lists of an earlier year, put there before each start, so that the sweep is at work when the kill comes.
AGED = 2_000
# In every third round the kill comes so soon after the start, in seconds, that the sweep is still at work.
SOON = 0.4
# How long a round may take to give its answers.
PATIENCE = 120


class Record:
    """What a process outside knows: each token and each revocation that was answered. In flight means unknown."""

    def __init__(self):
        self.lock = threading.Lock()
        self.issued = {}  # id of a named token, or jti of a program's -> token
        self.asked_back = set()  # those whose revocation was sent
        self.taken_back = set()  # those whose revocation was answered
        self.lists = 0  # list documents that were read
        self.odd = []  # answers that nobody expected

    @property
    def answers(self):
        return len(self.issued) + len(self.taken_back)

    @property
    def living(self):
        return [one for one in self.issued if one not in self.asked_back]


class Handles:
    """Every handle that was ever given out, to find one that was given out twice."""

    def __init__(self):
        self.owners = {}
        self.twice = []

    def add(self, token):
        said = claims(token)
        entry = said["status"]["status_list"]
        handle = (entry["uri"], entry["idx"])
        if handle in self.owners:
            self.twice.append(f"{handle} of {self.owners[handle]} and {said['jti']}")
        self.owners[handle] = said["jti"]


def load(issuer, login, record, stop, name, seed):
    """Makes tokens and takes about half of them back, over one connection, until the server is gone."""
    choose = random.Random(seed)
    client = Client(issuer, keep_alive=True)
    mine, count = [], 0
    try:
        while not stop.is_set():
            count += 1
            body = {"name": f"{name}-{count}", "scopes": ["notes:read"]}
            answer = client.post("/api/tokens", token=login, body=body)
            if answer.status != 201:
                return record.odd.append(f"POST: {answer}")
            made = answer.json
            with record.lock:
                record.issued[made["id"]] = made["token"]
            mine.append(made["id"])
            if choose.random() < 0.5:
                one = mine.pop(choose.randrange(len(mine)))
                with record.lock:
                    record.asked_back.add(one)
                answer = client.delete(f"/api/tokens/{one}", token=login)
                if answer.status != 204:
                    return record.odd.append(f"DELETE: {answer}")
                with record.lock:
                    record.taken_back.add(one)
    except (OSError, http.client.HTTPException, ValueError):
        return None  # killed under our hands, as planned; what was in flight counts for nothing


def program(issuer, login, credentials, record, stop, seed):
    """Gets tokens as a program does, and has some of them taken back by their jti, until the server is gone."""
    choose = random.Random(seed)
    client, admin = Client(issuer, keep_alive=True), Client(issuer, keep_alive=True)
    mine = []
    try:
        while not stop.is_set():
            answer = client.post("/oauth/token", basic=credentials, form={"grant_type": "client_credentials"})
            if answer.status != 200:
                return record.odd.append(f"POST /oauth/token: {answer}")
            token = answer.json["access_token"]
            one = claims(token)["jti"]
            with record.lock:
                record.issued[one] = token
            mine.append(one)
            if choose.random() < 0.3:
                one = mine.pop(choose.randrange(len(mine)))
                with record.lock:
                    record.asked_back.add(one)
                answer = admin.post("/api/revocations", token=login, body={"jti": one})
                if answer.status != 200:
                    return record.odd.append(f"POST /api/revocations: {answer}")
                with record.lock:
                    record.taken_back.add(one)
    except (OSError, http.client.HTTPException, ValueError):
        return None


def reader(issuer, record, stop):
    """Reads every list again and again, which has those signed that changed, until the server is gone."""
    client = Client(issuer, keep_alive=True)
    try:
        while not stop.is_set():
            for uri in client.get("/status/lists").json.get("status_lists", []):
                answer = client.get(uri[len(issuer) :])
                if answer.status not in (200, 404):  # 404: it retired meanwhile
                    return record.odd.append(f"GET {uri}: {answer}")
                record.lists += 1
    except (OSError, http.client.HTTPException, ValueError):
        return None


def run_until_killed(server, login, credentials, choose, name, soon):
    """Loads the server, kills it at a random instant, and gives back what was recorded."""
    record, stop = Record(), threading.Event()
    work = [(load, (server.issuer, login, record, stop, f"{name}-{n}", choose.random())) for n in range(THREADS // 2)]
    work += [(program, (server.issuer, login, credentials, record, stop, choose.random())) for _ in range(THREADS // 2)]
    work += [(reader, (server.issuer, record, stop))]
    threads = [threading.Thread(target=job, args=arguments, daemon=True) for job, arguments in work]
    wanted = 1 if soon else ANSWERS + choose.randrange(200)
    start = time.monotonic()
    for thread in threads:
        thread.start()
    while record.answers < wanted and time.monotonic() - start < PATIENCE and not record.odd:
        time.sleep(0.001)
    time.sleep(choose.random() * (SOON if soon else 0.05))
    server.kill()
    seconds = time.monotonic() - start
    stop.set()
    for thread in threads:
        thread.join(20)
    return record, seconds


def integrity(data, folder):
    """PRAGMA integrity_check of a copy, so that the server itself recovers the original."""
    found = []
    for path in glob.glob(os.path.join(data, "**", "*"), recursive=True):
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            if file.read(15) != b"SQLite format 3":
                continue
        copy = os.path.join(folder, "copy.db")
        for end_of_name in ("", "-wal"):
            if os.path.exists(copy + end_of_name):
                os.remove(copy + end_of_name)
            if os.path.exists(path + end_of_name):
                shutil.copy(path + end_of_name, copy + end_of_name)
        connection = sqlite3.connect(copy)
        found += [row[0] for row in connection.execute("PRAGMA integrity_check")]
        connection.close()
    return found


def age(data):
    """Puts rows of a year ago into the database of a server that is not running."""
    connection = sqlite3.connect(os.path.join(data, "tessera.db"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    account = connection.execute("SELECT id FROM accounts LIMIT 1").fetchone()[0]
    number = connection.execute("SELECT value FROM counters WHERE name = 'status_list'").fetchone()[0]
    hour = (int(time.time()) - 365 * 86_400) // 3_600 * 3_600
    connection.execute("UPDATE counters SET value = value + 20 WHERE name = 'status_list'")
    for place in range(20):
        row = (number + 1 + place, hour + place * 3_600, AGED // 20)
        connection.execute("INSERT INTO status_lists (number, hour, next_index) VALUES (?, ?, ?)", row)
    for place in range(AGED):
        row = (f"ses_aged{number}_{place}", account, number + 1 + place % 20, place // 20, hour - 900, hour)
        connection.execute(
            "INSERT INTO sessions (id, account, list, idx, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    connection.execute("COMMIT")
    connection.close()


def aged(data):
    """How many rows of a year ago are still there."""
    connection = sqlite3.connect(os.path.join(data, "tessera.db"))
    limit_of_age = int(time.time()) - 86_400
    found = connection.execute("SELECT COUNT(*) FROM sessions WHERE expires_at < ?", (limit_of_age,)).fetchone()[0]
    found += connection.execute("SELECT COUNT(*) FROM status_lists WHERE hour < ?", (limit_of_age,)).fetchone()[0]
    connection.close()
    return found


def make_client(binary, data, audience):
    """A program with all scopes of the API, made as an operator makes one."""
    command = [binary, "client", "create", "backup", "--api", audience, "--all-scopes", "--data", data, "--json"]
    ran = subprocess.run(command, text=True, capture_output=True, timeout=60)
    if ran.returncode != 0:
        sys.exit(f"FAIL {' '.join(command)}: exit {ran.returncode}: {ran.stderr}")
    made = json.loads(ran.stdout)
    return made["client_id"], made["client_secret"]


def ask(server, record):
    """Asks the sample API's verifier about every answered 201 and 204; gives back what is wrong."""

    def look(client, one):
        for _ in range(40):
            answer = client.get("/dev/api/me", token=record.issued[one])
            if answer.status != 503:  # keys or lists not fetched yet: not an answer about this token
                return answer
            time.sleep(0.25)
        return answer

    def judge(some):
        client, wrong = Client(server.issuer, keep_alive=True), []
        for one in some:
            answer = look(client, one)
            if one in record.taken_back and (answer.status, answer.code) != (401, "revoked"):
                wrong.append(f"{one} was taken back, and now: {answer}")
            if one not in record.asked_back and answer.status != 200:
                wrong.append(f"{one} was issued, and now: {answer}")
        return wrong

    ids = list(record.taken_back) + record.living
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(judge, [ids[n::THREADS] for n in range(THREADS)]), [])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**9)
    choose, handles, records = random.Random(seed), Handles(), []
    note(f"seed {seed} (it fixes the choices; the instants also hang on the machine)")
    limit(rounds * 180, end_all)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        server = Development(binary, data)
        listen = f"127.0.0.1:{server.port}"
        credentials = make_client(binary, data, server.audience)
        for number in range(1, rounds + 1):
            login = server.token(audience=server.issuer)["token"]
            handles.add(login)
            soon = number % 3 == 0
            record, seconds = run_until_killed(server, login, credentials, choose, f"round-{number}", soon)
            records.append(record)
            for token in record.issued.values():
                handles.add(token)
            unknown = len(record.asked_back) - len(record.taken_back)
            said = (
                f"{len(record.issued)} issued, {len(record.taken_back)} taken back, {unknown} unknown, "
                f"{record.lists} lists read, {seconds:.1f} s"
            )
            check(not record.odd, f"round {number}: only the answers that were asked for", record.odd[:1])
            check(soon or record.answers >= ANSWERS, f"round {number}: killed after {record.answers} answers ({said})")
            sound = integrity(data, folder)
            check(sound == ["ok"], f"round {number}: PRAGMA integrity_check is ok", sound[:3])
            age(data)
            server = Development(binary, data, listen=listen)
            wrong = ask(server, record)
            check(not wrong, f"round {number}: nothing lost, nothing revoked passes", f"{len(wrong)}: {wrong[:2]}")
        wrong = sum((ask(server, record) for record in records), [])
        total = sum(record.answers for record in records)
        check(not wrong, f"at the end, all {total} answers once more", f"{len(wrong)}: {wrong[:2]}")
        check(not handles.twice, f"no handle twice among {len(handles.owners)}", handles.twice[:3])
        for _ in range(100):
            left = aged(data)
            if left == 0:
                break
            time.sleep(0.1)
        check(left == 0, "the last sweep left nothing of the year before", f"{left} rows")
        server.end()
        sound = integrity(data, folder)
        check(sound == ["ok"], "PRAGMA integrity_check is ok after a clean stop", sound[:3])
    end()


main()
