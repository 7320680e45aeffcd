"""Client libraries of Python: Authlib, requests-oauthlib, pyoidc and idpyoidc, each as its own documentation drives it."""

import json
import os
import tempfile

import requests

from oauth_site import NOTES, OTHER, SECRET, Person, confidential, public, query
from serving import claims
from verdict import check

CALLBACK = "http://127.0.0.1:5000/callback"
SCOPES = "openid profile email offline_access notes:read"

PACKAGES = ["requests", "Authlib", "requests-oauthlib", "oic", "idpyoidc"]

CLIENTS = [
    confidential("authlib", "Authlib", [CALLBACK]),
    public("authlib-public", "Authlib in public", [CALLBACK]),
    confidential("service", "A service", [], grants=["client_credentials"], scopes={NOTES: ["notes:read"]}),
    confidential("oauthlib", "requests-oauthlib", [CALLBACK]),
    # pyoidc knows no PKCE in its client; it is the older software that the option is for.
    confidential("pyoidc", "pyoidc", [CALLBACK], pkce="optional"),
    confidential("idpyoidc", "idpyoidc", [CALLBACK], token_endpoint_auth_method="client_secret_post"),
]


def authlib(site):
    from authlib.integrations.requests_client import OAuth2Session

    person = Person(site)
    for client, secret in [("authlib", SECRET), ("authlib-public", None)]:
        session = OAuth2Session(
            client,
            secret,
            scope=SCOPES,
            redirect_uri=CALLBACK,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            token_endpoint=site.metadata["token_endpoint"],
        )
        verifier = "v" * 64
        url, state = session.create_authorization_url(
            site.metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-authlib"
        )
        back = person.visit(url)
        check(query(back).get("iss") == site.issuer, f"{client}: the answer names its issuer (RFC 9207)", back)
        token = session.fetch_token(
            site.metadata["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
        )
        check(token["token_type"] == "Bearer" and "id_token" in token, f"{client}: tokens by code", token)
        info = session.get(site.metadata["userinfo_endpoint"]).json()
        check(info.get("email") == "ana@example.com", f"{client}: userinfo", info)
        said = identity(site, token["id_token"], client)
        check(said["nonce"] == "n-authlib" and said["sub"] == info["sub"], f"{client}: ID token", said)
        check(claims(token["access_token"])["aud"] == NOTES, f"{client}: the token is for the API of its scopes")
        old = token["refresh_token"]
        fresh = session.refresh_token(site.metadata["token_endpoint"], refresh_token=old)
        check(fresh["refresh_token"] != old, f"{client}: refreshed, and the token was replaced", fresh)
        ended = session.revoke_token(
            site.metadata["revocation_endpoint"], token=fresh["refresh_token"], token_type_hint="refresh_token"
        )
        check(ended.status_code == 200, f"{client}: revoked", ended.text)
        again = session.get(site.metadata["userinfo_endpoint"])
        check(again.status_code == 401, f"{client}: the access token is dead with it", again.text)

    service = OAuth2Session("service", SECRET, scope="notes:read")
    token = service.fetch_token(site.metadata["token_endpoint"], grant_type="client_credentials")
    check(claims(token["access_token"])["scope"] == "notes:read", "a service in its own name", token)
    told = service.introspect_token(site.metadata["introspection_endpoint"], token=token["access_token"]).json()
    check(told.get("active") is True and told["client_id"] == "service", "introspection by its client", told)


def identity(site, token, client):
    """The claims of an ID token, checked by Authlib."""
    from authlib.jose import JsonWebKey, jwt
    from authlib.oidc.core import CodeIDToken

    said = jwt.decode(
        token,
        JsonWebKey.import_key_set(requests.get(site.metadata["jwks_uri"], timeout=10).json()),
        claims_cls=CodeIDToken,
        claims_options={"iss": {"value": site.issuer}, "aud": {"value": client}},
    )
    said.validate()
    return said


def requests_oauthlib(site):
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "0"
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session

    saved = []
    session = OAuth2Session(
        "oauthlib",
        redirect_uri=CALLBACK,
        scope=SCOPES.split(),
        pkce="S256",
        auto_refresh_url=site.metadata["token_endpoint"],
        auto_refresh_kwargs={"client_id": "oauthlib", "client_secret": SECRET},
        token_updater=saved.append,
    )
    url, _ = session.authorization_url(site.metadata["authorization_endpoint"])
    token = session.fetch_token(
        site.metadata["token_endpoint"], authorization_response=Person(site).visit(url), client_secret=SECRET
    )
    check("refresh_token" in token and "id_token" in token, "requests-oauthlib: tokens by code", token)
    session.token = {**token, "expires_in": -1, "expires_at": 1}
    info = session.get(site.metadata["userinfo_endpoint"])
    check(info.status_code == 200 and len(saved) == 1, "requests-oauthlib: refreshed by itself", info.text)
    service = OAuth2Session(client=BackendApplicationClient("service", scope=["notes:read"]))
    token = service.fetch_token(site.metadata["token_endpoint"], client_id="service", client_secret=SECRET)
    check(token["scope"] == ["notes:read"], "requests-oauthlib: a service in its own name", token)


def pyoidc(site):
    from oic.oic import Client
    from oic.oic.message import AuthorizationResponse, RegistrationResponse
    from oic.utils.authn.client import CLIENT_AUTHN_METHOD

    client = Client(client_authn_method=CLIENT_AUTHN_METHOD)
    client.provider_config(site.issuer)
    client.store_registration_info(RegistrationResponse(client_id="pyoidc", client_secret=SECRET, redirect_uris=[CALLBACK]))
    asked = client.construct_AuthorizationRequest(
        request_args={
            "response_type": "code",
            "scope": ["openid", "email"],
            "redirect_uri": CALLBACK,
            "state": "state-pyoidc",
            "nonce": "nonce-pyoidc",
        }
    )
    back = Person(site).visit(asked.request(client.authorization_endpoint))
    answer = client.parse_response(AuthorizationResponse, info=back.split("?", 1)[1], sformat="urlencoded")
    check(answer.get("state") == "state-pyoidc", "pyoidc: the answer", answer)
    token = client.do_access_token_request(
        state="state-pyoidc",
        request_args={"code": answer["code"], "redirect_uri": CALLBACK},
        authn_method="client_secret_basic",
    )
    check(token.type() == "AccessTokenResponse" and token["id_token"]["nonce"] == "nonce-pyoidc", "pyoidc: an ID token that it checked", token)
    info = client.do_user_info_request(state="state-pyoidc")
    check(info.get("sub") == token["id_token"]["sub"] and info.get("email") == "ana@example.com", "pyoidc: userinfo", info)


def idpyoidc(site):
    from idpyoidc.client.rp_handler import RPHandler

    handler = RPHandler(
        base_url="http://127.0.0.1:5000",
        client_configs={
            "": {"issuer": site.issuer},
            "tessera": {
                "client_type": "oidc",
                "issuer": site.issuer,
                "client_id": "idpyoidc",
                "client_secret": SECRET,
                "redirect_uris": [CALLBACK],
                "response_types_supported": ["code"],
                "scopes_supported": SCOPES.split(),
                "client_authn_methods": ["client_secret_post", "bearer_header"],
                "token_endpoint_auth_method": "client_secret_post",
                "add_ons": {
                    "pkce": {
                        "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                        "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
                    }
                },
            },
        },
    )
    url = handler.begin("tessera")
    url = url["url"] if isinstance(url, dict) else url
    back = query(Person(site).visit(url))
    done = handler.finalize(site.issuer, back)
    check("error" not in done and done.get("token"), "idpyoidc: tokens by code with PKCE", done)
    info = done.get("userinfo") or {}
    check(info.get("sub") == done.get("id_token", {}).get("sub"), "idpyoidc: userinfo and the ID token that it checked", info)


RUNS = [
    ("Authlib", authlib),
    ("requests-oauthlib", requests_oauthlib),
    ("pyoidc", pyoidc),
    ("idpyoidc", idpyoidc),
]
