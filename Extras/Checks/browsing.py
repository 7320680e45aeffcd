"""A browser without scripts: it keeps cookies by host, follows redirects, and signs its person in where it is asked to."""

import html
import http.client
import re
import urllib.parse


class Page:
    """What a browser was answered in the end."""

    def __init__(self, url, response):
        self.url = url
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode(errors="replace")

    def header(self, name):
        return self.headers.get(name) or ""

    def hidden(self, action="", having=""):
        """The action and the hidden fields of the first form whose action begins so and whose text has that in it."""
        for form in re.findall(r"<form\b.*?</form>", self.text, re.S):
            found = re.search(r'action="([^"]*)"', form)
            if found and html.unescape(found[1]).startswith(action) and having in form:
                rows = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
                return html.unescape(found[1]), {name: html.unescape(value) for name, value in rows}
        return None, {}

    def __str__(self):
        return f"{self.status} {self.url} {self.text[:400]}"


class Browser:
    """Of one person, whose name and password it knows. It always connects to 127.0.0.1, whatever `localhost` means here."""

    def __init__(self, login):
        self.login = login
        self.cookies = {}
        self.set_cookies = []

    def send(self, method, url, form=None, body=None, headers=None, keeps=True):
        """One request and its answer, whatever that is."""
        parts = urllib.parse.urlsplit(url)
        jar = self.cookies.setdefault(parts.hostname, {})
        sent = {"Host": parts.netloc, "Accept": "*/*"}
        if jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        data = None
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            data = urllib.parse.urlencode(form).encode()
        elif body is not None:
            sent["Content-Type"] = "application/json"
            data = body.encode()
        sent.update(headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
        try:
            path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request(method, path, body=data, headers=sent)
            page = Page(url, connection.getresponse())
        finally:
            connection.close()
        for line in page.headers.get_all("Set-Cookie") or []:
            self.set_cookies.append(line)
            name, value = line.split(";")[0].split("=", 1)
            if keeps:
                jar.pop(name, None)
                if value:
                    jar[name] = value
        return page

    def post(self, url, form, **more):
        """A form of a page of that very site."""
        parts = urllib.parse.urlsplit(url)
        own = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        return self.send("POST", url, form=form, headers=own, **more)

    def follow(self, page, stop=None):
        """Goes on until there is a page; signs in and allows on the way. At an address that begins with `stop` it ends."""
        for _ in range(15):
            here = page.url
            if page.status in (301, 302, 303):
                target = urllib.parse.urljoin(here, page.header("Location"))
                if stop and target.startswith(stop):
                    page.url = target
                    return page
                page = self.send("GET", target)
            elif 'name="password"' in page.text:
                action, form = page.hidden("/login")
                form |= {"username": self.login[0], "password": self.login[1]}
                page = self.post(urllib.parse.urljoin(here, action), form)
            elif 'name="decision"' in page.text:
                action, form = page.hidden("/consent")
                page = self.post(urllib.parse.urljoin(here, action), form | {"decision": "allow"})
            else:
                return page
        return page

    def visit(self, url, stop=None):
        return self.follow(self.send("GET", url), stop)


def query(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
