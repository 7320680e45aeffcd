"""Apache with mod_auth_openidc: as a site that people log in to, and as an API that takes our tokens."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time

import requests

from oauth_site import NOTES, SECRET, Person, confidential
from serving import free_port
from verdict import check, skip

PORT = free_port()
SITE = f"http://127.0.0.1:{PORT}"
MODULES = "/usr/lib/apache2/modules"
LOADED = [
    "mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "unixd", "dir", "alias", "mime", "log_config",
]

CLIENTS = [
    confidential("apache", "Apache", [f"{SITE}/app/callback"], post_logout_redirect_uris=[f"{SITE}/"]),
    confidential("apache-api", "An API behind Apache", [], grants=["client_credentials"], guards=[NOTES]),
]


def configuration(folder, site):
    built_in = subprocess.run(["apache2", "-l"], capture_output=True, text=True).stdout
    modules = [
        f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED if f"mod_{name}.c" not in built_in
    ]
    return "\n".join(
        [
            f'ServerRoot "{folder}"',
            f"ServerName 127.0.0.1",
            f"Listen 127.0.0.1:{PORT}",
            f'PidFile "{folder}/apache.pid"',
            f'ErrorLog "{folder}/apache.log"',
            "LogLevel auth_openidc:info",
            f"User {pwd.getpwuid(os.geteuid()).pw_name}" if os.geteuid() else "User www-data",
            *modules,
            "TypesConfig /dev/null",
            f'DocumentRoot "{folder}/www"',
            f"OIDCProviderMetadataURL {site.metadata['issuer']}/.well-known/openid-configuration",
            "OIDCClientID apache",
            f"OIDCClientSecret {SECRET}",
            f"OIDCRedirectURI {SITE}/app/callback",
            "OIDCCryptoPassphrase a-passphrase-of-this-run",
            "OIDCScope \"openid email profile notes:read\"",
            "OIDCPKCEMethod S256",
            "OIDCRemoteUserClaim email",
            f"OIDCOAuthServerMetadataURL {site.issuer}/.well-known/oauth-authorization-server",
            "OIDCOAuthClientID apache-api",
            f"OIDCOAuthClientSecret {SECRET}",
            "OIDCOAuthRemoteUserClaim sub",
            f"<Directory \"{folder}/www\">",
            "  Require all granted",
            "</Directory>",
            "<Location /app>",
            "  AuthType openid-connect",
            "  Require valid-user",
            "</Location>",
            "<Location /api>",
            "  AuthType oauth20",
            "  Require claim scope~notes:read",
            "</Location>",
            "",
        ]
    )


def apache(site):
    if not shutil.which("apache2") or not os.path.exists(f"{MODULES}/mod_auth_openidc.so"):
        return skip("Apache with mod_auth_openidc", "it is not installed")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for path in ["www/app", "www/api"]:
            os.makedirs(f"{folder}/{path}")
            with open(f"{folder}/{path}/index.html", "w") as file:
                file.write(f"inside {path}")
        with open(f"{folder}/apache.conf", "w") as file:
            file.write(configuration(folder, site))
        child = subprocess.Popen(["apache2", "-f", f"{folder}/apache.conf", "-DFOREGROUND"])
        try:
            wait()
            log_in(site)
            guard(site)
        except Exception:
            if os.path.exists(f"{folder}/apache.log"):
                print(open(f"{folder}/apache.log").read()[-2500:])
            raise
        finally:
            child.terminate()
            child.wait(timeout=20)


def wait():
    for _ in range(100):
        try:
            return requests.get(SITE, timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("Apache does not answer")


def log_in(site):
    person = Person(site)
    first = person.get(f"{SITE}/app/")
    check(first.is_redirect, "Apache sends a stranger to us", first.status_code)
    back = person.visit(first.headers["Location"])
    answer = person.get(back)
    check(answer.is_redirect and answer.headers["Location"] == f"{SITE}/app/", "Apache took the code", answer.text[:500])
    inside = person.get(f"{SITE}/app/")
    check(inside.status_code == 200 and "inside www/app" in inside.text, "who is logged in sees the page", inside.status_code)
    info = person.get(f"{SITE}/app/callback?info=json")
    if info.status_code == 200:
        check(info.json().get("userinfo", {}).get("email") == "ana@example.com", "Apache knows her by userinfo", info.text[:500])


def guard(site):
    token = requests.post(
        site.metadata["token_endpoint"],
        auth=("service", SECRET),
        data={"grant_type": "client_credentials", "scope": "notes:read"},
        timeout=10,
    ).json()["access_token"]
    fine = requests.get(f"{SITE}/api/", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    check(fine.status_code == 200 and "inside www/api" in fine.text, "Apache takes our token after asking us", fine.status_code)
    without = requests.get(f"{SITE}/api/", timeout=10)
    check(without.status_code == 401, "without a token Apache says no", without.status_code)
    requests.post(site.metadata["revocation_endpoint"], auth=("service", SECRET), data={"token": token}, timeout=10)
    wrong = requests.get(f"{SITE}/api/", headers={"Authorization": f"Bearer {token[:-4]}AAAA"}, timeout=10)
    check(wrong.status_code == 401, "a changed token is refused", wrong.status_code)


RUNS = [("Apache", apache)]
