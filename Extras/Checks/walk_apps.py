"""Two apps of one person, of which one is removed at /account/apps: what dies, when, and what lives on."""

import base64
import hashlib
import secrets
import threading
import time
import urllib.parse

from browsing import Browser, query
from serving import Client
from verdict import check

CALLBACK = "http://127.0.0.1:9/callback"
SCOPE = "openid offline_access notes:read"
ALLOWED = 1.0  # seconds


def entry(name):
    return {
        "client_id": name,
        "client_name": name.capitalize(),
        "redirect_uris": ["http://127.0.0.1/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "id_token_signed_response_alg": "ES256",
    }


CLIENTS = [entry("gone"), entry("kept")]


def log_in(browser, server, client):
    """The tokens of an app, by the code flow with PKCE."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "s",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    back = browser.visit(f"{server.issuer}/oauth/authorize?{urllib.parse.urlencode(asked)}", stop=CALLBACK)
    form = {
        "grant_type": "authorization_code",
        "client_id": client,
        "code": query(back.url).get("code", ""),
        "redirect_uri": CALLBACK,
        "code_verifier": verifier,
    }
    answer = Client(server.issuer).post("/oauth/token", form=form)
    check(answer.status == 200 and "refresh_token" in answer.json, f"{client}: tokens by code", f"{back} {answer}")
    return answer.json


def refresh(server, client, tokens):
    form = {"grant_type": "refresh_token", "client_id": client, "refresh_token": tokens.get("refresh_token", "")}
    return Client(server.issuer).post("/oauth/token", form=form)


class Watch(threading.Thread):
    """Asks an API with a token over and over, and notes the moment and the reason of the first refusal."""

    def __init__(self, base, path, token):
        super().__init__(daemon=True)
        self.client, self.path, self.token = Client(base, keep_alive=True), path, token
        self.refused_at, self.code, self.passed = None, None, 0
        self.ends = time.monotonic() + 10
        self.start()

    def run(self):
        while time.monotonic() < self.ends:
            answer = self.client.get(self.path, token=self.token)
            if answer.status != 200:
                self.refused_at, self.code = time.monotonic(), f"{answer.status} {answer.code}"
                return
            self.passed += 1
            time.sleep(0.002)


def one_of_two(server, example, path):
    """Everything of one app is taken back with one press of a button; `example` is an API in a process of its own."""
    browser = Browser(server.login)
    # Two sign-ins of one app, as on a laptop and a telephone.
    gone = [log_in(browser, server, "gone"), log_in(browser, server, "gone")]
    kept = log_in(browser, server, "kept")
    named = server.token(name="a program")["token"]
    base = f"http://{example.host}"
    watches = [Watch(base, path, tokens["access_token"]) for tokens in gone]
    deadline = time.monotonic() + 10
    while any(watch.passed == 0 for watch in watches) and time.monotonic() < deadline:
        time.sleep(0.01)
    check(all(watch.passed for watch in watches), "both access tokens of the app pass at the API", [w.code for w in watches])

    apps = browser.visit(f"{server.issuer}/account/apps")
    check("Remove Gone" in apps.text and "Remove Kept" in apps.text, "/account/apps lists both apps", apps)
    action, form = apps.hidden("/account/apps/", "Remove Gone")
    pressed = browser.post(server.issuer + action, form)
    answered = time.monotonic()
    check(pressed.status == 303, "the button of one of them is pressed", pressed)
    for watch in watches:
        watch.join(10)
    delays = [watch.refused_at - answered if watch.refused_at else None for watch in watches]
    fine = all(delay is not None and delay < ALLOWED for delay in delays)
    told = ", ".join("never" if delay is None else f"{max(0, delay) * 1000:.0f} ms" for delay in delays)
    check(fine, f"… its access tokens are refused at the API {told} after the answer (1000 ms allowed)")
    check([watch.code for watch in watches] == ["401 revoked"] * 2, "… as revoked", [watch.code for watch in watches])
    answers = [refresh(server, "gone", tokens) for tokens in gone]
    dead = all((answer.status, answer.json.get("error")) == (400, "invalid_grant") for answer in answers)
    check(dead, "… its refresh tokens are dead", [str(answer) for answer in answers])
    answers = [Client(server.issuer).get("/oauth/userinfo", token=tokens["access_token"]) for tokens in gone]
    check(all(answer.status == 401 for answer in answers), "… userinfo refuses it", [str(answer) for answer in answers])

    lives = [example.get(path, token=kept["access_token"]).status, example.get(path, token=named).status]
    check(lives == [200, 200], "the other app's token and a named token pass as before", lives)
    answer = refresh(server, "kept", kept)
    check(answer.status == 200, "… the other app refreshes", answer)
    apps = browser.send("GET", f"{server.issuer}/account/apps")
    fine = apps.status == 200 and "Remove Kept" in apps.text and "Remove Gone" not in apps.text
    check(fine, "… the person is still signed in, and sees the other app alone", apps)
    again = log_in(browser, server, "gone")
    passes = example.get(path, token=again.get("access_token", "")).status == 200
    check(passes, "… and may allow the first one anew, which passes again")
