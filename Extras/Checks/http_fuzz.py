"""Nonsense for every endpoint: schemathesis on docs/openapi.yaml, then a fuzzer on every form and every query. No 500.

usage: http_fuzz.py TESSERA VENV-FOLDER OPENAPI [SECONDS]
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

from environment import enter

if len(sys.argv) not in (4, 5):
    sys.exit(__doc__)
enter(sys.argv[2], ["requests", "schemathesis", "openapi-spec-validator", "pyyaml"])

import requests  # noqa: E402  (only inside of the virtual environment)
import yaml  # noqa: E402

from oauth_site import NOTES, SECRET, Person, Site, confidential, public  # noqa: E402
from serving import end_all  # noqa: E402
from verdict import check, end, limit, note  # noqa: E402

TESSERA, DOCUMENT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[3])
SECONDS = int(sys.argv[4]) if len(sys.argv) > 4 else 60
CALLBACK = "http://127.0.0.1:5000/callback"
CLIENTS = [
    confidential(
        "fuzzed", "Fuzzed", [CALLBACK], grants=["authorization_code", "refresh_token", "client_credentials"],
        scopes={NOTES: ["notes:read"]}, guards=[NOTES],
    ),
    public("fuzzed-public", "Fuzzed in public", [CALLBACK]),
]
FORM = "application/x-www-form-urlencoded"

# What breaks readers: ends of ranges, other alphabets, other people's syntax, and bytes that are no text.
NASTY = [
    "", " ", "\0", "\r\nX: y", "%", "%zz", "%00", "%ff%fe", "a" * 9_000, "é", "e\u0301", "\u202e", "\ud83d\ude00", "-1", "0", "1e9",
    str(2**31), str(2**63), str(2**64), "NaN", "null", "[]", "{}", '{"a":' * 200, '"', "'", "<script>", "' OR 1=1 --", "../../etc",
    "https://evil.example", "http://127.0.0.1:5000/callback/../x", "http://127.0.0.1:5000@evil.example/callback", "javascript:alert(1)",
    "//evil.example", "data:text/html,x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "openid " * 300, "S256", "plain", "tessera_rt_x", "tessera_ac_",
]


def main():
    limit(SECONDS * 3 + 600, end_all)
    with tempfile.TemporaryDirectory() as folder:
        site = Site(TESSERA, folder, CLIENTS)
        document(site, folder)
        forms(site)
        broken = [line for line in open(site.log, errors="replace") if "request failed" in line]
        check(not broken, "the server's log tells of no request that failed", "".join(broken[:5]))
        alive = requests.get(site.issuer + "/readyz", timeout=10)
        check(alive.status_code == 200, "the server lives, and its database can be written", alive.status_code)
        site.end()
    end()


def document(site, folder):
    """Schemathesis makes requests of all that the document says, and breaks it on purpose."""
    python = sys.executable
    valid = subprocess.run([python, "-m", "openapi_spec_validator", DOCUMENT], capture_output=True, text=True)
    check(valid.returncode == 0, "docs/openapi.yaml is an OpenAPI document", valid.stdout + valid.stderr)
    program = os.path.join(os.path.dirname(python), "schemathesis")
    command = [
        program, "run", DOCUMENT, "--url", site.issuer, "--checks", "not_a_server_error,content_type_conformance",
        "--max-examples", "40", "--max-failures", "20", "--phases", "examples,coverage,fuzzing", "--no-color",
        "--request-timeout", "20",
    ]
    for who, credentials in [
        ("nobody", []),
        ("a client", ["--auth", f"fuzzed:{SECRET}"]),
        ("a person", ["--auth", ":".join(site.login)]),
    ]:
        ran = subprocess.run([*command, *credentials], capture_output=True, text=True, cwd=folder, timeout=900)
        check(ran.returncode == 0, f"schemathesis as {who}", ran.stdout[-6000:])


def forms(site):
    """Valid requests, each spoilt in a few places at random; the seed is said, so that a find can be had again."""
    seed = int.from_bytes(os.urandom(4), "big")
    note(f"fuzzing every form and query for {SECONDS} s, seed {seed}")
    chance = random.Random(seed)
    person = Person(site)
    person.visit(authorize(site))
    apps = person.get(site.issuer + "/account/apps").text
    token = apps.split('name="form_token" value="')[1].split('"')[0] if "form_token" in apps else ""
    shapes = list(requests_of(site, token))
    session = requests.Session()
    counts, finds, until = {}, [], time.monotonic() + SECONDS
    while time.monotonic() < until and len(finds) < 10:
        method, path, pairs, auth, cookies = chance.choice(shapes)
        raw = spoilt(chance, pairs)
        try:
            answer = send(session, site, person, chance, method, path, raw, auth, cookies)
        except requests.RequestException as error:
            finds.append(f"{method} {path} {raw[:500]!r}: {error}")
            continue
        counts[answer.status_code] = counts.get(answer.status_code, 0) + 1
        if answer.status_code >= 500 and answer.status_code != 503 or answer.status_code == 501:
            finds.append(f"{method} {path} {raw[:500]!r}: {answer.status_code} {answer.text[:200]}")
        location = answer.headers.get("Location", "")
        if "evil.example" in urllib.parse.urlsplit(location).netloc or location.startswith("//"):
            finds.append(f"{method} {path} {raw[:500]!r}: leads to {location[:200]}")
    check(not finds, f"{sum(counts.values())} requests, answered {dict(sorted(counts.items()))}", "\n".join(finds))


def authorize(site):
    return site.metadata["authorization_endpoint"] + "?" + urllib.parse.urlencode(AUTHORIZE)


AUTHORIZE = [
    ("response_type", "code"), ("client_id", "fuzzed"), ("redirect_uri", CALLBACK), ("scope", "openid notes:read"),
    ("state", "s"), ("nonce", "n"), ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
]
MORE = [
    ("prompt", "login"), ("max_age", "10"), ("claims", '{"id_token":{"email":null}}'), ("response_mode", "form_post"),
    ("resource", NOTES), ("login_hint", "ana"), ("id_token_hint", "a.b.c"), ("acr_values", "x"), ("dpop_jkt", "x"),
    ("request", "a.b.c"), ("request_uri", "urn:x"), ("authorization_details", '[{"type":"x","locations":["a"],"identifier":"i"}]'), ("display", "page"),
]


def requests_of(site, token):
    """Method, path, parameters, credentials of a client, and whether the person's cookies go along."""
    client = ("fuzzed", SECRET)
    yield "GET", "/oauth/authorize", AUTHORIZE + MORE, None, True
    yield "GET", "/oauth/authorize", AUTHORIZE, None, False
    yield "POST", "/oauth/authorize", AUTHORIZE + MORE, None, False
    yield "GET", "/login", [("to", "/oauth/authorize?" + urllib.parse.urlencode(AUTHORIZE))], None, False
    yield "POST", "/login", [("form_token", token), ("to", "/account"), ("username", "ana"), ("password", "x")], None, True
    for decision in ["allow", "deny", "switch"]:
        yield "POST", "/consent", [
            ("form_token", token), ("account", "usr_x"), ("decision", decision), ("request", urllib.parse.urlencode(AUTHORIZE)),
        ], None, True
    yield "POST", "/account/tokens", [
        ("form_token", token), ("api", NOTES), ("name", "fuzz"), ("days", "3"), ("form", "jwt"), ("scope:notes:read", "1"),
    ], None, True
    yield "POST", "/account/tokens/tok_x/revoke", [("form_token", token)], None, True
    yield "POST", "/account/apps/grt_x/remove", [("form_token", token)], None, True
    grants = [
        [("grant_type", "authorization_code"), ("code", "tessera_ac_" + "x" * 59), ("redirect_uri", CALLBACK), ("code_verifier", "v" * 43)],
        [("grant_type", "refresh_token"), ("refresh_token", "tessera_rt_x"), ("scope", "openid")],
        [("grant_type", "client_credentials"), ("scope", "notes:read"), ("resource", NOTES)],
        [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", "tessera_dc_x")],
        [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", "a.b.c"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("resource", NOTES),
        ],
    ]
    for form in grants:
        yield "POST", "/oauth/token", form, client, False
        yield "POST", "/oauth/token", form + [("client_id", "fuzzed-public")], None, False
    for path in ["/oauth/introspect", "/oauth/revoke"]:
        yield "POST", path, [("token", "a.b.c"), ("token_type_hint", "access_token")], client, False
    yield "POST", "/oauth/userinfo", [("access_token", "a.b.c")], None, False
    for path in ["/oauth/par", "/oauth/device_authorization"]:
        yield "POST", path, AUTHORIZE + MORE, client, False
    yield "GET", "/device", [("user_code", "WDJB-MJHT")], None, True
    yield "POST", "/device", [("form_token", token), ("user_code", "WDJB-MJHT"), ("decision", "allow")], None, True
    for method in ["GET", "POST"]:
        yield method, "/oauth/logout", [
            ("id_token_hint", "a.b.c"), ("client_id", "fuzzed"), ("post_logout_redirect_uri", CALLBACK), ("state", "s"),
        ], None, True


def spoilt(chance, pairs):
    """The parameters as bytes, with a few things wrong."""
    pairs = list(pairs)
    for _ in range(chance.randrange(4)):
        if not pairs:
            break
        at = chance.randrange(len(pairs))
        name, value = pairs[at]
        what = chance.randrange(7)
        if what == 0:
            del pairs[at]
        elif what == 1:
            pairs.append((name, chance.choice(NASTY)))
        elif what == 2:
            pairs[at] = (chance.choice(NASTY), value)
        elif what == 3:
            pairs[at] = (name, value[: chance.randrange(len(value) + 1)] + chance.choice(NASTY))
        else:
            pairs[at] = (name, chance.choice(NASTY))
    text = urllib.parse.urlencode(pairs, errors="surrogatepass").encode()
    if chance.random() < 0.15:
        noise = bytearray(text)
        for _ in range(chance.randrange(1, 6)):
            noise.insert(chance.randrange(len(noise) + 1), chance.randrange(256))
        text = bytes(noise)
    return text


def send(session, site, person, chance, method, path, raw, auth, cookies):
    headers = {}
    if method == "POST":
        headers["Content-Type"] = FORM if chance.random() < 0.97 else chance.choice(["text/plain", "application/json", "x"])
    if chance.random() < 0.9 and (cookies or path in ["/login", "/consent"]):
        headers |= {"Origin": site.issuer, "Sec-Fetch-Site": "same-origin"}
    url = site.issuer + path
    if method == "GET":
        # Bytes that can't stand in a request line are not for a server to see.
        url += "?" + urllib.parse.quote(raw, safe="=&%+-._~")
        raw = None
    return session.request(
        method, url, data=raw, headers=headers, auth=auth, allow_redirects=False, timeout=20,
        cookies=person.browser.cookies if cookies else {},
    )


main()
