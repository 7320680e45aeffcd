"""The story from outside: a token is issued, carried, checked and taken back.

usage: walk.py TESSERA PROTECT-AN-API BACKEND-FOR-FRONTEND
"""

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import walk_apps
import walk_site
from serving import Child, Client, Development, claims, end_all, free_port, tampered
from verdict import check, end, limit, note

LEEWAY = 30
SCOPES = ["notes:read", "notes:write", "tasks:read", "tasks:write"]
# What each scope opens at the sample API.
DOORS = {
    "notes:read": ("GET", "/dev/api/notes"),
    "notes:write": ("POST", "/dev/api/notes"),
    "tasks:read": ("GET", "/dev/api/tasks"),
    "tasks:write": ("POST", "/dev/api/tasks"),
}
# A path of the example that needs a valid token and no scope.
EXAMPLE_PATH = "/me"


def banner_lines(binary, folder):
    """The two lines that the banner offers to copy, and the server that offers them."""
    command = [binary, "serve", "--dev", "--listen", "127.0.0.1:0", "--data", os.path.join(folder, "banner")]
    # A shell, so that both streams of the banner come by one way; exec keeps the pid.
    server = Child(["sh", "-c", 'exec "$@" 2>&1', "sh", *command], os.path.join(folder, "banner.log"))
    found, whole, deadline = [], [], time.monotonic() + 30
    while len(found) < 2 and time.monotonic() < deadline:
        line = server.line(1)
        if line is None:
            if server.process.poll() is not None:
                break
            continue
        whole.append(line)
        line = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
        line = line[2:] if line.startswith("$ ") else line
        if re.match(r"(export )?[A-Z_]+=\$\(|curl ", line):
            found.append(line)
    return server, found, whole


def copy_two_lines(binary, folder):
    server, lines, whole = banner_lines(binary, folder)
    if check(len(lines) == 2, "the banner offers two lines to copy", "\n".join(whole) + server.said()):
        ran = subprocess.run(["sh", "-c", "\n".join(lines)], capture_output=True, text=True, timeout=30)
        try:
            who = json.loads(ran.stdout[ran.stdout.index("{") :])
        except ValueError:
            who = {}
        check("sub" in who and "scope" in who, "the two lines, pasted: who I am", ran.stdout + ran.stderr)
    check(server.end() == 0, "the server stops cleanly when asked to", server.process.returncode)


def refusals(server):
    """Row 1: no token, a changed one, an expired one, one that lacks the scope."""
    api = Client(server.issuer)
    # Made first: it expires while the others are looked at.
    brief = server.token(expires_in=1)["token"]
    token = server.token()["token"]

    answer = api.get("/dev/api/me", token=token)
    mine = claims(token)
    check(answer.status == 200 and answer.json.get("sub") == mine["sub"], "with the token: 200, who I am", answer)
    check(answer.json.get("aud") == server.audience, "… for the audience that I asked", answer)

    answer = api.get("/dev/api/me")
    fine = answer.status == 401 and answer.challenge.startswith("Bearer") and "error=" not in answer.challenge
    check(fine, "without a token: 401 and a challenge without an error", answer)

    places = range(0, len(token.split(".")[1]) - 1, 7)
    answers = [api.get("/dev/api/me", token=tampered(token, at)) for at in places]
    wrong = [answer for answer in answers if (answer.status, answer.code) != (401, "signature_invalid")]
    what = f"with one character of the payload changed ({len(answers)} places): 401 signature_invalid"
    check(not wrong, what, wrong[0] if wrong else "")
    check('error="invalid_token"' in answers[0].challenge, "… and the challenge says invalid_token", answers[0])

    writer = server.token(scopes=["notes:write"])["token"]
    answer = api.get("/dev/api/notes", token=writer)
    fine = answer.status == 403 and answer.code == "scope_insufficient" and "notes:read" in answer.challenge
    check(fine, "GET notes with only notes:write: 403 that names notes:read", answer)
    check('error="insufficient_scope"' in answer.challenge, "… and the challenge says insufficient_scope", answer)

    wait = claims(brief)["exp"] + LEEWAY + 2 - time.time()
    note(f"waiting {max(wait, 0):.0f} s for a token to expire past the leeway")
    time.sleep(max(wait, 0))
    answer = api.get("/dev/api/me", token=brief)
    check((answer.status, answer.code) == (401, "expired"), "expired, past the leeway: 401 expired", answer)


def opened(api, token):
    """The scopes whose doors the token opens; a door that answers neither way is named in the second list."""
    doors, odd = set(), []
    for scope, (method, path) in DOORS.items():
        body = {"text": "from the walk"} if method == "POST" else None
        answer = api.send(method, path, token=token, body=body)
        if 200 <= answer.status < 300:
            doors.add(scope)
        elif answer.status != 403:
            odd.append(f"{method} {path}: {answer}")
    return doors, odd


def start_example(binary, server, folder):
    """protect-an-api ISSUER AUDIENCE PORT, as another process."""
    port = free_port()
    command = [binary, server.issuer, server.audience, str(port)]
    example = Child(command, os.path.join(folder, "example.log"))
    client = Client(f"http://localhost:{port}")
    for _ in range(300):
        try:
            client.get(EXAMPLE_PATH)
            return client
        except OSError:
            time.sleep(0.1)
    sys.exit(f"FAIL protect-an-api does not answer on port {port}: {example.said()}")


def until_refused(client, path, token, seconds):
    """How long the token still passed, and the answer that refused it; None when it never was."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        answer = client.get(path, token=token)
        if answer.status != 200:
            return time.monotonic() - start, answer
        time.sleep(0.02)
    return seconds, None


def ten_tokens(server, example):
    """Row 2: ten named tokens, one taken back, then a new password."""
    api = Client(server.issuer)
    sets = [set(some) for size in (1, 2) for some in itertools.combinations(SCOPES, size)]
    made = [server.token(name=f"program {n + 1}", scopes=sorted(some)) for n, some in enumerate(sets)]
    for n, (one, some) in enumerate(zip(made, sets)):
        doors, odd = opened(api, one["token"])
        check(doors == some and not odd, f"token {n + 1} opens exactly {' '.join(sorted(some))}", odd or sorted(doors))
    passing = [example.get(EXAMPLE_PATH, token=one["token"]).status for one in made]
    check(passing == [200] * 10, "all ten pass at protect-an-api", passing)

    answer = api.send("GET", "/api/tokens", token=made[0]["token"])
    check(answer.status in (401, 403), "a named token does not list tokens", answer)

    login = server.token(audience=server.issuer)["token"]
    login_here = server.token()["token"]
    check(api.get("/api/tokens", token=login).status == 200, "the login token lists the named tokens")
    check(example.get(EXAMPLE_PATH, token=login_here).status == 200, "a login token for the API passes there")

    gone, rest = made[3], made[:3] + made[4:]
    answer = api.delete(f"/api/tokens/{gone['id']}", token=login)
    check(answer.status == 204, "one of the ten is taken back: 204", answer)
    for name, client, path in [("protect-an-api", example, EXAMPLE_PATH), ("the sample API", api, "/dev/api/me")]:
        seconds, refusal = until_refused(client, path, gone["token"], 3)
        fine = refusal is not None and (refusal.status, refusal.code) == (401, "revoked")
        what = f"… it is refused as revoked by {name} (after {seconds:.2f} s, 3 allowed)"
        check(fine, what, refusal or "it still passes")
    listed = api.get("/api/tokens", token=login).json.get("tokens", [])
    check({one["id"] for one in listed} == {one["id"] for one in rest}, "… the list has the other nine", listed)
    check(not any("token" in one or "secret" in one for one in listed), "… and no secret", listed)
    nine_pass(api, example, rest, "… the other nine pass")

    fresh = "a new password of the walk 7"
    body = {"current_password": server.login[1], "new_password": fresh}
    answer = api.post("/api/password", basic=server.login, body=body)
    check(answer.status == 204, "the password is changed: 204", answer)
    for name, client, path, token in [
        ("the login token is refused by the issuer", api, "/api/tokens", login),
        ("the login token for the API is refused there", example, EXAMPLE_PATH, login_here),
    ]:
        seconds, refusal = until_refused(client, path, token, 3)
        check(refusal is not None and refusal.status == 401, f"… {name} (after {seconds:.2f} s)", refusal)
    nine_pass(api, example, rest, "… the nine named tokens still pass")
    answer = api.post("/api/tokens", basic=server.login, body={})
    check((answer.status, answer.code) == (401, "credentials_invalid"), "… the old password is refused", answer)
    answer = api.post("/api/tokens", basic=(server.login[0], fresh), body={})
    check(answer.status == 201, "… the new one gets a token", answer)


def nine_pass(api, example, rest, what):
    passing = [
        (api.get("/dev/api/me", token=one["token"]).status, example.get(EXAMPLE_PATH, token=one["token"]).status)
        for one in rest
    ]
    check(passing == [(200, 200)] * len(rest), what, passing)


def with_apps(binary, folder):
    """A development server with the clients of the parts to come."""
    path = os.path.join(folder, "set-up.json")
    with open(path, "w") as file:
        json.dump({"clients": [*walk_apps.CLIENTS, walk_site.CLIENT]}, file)
    os.environ["SITE_SECRET"] = walk_site.SECRET
    return Development(binary, os.path.join(folder, "apps"), "--apply", path)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    limit(300, end_all)
    binary, example, site = (os.path.abspath(path) for path in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        note("1. the first call")
        copy_two_lines(binary, folder)
        server = Development(binary, os.path.join(folder, "data"))
        refusals(server)
        note("2. ten programs")
        ten_tokens(server, start_example(example, server, folder))
        end_all()
        server = with_apps(binary, folder)
        note("3. one app of two")
        walk_apps.one_of_two(server, start_example(example, server, folder), EXAMPLE_PATH)
        note("4. a site with a backend")
        walk_site.site(site, server, folder)
        end_all()
    end()


main()
