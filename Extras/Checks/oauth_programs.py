"""Programs that are no Python: Go's oauth2 with go-oidc, and oidc-agent on its command line."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading

import requests

from oauth_site import SECRET, Person, confidential, public
from serving import Answering, claims, is_free
from verdict import check, skip

CALLBACK = "http://127.0.0.1:5000/callback"
# It takes none of the ports that systems hand out.
AGENT_PORT = next(port for port in range(24_242, 24_342) if is_free(port))
AGENT_CALLBACK = f"http://localhost:{AGENT_PORT}"
GO_PATH = "/usr/share/gocode"
PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Interop/oauth-go/main.go")

CLIENTS = [
    confidential("go", "Go", [CALLBACK]),
    public(
        "oidc-agent",
        "oidc-agent",
        [AGENT_CALLBACK],
        grants=["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    ),
]


def go(site):
    if not shutil.which("go") or not os.path.exists(f"{GO_PATH}/src/github.com/coreos/go-oidc"):
        return skip("Go", "there is no go, or no go-oidc for it")
    with tempfile.TemporaryDirectory() as folder:
        built = os.path.join(folder, "oauth-go")
        environment = {**os.environ, "GOPATH": GO_PATH, "GO111MODULE": "off", "GOCACHE": os.path.join(folder, "cache")}
        ran = subprocess.run(["go", "build", "-o", built, PROGRAM], env=environment, timeout=300)
        if not check(ran.returncode == 0, "the program in Go is built"):
            return
        arguments = [built, site.issuer, "go", CALLBACK, "nonce-go", "g" * 50]
        child = Answering(arguments, os.path.join(folder, "log"), {"CLIENT_SECRET": SECRET})
        try:
            link = child.line(20) or ""
            said = json.loads(child.ask(Person(site).visit(link)) or "{}")
        finally:
            child.end()
        check(said.get("nonce") == "nonce-go" and said.get("state") == "state-go", "go-oidc checked the ID token", said or child.said())
        check(said.get("userinfo") == said.get("subject") and said.get("email"), "and its at_hash, and userinfo", said)
        check(said.get("refreshed"), "oauth2 refreshed by itself", said)


class Agent:
    """An oidc-agent of this run: its socket and its folder are its own."""

    def __init__(self, folder):
        self.children = []
        ran = subprocess.run(
            ["oidc-agent", "--json"], capture_output=True, text=True, env={**os.environ, "OIDC_CONFIG_DIR": folder, "HOME": folder}
        )
        said = json.loads(ran.stdout)
        self.pid = int(said["dpid"] if "dpid" in said else said["pid"])
        self.environment = {
            **os.environ, "OIDC_SOCK": said["socket"], "OIDC_CONFIG_DIR": folder, "HOME": folder, "PASSWORD": "of this run",
        }

    def start(self, *arguments):
        child = subprocess.Popen(
            ["oidc-gen", *arguments, "--pw-env=PASSWORD", "--prompt=none", "--no-url-call", "--confirm-default"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, env=self.environment,
        )
        self.children.append(child)
        # One that waits for ever would hold up everything.
        timer = threading.Timer(90, child.kill)
        timer.daemon = True
        timer.start()
        return child

    def token(self, *arguments):
        return subprocess.run(["oidc-token", *arguments], capture_output=True, text=True, env=self.environment, timeout=60)

    def end(self):
        for child in self.children:
            child.kill()
            child.wait()
        os.kill(self.pid, 15)


def oidc_agent(site):
    if not shutil.which("oidc-agent"):
        return skip("oidc-agent", "it is not installed")
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent(folder)
        try:
            common = ["--pub", f"--issuer={site.issuer}", "--client-id=oidc-agent", "--scope=openid offline_access notes:read"]
            child = agent.start("by-code", *common, f"--redirect-uri={AGENT_CALLBACK}", "--flow=code")
            text, link = "", None
            for line in child.stdout:
                text += line
                found = re.search(r"https?://\S*/oauth/authorize\S*", line)
                if found:
                    link = found[0]
                    break
            if not check(link, "oidc-agent asks for a visit", text):
                return
            back = Person(site).visit(link)
            requests.get(back, timeout=20)
            text += child.communicate(timeout=60)[0]
            first = agent.token("by-code", "--time=0")
            check(claims(first.stdout.strip()).get("client_id") == "oidc-agent" if first.returncode == 0 else False, "oidc-agent has a token by code", text + first.stderr)
            second = agent.token("by-code", "--time=3600")
            check(second.returncode == 0 and second.stdout != first.stdout, "oidc-agent refreshed it", second.stderr)
            if "device_authorization_endpoint" not in site.metadata:
                return skip("oidc-agent by device", "the server has no device flow yet")
            by_device(site, agent, common)
        finally:
            agent.end()


def by_device(site, agent, common):
    child = agent.start("by-device", *common, "--flow=device")
    text, link = "", None
    for line in child.stdout:
        text += line
        found = re.search(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b", line)
        if found:
            link = f"{site.issuer}/device?user_code={found[0]}"
            break
    if not check(link, "oidc-agent shows a code", text):
        return
    Person(site).visit(link)
    text += child.communicate(timeout=90)[0]
    token = agent.token("by-device")
    check(token.returncode == 0, "oidc-agent has a token by device", text + token.stderr)


RUNS = [("Go", go), ("oidc-agent", oidc_agent)]
