"""Chromium presses the buttons: signs in, allows, says no, and takes the app back, with and without scripts."""

import http.server
import os
import shutil
import threading
import time

import requests

from oauth_site import PERSON, SECRET, confidential
from serving import free_port
from verdict import check, skip

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
PORT = free_port()
CALLBACK = f"http://127.0.0.1:{PORT}/callback"
VERIFIER = "a-verifier-that-a-browser-never-sees-0123456789"

CLIENTS = [confidential("chromium", "Notes for the web", [CALLBACK], client_uri="https://notes.example")]


class Callback(http.server.BaseHTTPRequestHandler):
    """The client's page: it keeps what it was called with."""

    calls = []

    def do_GET(self):
        if self.path.startswith("/callback"):
            Callback.calls.append(("GET", self.path.partition("?")[2]))
        self.answer()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Callback.calls.append(("POST", body))
        self.answer()

    def answer(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>the client</title>here again")

    def log_message(self, *_):
        pass


class Browser:
    def __init__(self, scripts):
        from selenium import webdriver

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=900,1200"]:
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium's own refuses to run as root
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        self.driver.implicitly_wait(10)

    def go(self, url):
        self.driver.get(url)

    def type(self, name, text):
        self.driver.find_element("name", name).send_keys(text)

    def press(self, text):
        self.driver.find_element("xpath", f"//button[normalize-space()='{text}']").click()

    def wait(self, title):
        from selenium.webdriver.support.ui import WebDriverWait

        try:
            WebDriverWait(self.driver, 20).until(lambda driver: title in driver.title)
        except Exception:
            print(self.driver.current_url, self.driver.title, self.text, self.complaints(), flush=True)
            raise

    @property
    def text(self):
        return self.driver.find_element("tag name", "body").text

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def quit(self):
        self.driver.quit()


def link(site, **more):
    parameters = {
        "response_type": "code",
        "client_id": "chromium",
        "redirect_uri": CALLBACK,
        "scope": "openid email notes:read",
        "state": "of the browser",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **more,
    }
    return requests.Request("GET", site.metadata["authorization_endpoint"], params=parameters).prepare().url


def challenge():
    import base64
    import hashlib

    return base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def redeemed(site, form):
    from urllib.parse import parse_qs

    code = parse_qs(form).get("code", [""])[0]
    answer = requests.post(
        site.metadata["token_endpoint"],
        auth=("chromium", SECRET),
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER},
        timeout=10,
    )
    return answer.json()


def chromium(site):
    if not os.path.exists(CHROMIUM) or not os.path.exists(DRIVER):
        return skip("Chromium", "it is not installed")
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Callback)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        for scripts in [True, False]:
            press(site, scripts)
    finally:
        listener.shutdown()


def press(site, scripts):
    how = "with scripts" if scripts else "without scripts"
    browser = Browser(scripts)
    try:
        Callback.calls.clear()
        browser.go(link(site))
        browser.wait("Sign in")
        browser.type("username", PERSON[0])
        browser.type("password", "something else")
        browser.press("Sign in")
        browser.wait("Error")
        check(PERSON[0] == browser.driver.find_element("name", "username").get_attribute("value"), f"{how}: a wrong password keeps the name")
        browser.type("password", PERSON[1])
        browser.press("Sign in")
        browser.wait("asks for access")
        check("read your notes" in browser.text and "Notes for the web" in browser.text, f"{how}: consent says who and what", browser.text)
        browser.press("Deny")
        browser.wait("the client")
        check("error=access_denied" in Callback.calls[-1][1], f"{how}: no is told to the client", Callback.calls)
        browser.go(link(site))
        browser.wait("asks for access")
        browser.press("Allow")
        browser.wait("the client")
        tokens = redeemed(site, Callback.calls[-1][1])
        check("access_token" in tokens and "id_token" in tokens, f"{how}: yes becomes a code, and tokens", tokens)
        if scripts:
            browser.go(link(site, response_mode="form_post"))
            browser.wait("the client")
            check(Callback.calls[-1][0] == "POST" and "code=" in Callback.calls[-1][1], f"{how}: form_post, without asking again", Callback.calls)
        browser.go(site.issuer + "/account/apps")
        check("Notes for the web" in browser.text, f"{how}: the app is listed", browser.text)
        browser.driver.find_element("xpath", "//button[contains(., 'Remove')]").click()
        for _ in range(100):
            if "Notes for the web" not in browser.text:
                break
            time.sleep(0.1)
        check("Notes for the web" not in browser.text, f"{how}: removed, the app is gone", browser.text)
        dead = requests.get(
            site.metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=10
        )
        check(dead.status_code == 401, f"{how}: its token is dead", dead.text)
        broken = [line for line in browser.complaints() if "Content Security Policy" in line]
        check(not broken, f"{how}: no page breaks its own policy", broken)
    finally:
        browser.quit()


RUNS = [("Chromium", chromium)]
