"""Starts servers as child processes on loopback, speaks HTTP to them, and ends them by their pids."""

import atexit
import base64
import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse

running = []


def end_all():
    """Ends every child that is still there."""
    for child in list(running):
        child.kill()


atexit.register(end_all)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


class Answer:
    """A response, read to its end."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def code(self):
        """The stable code of a refusal."""
        return self.json.get("code", "")

    @property
    def challenge(self):
        return self.headers.get("WWW-Authenticate") or ""

    def __str__(self):
        return f"{self.status} {self.body[:300].decode(errors='replace')} {self.challenge}".strip()


class Client:
    """Talks to one issuer. It always connects to 127.0.0.1, whatever `localhost` means here."""

    def __init__(self, base, keep_alive=False, timeout=15):
        parts = urllib.parse.urlsplit(base)
        self.host = parts.netloc
        self.prefix = parts.path
        self.keep_alive = keep_alive
        self.connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=timeout)

    def send(self, method, path, token=None, basic=None, body=None, form=None):
        headers = {"Host": self.host, "Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if basic is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            data = urllib.parse.urlencode(form).encode()
        try:
            self.connection.request(method, self.prefix + path, body=data, headers=headers)
            return Answer(self.connection.getresponse())
        finally:
            if not self.keep_alive:
                self.connection.close()

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, **more):
        return self.send("POST", path, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)


class Child:
    """A program of ours, its lines of stdout as they come, and its stderr in a file."""

    def __init__(self, command, log, env=None, stdin=subprocess.DEVNULL):
        self.log = log
        self.lines = queue.Queue()
        with open(log, "ab") as stderr:
            self.process = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, "NO_COLOR": "1", **(env or {})},
            )
        running.append(self)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.decode(errors="replace").rstrip("\n"))
        self.lines.put(None)

    @property
    def pid(self):
        return self.process.pid

    def line(self, seconds=30):
        """The next line of stdout; None when the program has ended or said nothing for so long."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def said(self):
        """The end of what it wrote to stderr."""
        with open(self.log, errors="replace") as file:
            return file.read()[-2000:]

    def kill(self):
        """kill -9, by pid."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self in running:
            running.remove(self)

    def end(self, seconds=10):
        """Asks it to stop, and waits; what does not stop is killed."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                pass
        self.kill()
        return self.process.returncode


class Answering(Child):
    """A program that answers each line of its stdin with a line of its stdout."""

    def __init__(self, command, log, env=None):
        super().__init__(command, log, env, stdin=subprocess.PIPE)

    def ask(self, line, seconds=30):
        """The answer to one line; None when there was none in that time."""
        try:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        return self.line(seconds)

    def ask_all(self, lines, seconds=60):
        """The answers to many lines, which are sent while the answers come."""
        lines = list(lines)

        def send():
            try:
                self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
                self.process.stdin.flush()
            except BrokenPipeError:
                pass  # The answers that are missing say so.

        threading.Thread(target=send, daemon=True).start()
        return [self.line(seconds) for _ in lines]


class Development(Child):
    """`tessera serve --dev --json`, started and ready."""

    def __init__(self, binary, data, *arguments, listen="127.0.0.1:0"):
        command = [binary, "serve", "--dev", "--json", "--listen", listen, "--data", data, *arguments]
        super().__init__(command, os.path.join(data + ".log"))
        line = self.line()
        try:
            self.ready = json.loads(line or "")
        except ValueError:
            self.kill()
            sys.exit(f"FAIL the server did not say that it is ready, but: {line!r}\n{self.said()}")
        self.issuer = self.ready["issuer"]
        self.login = (self.ready["username"], self.ready["password"])
        self.audience = self.issuer + "/dev/api"

    @property
    def port(self):
        return urllib.parse.urlsplit(self.issuer).port

    def token(self, **members):
        """A token by password; the body's members as given."""
        answer = Client(self.issuer).post("/api/tokens", basic=self.login, body=members)
        if answer.status != 201:
            sys.exit(f"FAIL no token for {members}: {answer}\n{self.said()}")
        return answer.json


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_free(port):
    """Whether nobody listens on a port."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) != 0


def claims(token):
    """What a token says, unchecked."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def tampered(token, at=None):
    """The token with one character of its payload changed (never the last, which may not be free to change).

    Without a place, it is one where the payload stays JSON: some libraries read it before they check anything.
    """
    head, payload, signature = token.split(".")

    def changed(place):
        other = "A" if payload[place] != "A" else "B"
        return ".".join([head, payload[:place] + other + payload[place + 1 :], signature])

    if at is not None:
        return changed(at)
    for place in range(len(payload) - 1):
        try:
            claims(changed(place))
        except ValueError:
            continue
        return changed(place)
    raise ValueError("no place of the payload can be changed so that it stays JSON")
