"""The inspector in a real browser: what it shows, what it finds, and that nothing of a token leaves the page.

usage: inspector.py TESSERA VENV-FOLDER
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse

CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
LEEWAY = 30


def enter_venv():
    """Makes the virtual environment when it is missing, then starts this script again inside of it."""
    venv = os.path.abspath(sys.argv[2])
    python = os.path.join(venv, "bin", "python")
    done = os.path.join(venv, "installed")
    if os.path.abspath(sys.prefix) == venv:
        return
    if not os.path.exists(done):
        print(f"     making {venv} with selenium", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "selenium"]
        if subprocess.run(pip, stdin=subprocess.DEVNULL).returncode != 0:
            sys.exit("FAIL pip could not install selenium; is there a way to PyPI?")
        open(done, "w").close()
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


if len(sys.argv) != 3:
    sys.exit(__doc__)
enter_venv()

from selenium import webdriver  # noqa: E402  (only inside of the virtual environment)
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from serving import Client, Development, claims, end_all, tampered  # noqa: E402
from verdict import check, end, limit, note  # noqa: E402

PICTURES = os.path.join(os.path.abspath(sys.argv[2]), "pictures")


class Page:
    """The inspector in a browser that writes down each request."""

    def __init__(self, issuer, *arguments, scripts=True):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1100,1400", *arguments]:
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium's own refuses to run as root
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        self.requests = []
        self.complaints = []
        self.browser.get(issuer + "/inspect")

    def paste(self, text):
        """Puts a text into the field as pasting does, and waits for nothing: the page reads it at once."""
        self.browser.execute_script(
            "const f = document.getElementById('token'); f.value = arguments[0];"
            "f.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste'}));",
            text,
        )

    def text(self, part):
        return self.browser.find_element("id", part).text

    @property
    def verdict(self):
        return self.text("verdict")

    def verify(self, text, audience=""):
        """Pastes, presses the button, and waits for the verdict."""
        self.paste(text)
        self.browser.execute_script("document.getElementById('audience').value = arguments[0]", audience)
        self.browser.find_element("id", "check").click()
        WebDriverWait(self.browser, 15).until(lambda _: "CHECKING" not in self.verdict)
        return self.verdict

    def seen(self):
        """Every request so far, in full, and what the browser complained of."""
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"])
        self.complaints += [entry["message"] for entry in self.browser.get_log("browser")]
        return self.requests

    def picture(self, name, width=None):
        os.makedirs(PICTURES, exist_ok=True)
        if width:
            self.browser.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
            )
        size = self.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = self.browser.execute_cdp_cmd(
            "Page.captureScreenshot",
            {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}},
        )
        with open(os.path.join(PICTURES, name + ".png"), "wb") as file:
            file.write(base64.b64decode(shot["data"]))
        return size["width"]


def encoded(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def forged(header, payload):
    """A token that nobody signed."""
    return ".".join([encoded(header), encoded(payload), "A" * 86])


def good(page, server, token):
    page.paste(token)
    check(page.verdict.startswith("NOT VERIFIED"), "a pasted token is NOT VERIFIED until it is checked", page.verdict)
    mine = claims(token)
    shown = page.text("payload")
    check(all(mine[name] in shown for name in ["iss", "sub", "aud", "jti"]), "its claims are shown", shown)
    date = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(mine["exp"]))
    check(date in shown and "in 14 min" in shown or "in 15 min" in shown, "its times are shown for people", shown)
    verdict = page.verify(token)
    rows = page.text("check-rows")
    check(verdict.startswith("VERIFIED"), "checked: VERIFIED", f"{verdict}\n{rows}")
    check("not taken back" in rows, "… its bit in the status list was asked", rows)
    page.picture("good")
    verdict = page.verify(token, audience=server.audience)
    check(verdict.startswith("VERIFIED"), "… also for the audience that it names", verdict)
    verdict = page.verify(token, audience="https://other.example")
    check(verdict.startswith("REFUSED: audience_mismatch"), "… and not for another: audience_mismatch", verdict)
    rows = page.text("check-rows")
    check("https://other.example" in rows and server.audience in rows, "… with expected and received", rows)
    page.paste(f'curl -H "Authorization: Bearer {token}" {server.issuer}/dev/api/me')
    check(mine["jti"] in page.text("payload"), "the token in a curl line is found")
    page.paste(json.dumps({"token": token, "expires_in": 900}, indent=1))
    check(mine["jti"] in page.text("payload"), "the token in a JSON answer is found")


def refused(page, server, token, expired, revoked):
    verdict = page.verify(tampered(token))
    check(verdict.startswith("REFUSED: signature_invalid"), "tampered with: signature_invalid", verdict)
    page.picture("tampered")
    head, payload, signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    for name, value, code in [("kid", "other", "key_unknown"), ("alg", "none", "alg_not_allowed"),
                              ("alg", "HS256", "alg_not_allowed"), ("alg", "RS256", "key_unfit")]:
        changed = ".".join([encoded({**header, name: value}), payload, signature])
        verdict = page.verify(changed)
        check(verdict.startswith(f"REFUSED: {code}"), f"with the {name} {value}: {code}", verdict)
    verdict = page.verify(revoked)
    check(verdict.startswith("REFUSED: revoked"), "taken back: revoked", f"{verdict}\n{page.text('check-rows')}")
    wait = claims(expired)["exp"] + LEEWAY + 1 - time.time()
    note(f"waiting {max(wait, 0):.0f} s for a token to expire past the leeway")
    time.sleep(max(wait, 0))
    verdict = page.verify(expired)
    check(verdict.startswith("REFUSED: expired"), "expired: expired", verdict)
    red = page.browser.find_elements("css selector", "#payload td.bad")
    check(len(red) == 1 and "expired" in red[0].text, "… and its time is marked", page.text("payload"))
    page.picture("expired")


GARBAGE = [
    ("hello", "1 part"),
    ("eyJhbGciOiJFUzI1NiJ9.e%7D.AAAA", "Character 23, in the payload, is “%”"),
    ("eyJhbGciOiJFUzI1NiJ9.e30=.AAAA", "in the payload, is “=”"),
    ("eyJhbGciOiJFUzI1NiJ9.e30.AAAAA", "The signature has 5 characters"),
    ("eyJhbGciOiJFUzI1NiJ9.e31.AAAA", "unused bits are not zero"),
    (forged({"alg": "ES256"}, '{"iss":"a",}'), "The payload is not strict JSON: at byte 11"),
    (forged({"alg": "ES256"}, '{"sub":"a","sub":"b"}'), "The payload names “sub” twice"),
    (forged({"alg": "ES256", "crit": ["x"]}, {}), "demands extensions"),
    (forged({"alg": "ES256", "b64": False}, {}), "“b64” does not belong"),
    (forged({"typ": "at+jwt"}, {}), "“alg” is missing"),
    (forged({"alg": "ES256"}, "[1]"), "The payload is JSON, but no object"),
    (forged({"alg": "ES256"}, '{"a":"\\ud800"}'), "half of a surrogate pair"),
    (forged({"alg": "ES256"}, '{"a":' + "[" * 40 + "]" * 40 + "}"), "nested deeper than 16 levels"),
    ("." * 100000, "has 100000 characters"),
]


def garbage(page):
    for text, words in GARBAGE:
        page.paste(text)
        faults = page.text("faults")
        check(words in faults and page.verdict.startswith("NOT A"), f"{text[:60]}: {words}", faults or page.verdict)
    page.picture("garbage")
    page.paste(".".join([encoded({"alg": "ECDH-ES", "enc": "A128GCM"}), "", "AAAA", "AAAA", "AAAA"]))
    header = page.text("header")
    check("encrypted" in page.verdict and "A128GCM" in header, "an encrypted token: only its header", page.verdict)
    disabled = page.browser.find_element("id", "check").get_attribute("disabled")
    check(disabled is not None, "… and there is nothing to check")


def hostile(page):
    """Texts of a token are never read as HTML, and what can't be seen is shown as an escape."""
    evil = '<img src="/evil" onerror="window.evil=1"><script>window.evil=1</script>'
    page.paste(forged({"alg": "ES256", "kid": evil, "typ": evil}, {"iss": evil, evil: [evil, {evil: 1}], "sub": "a\u202eb\u0000"}))
    time.sleep(0.5)
    check(page.browser.execute_script("return window.evil") is None, "markup in claims: no script runs")
    found = page.browser.find_elements("css selector", "main img, main script")
    check(found == [] and evil in page.text("payload"), "… it is shown as the text that it is", page.text("payload"))
    check("a\\u{202e}b\\u{0}" in page.text("payload"), "… and what can't be seen is written out")
    page.verify(forged({"alg": "ES256", "kid": evil, "typ": evil}, {"iss": evil}))
    check(evil in page.text("check-rows"), "… also in the checks", page.text("check-rows"))
    number = "12345678901234567890"
    page.paste(forged({"alg": "ES256"}, '{"n":' + number + "}"))
    check(number in page.text("payload"), "a number keeps all its digits", page.text("payload"))
    away = forged({"alg": "ES256", "jku": "https://evil.example/k"}, {"status": {"status_list": {"idx": 1, "uri": "https://evil.example/s"}}})
    page.verify(away)


def silent(page, issuer, tokens):
    """Nothing but this server's documents was asked for, and nothing of a token was in any request."""
    requests = [one for one in page.seen() if not one["url"].startswith("data:")]
    origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(issuer))
    foreign = [one["url"] for one in requests if not one["url"].startswith(origin + "/")]
    check(not foreign, f"all {len(requests)} requests went to this issuer", foreign)
    known = ("/inspect", "/.well-known/jwks.json", "/status/")
    odd = [one["url"] for one in requests if not one["url"].removeprefix(origin).startswith(known)]
    check(not odd, "… for the page, the keys and the status lists", odd)
    check(all(one["method"] == "GET" and not one.get("hasPostData") for one in requests), "… by GET, without a body")
    pieces = {part[at : at + 16] for token in tokens for part in token.split(".")[1:] for at in range(0, len(part) - 16)}
    text = json.dumps(requests)
    leaked = [piece for piece in pieces if piece in text]
    check(not leaked, "… and no part of a token was in any of them", leaked[:3])
    check(not page.complaints, "the browser had nothing to complain of", page.complaints[:3])
    kept = page.browser.execute_script("return [localStorage.length, sessionStorage.length, document.cookie, location.href]")
    check(kept == [0, 0, "", issuer + "/inspect"], "nothing is kept, and the address is the same", kept)


def pleasant(page, issuer, token):
    page.verify(token)
    for width in [320, 768]:
        found = page.picture(f"width-{width}", width)
        check(found <= width, f"at {width} pixels nothing is cut off", found)
    small = page.browser.execute_script(
        "return [...document.querySelectorAll('button')].filter((b) => b.getBoundingClientRect().height < 44).length")
    check(small == 0, "each button is at least 44 pixels high", small)
    unnamed = page.browser.execute_script(
        "return [...document.querySelectorAll('textarea, input')].filter((f) => f.labels.length === 0).length")
    check(unnamed == 0, "each field has its label", unnamed)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    page.picture("dark", 1100)
    page.browser.get("about:blank")
    page.browser.back()
    page.browser.execute_script("return 0")
    kept = page.browser.execute_script("return document.getElementById('token').value")
    check(kept == "", "a page that was left has forgotten the token", kept)


def main():
    limit(300, end_all)
    with tempfile.TemporaryDirectory() as folder:
        server = Development(sys.argv[1], os.path.join(folder, "data"))
        expired = server.token(expires_in=1)["token"]
        named = server.token(name="to be taken back", scopes=["notes:read"])
        Client(server.issuer).delete(f"/api/tokens/{named['id']}", basic=server.login)
        token = server.token()["token"]
        page = Page(server.issuer)
        good(page, server, token)
        garbage(page)
        hostile(page)
        refused(page, server, token, expired, named["token"])
        silent(page, server.issuer, [token, expired, named["token"]])
        pleasant(page, server.issuer, token)
        page.browser.quit()
        mute = Page(server.issuer, scripts=False)
        words = mute.browser.find_element("tag name", "main").text
        check("needs JavaScript" in words and not mute.browser.find_element("id", "token").is_displayed(),
              "without JavaScript: it says so, and there is no field", words)
        mute.browser.quit()
        note(f"pictures: {PICTURES}")
    end()


main()
