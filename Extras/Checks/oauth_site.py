"""A server with the clients that other people's programs are to be, and a person who signs in and allows."""

import html
import os
import re
import urllib.parse

import requests

from serving import Development

NOTES = "https://notes.example"
OTHER = "https://mail.example"
PERSON = ("ana", "the password that ana has here")
SECRET = "a-secret-of-a-client-that-others-run"


def public(client, name, redirects, **more):
    """A client that keeps no secret."""
    return client_entry(client, name, redirects, token_endpoint_auth_method="none", **more)


def confidential(client, name, redirects, **more):
    """A client with the secret of this run."""
    return client_entry(client, name, redirects, client_secret_env="CLIENT_SECRET", **more)


def client_entry(client, name, redirects, grants=("authorization_code", "refresh_token"), **more):
    return {"client_id": client, "client_name": name, "redirect_uris": redirects, "grant_types": list(grants), **more}


def set_up(clients):
    """What `tessera apply` takes (JSON is YAML, too)."""
    scopes = {
        NOTES: [("notes:read", "read your notes"), ("notes:write", "create and change notes")],
        OTHER: [("mail:read", "read your mail")],
    }
    return {
        "apis": [
            {
                "identifier": api,
                "name": api.split("//")[1].split(".")[0].capitalize(),
                "default": api == NOTES,
                "scopes": [{"scope": scope, "sentence": sentence} for scope, sentence in rows],
            }
            for api, rows in scopes.items()
        ],
        "accounts": [
            {
                "username": PERSON[0],
                "password_env": "PERSON_PASSWORD",
                "profile": {"name": "Ana Lima", "email": "ana@example.com", "email_verified": True},
                "scopes": {api: [scope for scope, _ in rows] for api, rows in scopes.items()},
            }
        ],
        "clients": clients,
    }


class Site(Development):
    """`tessera serve --dev --apply`, with secrets in its environment alone."""

    def __init__(self, binary, folder, clients):
        import json

        path = os.path.join(folder, "set-up.json")
        with open(path, "w") as file:
            json.dump(set_up(clients), file)
        os.environ["PERSON_PASSWORD"], os.environ["CLIENT_SECRET"] = PERSON[1], SECRET
        super().__init__(binary, os.path.join(folder, "data"), "--apply", path)
        self.metadata = requests.get(self.issuer + "/.well-known/openid-configuration", timeout=10).json()
        self.keys = requests.get(self.metadata["jwks_uri"], timeout=10).json()


class Person:
    """A browser without scripts, whose person says yes."""

    def __init__(self, site):
        self.site = site
        self.browser = requests.Session()
        self.asked = 0

    def visit(self, url):
        """Goes where a client sends the browser, until the server sends it elsewhere.

        Returns the address at which the client is to be called, or the page that nobody could get past.
        """
        answer = self.get(url)
        for _ in range(12):
            if answer.is_redirect:
                location = urllib.parse.urljoin(answer.url, answer.headers["Location"])
                if not location.startswith(self.site.issuer + "/"):
                    return location
                answer = self.get(location)
                continue
            form = hidden(answer.text)
            if 'name="password"' in answer.text:
                answer = self.post("/login", {**form, "username": PERSON[0], "password": PERSON[1]})
            elif 'name="decision"' in answer.text:
                self.asked += 1
                answer = self.post(action(answer.text), {**form, "decision": "allow"})
            elif 'name="user_code"' in answer.text:
                answer = self.post(action(answer.text), {**form, "user_code": field(answer.text, "user_code")})
            else:
                break
        return f"no way on: {answer.status_code} {answer.text[:2000]}"

    def get(self, url):
        return self.browser.get(url, allow_redirects=False, timeout=15)

    def post(self, path, form):
        return self.browser.post(
            urllib.parse.urljoin(self.site.issuer + "/", path),
            data=form,
            headers={"Origin": self.site.issuer, "Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
            timeout=15,
        )


def action(page):
    return html.unescape(re.search(r'<form method="post" action="([^"]+)"', page)[1])


def hidden(page):
    """The hidden fields of the first form of a page."""
    form = page.split("</form>")[0]
    rows = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in rows}


def field(page, name):
    """What stands in a field that is not hidden."""
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def query(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
