"""The example backend-for-frontend between a browser, a real server and its sample API."""

import http.client
import http.server
import os
import re
import threading
import time
import urllib.parse

from browsing import Browser, query
from serving import Child, Client, free_port
from verdict import check

SECRET = "a-secret-of-a-site-for-this-walk"
PORT = free_port()
SITE = f"http://localhost:{PORT}"
CLIENT = {
    "client_id": "site",
    "client_name": "A site",
    "redirect_uris": [f"{SITE}/callback"],
    "post_logout_redirect_uris": [f"{SITE}/"],
    "grant_types": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_method": "client_secret_post",
    "client_secret_env": "SITE_SECRET",
    "id_token_signed_response_alg": "ES256",
}
OWN = {"X-Site": "1", "Origin": SITE, "Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


class Recorder:
    """Stands between the site and the API: it notes what arrives, passes it on, and can refuse a token of its own accord."""

    def __init__(self, api):
        self.seen, self.refused, self.lock = [], set(), threading.Lock()
        parts, recorder = urllib.parse.urlsplit(api), self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
                with recorder.lock:
                    recorder.seen.append((token, self.path, dict(self.headers.items())))
                    is_refused = token in recorder.refused
                if is_refused:
                    time.sleep(0.05)  # so that all have asked before the first is answered
                    return self.answer(401, {"WWW-Authenticate": "Bearer"}, b"")
                connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=15)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                connection.request(self.command, parts.path + self.path, body, {"Host": parts.netloc, **headers})
                answer = connection.getresponse()
                self.answer(answer.status, {**dict(answer.headers.items()), "Set-Cookie": "api=evil"}, answer.read())
                connection.close()

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "date", "server", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = pass_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tokens(self):
        with self.lock:
            return [token for token, _, _ in self.seen]


def start(binary, server, recorder, folder):
    settings = {
        "ISSUER": server.issuer,
        "SITE": SITE,
        "PORT": str(PORT),
        "SITE_SECRET": SECRET,
        "API": recorder.url,
        "AUDIENCE": server.audience,
    }
    site = Child([binary], os.path.join(folder, "site.log"), settings)
    for _ in range(300):
        try:
            if Client(SITE).get("/").status == 200:
                return site
        except OSError:
            time.sleep(0.1)
    check(False, "the site answers", site.said())
    return site


def own(browser, method, path, body=None, **headers):
    return browser.send(method, SITE + path, body=body, headers={**OWN, **headers})


def signing_in(browser, recorder):
    home = browser.send("GET", f"{SITE}/")
    policy = home.header("Content-Security-Policy")
    check("default-src 'none'" in policy and "frame-ancestors 'none'" in policy, "the page loads nothing from elsewhere", policy)
    check(browser.send("GET", f"{SITE}/session").status == 401, "nobody is signed in")
    check(own(browser, "GET", "/api/notes").status == 401 and not recorder.seen, "… and nothing is passed on")
    back = browser.visit(f"{SITE}/login")
    check(back.status == 200 and back.url == f"{SITE}/", "signing in leads to the authority and back", back)
    who = browser.send("GET", f"{SITE}/session")
    check(who.status == 200 and '"sub"' in who.text, "the site knows who it is", who)
    mine = [line for line in browser.set_cookies if line.startswith("site-dev")]
    flags = all("HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line for line in mine)
    check(mine and flags and "Domain" not in "".join(mine), "its cookies are for no script", mine)


def passing_on(browser, recorder):
    made = own(browser, "POST", "/api/notes", '{"text":"from the site"}')
    read = own(browser, "GET", "/api/notes?x=1")
    check(made.status in (200, 201) and "from the site" in read.text, "a note is written and read with the person's token", read)
    check("api" not in browser.cookies["localhost"] and not read.header("WWW-Authenticate"), "… no cookie of the API arrives")
    disguise = {
        "Authorization": "Bearer mine", "X-User": "admin", "X_Forwarded_User": "admin", "X-Forwarded-For": "10.0.0.1",
        "Proxy-Authorization": "Basic eA==", "DPoP": "x", "X-HTTP-Method-Override": "DELETE", "Forwarded": "for=x",
    }
    answer = own(browser, "GET", "/api/me", **disguise)
    token, _, headers = recorder.seen[-1]
    leaked = [name for name in headers if name.lower() in {n.lower() for n in disguise} - {"authorization"}]
    fine = answer.status == 200 and TOKEN.fullmatch(token) and not leaked and "cookie" not in {n.lower() for n in headers}
    check(fine, "headers that say who somebody is, credentials and cookies of the browser stay behind", headers)
    before = len(recorder.seen)
    for path in ["keys", "../keys", "notes/../../keys", "%2e%2e/keys", "notes%2f..%2fkeys", "/notes", "notes//x", "NOTES", "notes/..", ""]:
        answer = own(browser, "GET", f"/api/{path}")
        check(answer.status == 404, f"/api/{path} is not passed on", answer)
    check(len(recorder.seen) == before, "… and the API has seen none of it")


def other_sites(browser, recorder):
    before = len(recorder.seen)
    bad = [
        ("without the page's own header", {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}),
        ("of another origin", {"X-Site": "1", "Origin": "https://evil.example"}),
        ("of a neighbour's port", {"X-Site": "1", "Origin": f"http://localhost:{PORT + 1}"}),
        ("of no origin", {"X-Site": "1", "Origin": "null"}),
        ("that the browser calls foreign", {"X-Site": "1", "Origin": SITE, "Sec-Fetch-Site": "cross-site"}),
        ("that says nothing of where it comes from", {"X-Site": "1"}),
    ]
    for what, headers in bad:
        answer = browser.send("POST", f"{SITE}/api/notes", body='{"text":"forged"}', headers=headers)
        check(answer.status == 403, f"a request {what} is refused", answer)
    preflight = browser.send("OPTIONS", f"{SITE}/api/notes", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    check(not preflight.header("Access-Control-Allow-Origin"), "no other site may ask whether it may", preflight)
    cookie = browser.cookies["localhost"]["site-dev"]
    twice = own(browser, "GET", "/api/notes", Cookie=f"site-dev=planted; site-dev={cookie}")
    check(twice.status == 401, "two cookies of one name are nobody's", twice)
    check(browser.send("POST", f"{SITE}/logout", form={}, headers={"Origin": "https://evil.example"}).status == 403, "no other site signs out")
    check(len(recorder.seen) == before, "… and the API has seen none of it")
    # The refusal took the cookie of this browser away.
    browser.cookies["localhost"]["site-dev"] = cookie


def forged_answers(server):
    stranger, victim = Browser(server.login), Browser(server.login)
    made_up = f"{SITE}/callback?code=x&state=y&iss={urllib.parse.quote(server.issuer)}"
    check(stranger.send("GET", made_up).status == 400, "an answer to a sign-in that nobody began is refused")
    back = stranger.visit(f"{SITE}/login", stop=f"{SITE}/callback")
    check(victim.send("GET", back.url).status == 400, "… and one of another browser")
    victim.visit(f"{SITE}/login", stop=f"{SITE}/callback")
    check(victim.send("GET", back.url).status == 400, "… also in the middle of one's own")
    other = back.url.replace(urllib.parse.quote(server.issuer, safe=""), urllib.parse.quote("https://evil.example", safe=""))
    check(other != back.url and stranger.send("GET", other).status == 400, "… and one that another authority gave")
    check(victim.send("GET", f"{SITE}/session").status == 401, "… and nobody is signed in by any of them")
    denied = Browser(server.login)
    page = denied.send("GET", f"{SITE}/login")
    state = query(page.header("Location"))["state"]
    answer = denied.send("GET", f"{SITE}/callback?error=access_denied&state={state}&iss={urllib.parse.quote(server.issuer)}")
    check(answer.status == 403, "a person who says no reads so", answer)


def refreshing(browser, recorder):
    old = recorder.tokens()[-1]
    recorder.refused.add(old)
    before, answers = len(recorder.seen), []

    def ask():
        answers.append(own(browser, "GET", "/api/me").status)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fresh = {token for token in recorder.tokens()[before:]} - {old}
    check(answers == [200] * 20, "twenty requests at once with a token that is refused: all are answered", answers)
    check(len(fresh) == 1, "… after one refresh", len(fresh))


def the_end(browser, server, recorder):
    apps = browser.visit(f"{server.issuer}/account/apps")
    action, form = apps.hidden("/account/apps/", "Remove A site")
    browser.post(server.issuer + action, form)
    time.sleep(1)
    answer = own(browser, "GET", "/api/notes")
    check(answer.status == 401, "the app is removed at the authority: its page hears 401", answer)
    check("site-dev" not in browser.cookies["localhost"], "… and the session is over here, too")
    check(browser.send("GET", f"{SITE}/session").status == 401, "… for good")

    browser.visit(f"{SITE}/login")
    first = browser.cookies["localhost"].get("site-dev")
    browser.visit(f"{SITE}/login")
    second = browser.cookies["localhost"].get("site-dev")
    check(first and second and first != second, "who signs in anew has a new cookie")
    stale = Browser(server.login)
    stale.cookies["localhost"] = {"site-dev": first}
    check(stale.send("GET", f"{SITE}/session").status == 401, "… and the one before opens nothing")

    check(own(browser, "GET", "/api/me").status == 200, "signed in again, the API answers")
    token = recorder.tokens()[-1]
    left = browser.follow(browser.post(f"{SITE}/logout", {}))
    check(left.status == 200 and left.url == f"{SITE}/", "signing out leads over the authority and back", left)
    check(browser.send("GET", f"{SITE}/session").status == 401, "… it is over here")
    account = browser.send("GET", f"{server.issuer}/account/apps")
    check(account.status == 303, "… and there", account)
    userinfo = Client(server.issuer).get("/oauth/userinfo", token=token)
    check(userinfo.status == 401, "… and its tokens are dead", userinfo)


def site(binary, server, folder):
    recorder = Recorder(server.audience)
    running = start(binary, server, recorder, folder)
    browser = Browser(server.login)
    texts, plain = [], browser.send

    def listening(method, url, **more):
        page = plain(method, url, **more)
        if url.startswith(SITE):
            texts.append(page.text + str([f"{n}: {v}" for n, v in page.headers.items() if n.lower() != "location"]))
        return page

    browser.send = listening
    signing_in(browser, recorder)
    passing_on(browser, recorder)
    other_sites(browser, recorder)
    forged_answers(server)
    refreshing(browser, recorder)
    the_end(browser, server, recorder)
    script = browser.send("GET", f"{SITE}/site.js").text
    check("localStorage" not in script and "token" not in script.replace("token: nothing here", ""), "the script knows of no token")
    known = [token for token in set(recorder.tokens()) if any(token in text for text in texts)]
    check(not known and not any(TOKEN.search(text) for text in texts), f"no token in {len(texts)} answers to the browser", known)
    check(SECRET not in running.said() and not TOKEN.search(running.said()), "… nor in the log of the site", running.said())
    check(running.end() == 0, "the site stops cleanly when asked to", running.said())
