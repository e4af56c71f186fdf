"""A real OpenID provider for tests: Authlib's own server, in a process of its own. `/control` makes it lie, or fail.

Run as `python -m tests.lib.provider_process`; it prints its address. Honest, it checks what a provider must: the secret
of the client, the registered address, PKCE, and that no code is used twice.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # this machine alone

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, Response, abort, jsonify, redirect, request, session
from joserfc import jwk, jwt
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "belltown: tests", "a secret of /tests+only%"
HONEST = {"claims": {}, "drop": [], "sign": "own", "iss": None, "metadata": {}, "down": "", "token": None}
PAGE = "<!doctype html><html lang=en><title>Provider</title><main><h1>Who are you?</h1>{}</main></html>"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    who: str
    auth_time: int

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time

    def get_acr(self):
        return None

    def get_amr(self):
        return STATE.people[self.who].get("amr")


@dataclass
class Client(ClientMixin):
    client_id: str = CLIENT_ID
    id_token_signed_response_alg: str = "RS256"

    def get_client_id(self):
        return self.client_id

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in STATE.addresses

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"

    def get_allowed_scope(self, scope):
        return scope

    def get_default_redirect_uri(self):
        return None


@dataclass
class State:
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True))
    people: dict = field(default_factory=dict)
    addresses: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)
    lies: dict = field(default_factory=lambda: dict(HONEST))
    asked: list = field(default_factory=list)


STATE = State()
app = Flask(__name__)
app.secret_key = secrets.token_bytes(16)
app.config["SESSION_COOKIE_NAME"] = "provider"


def issuer():
    return f"http://{request.host}"


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

    def save_authorization_code(self, code, request):
        said = request.payload.data
        STATE.codes[code] = Code(
            code, request.payload.redirect_uri, request.payload.scope, said.get("nonce"), said.get("code_challenge"),
            said.get("code_challenge_method"), request.user["sub"], session["at"],
        )  # fmt: skip

    def query_authorization_code(self, code, client):
        return STATE.codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del STATE.codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return STATE.people[authorization_code.who]


class Oidc(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(one.nonce == nonce for one in STATE.codes.values())

    def resolve_client_private_key(self, client):
        return STATE.key

    def get_client_algorithm(self, client):
        return "RS256"

    def get_client_claims(self, client):
        return {"iss": issuer(), "aud": [CLIENT_ID]}

    def generate_user_info(self, user, scope):
        return {name: value for name, value in user.items() if name != "amr"}

    def encode_id_token(self, token, request):
        if STATE.lies["token"]:
            return STATE.lies["token"]
        honest = super().encode_id_token(token, request)
        STATE.asked.append({"id_token": honest})
        return honest if STATE.lies in (HONEST, {**HONEST, "iss": STATE.lies["iss"]}) else lie(honest)


def lie(honest):
    """The honest token, with what the test wants changed, and signed as the test wants."""
    opened = jwt.decode(honest, STATE.key, algorithms=["RS256"])
    claims = {**opened.claims, **STATE.lies["claims"]}
    for name in STATE.lies["drop"]:
        claims.pop(name, None)
    header = {"alg": "RS256", "kid": STATE.key.kid, **STATE.lies.get("header", {})}
    match STATE.lies["sign"]:
        case "none":
            return _parts({**header, "alg": "none"}, claims) + "."
        case "hs256":  # the public key, as its owner publishes it, taken for a shared secret
            parts = _parts({**header, "alg": "HS256"}, claims)
            return f"{parts}.{_base64(hmac.digest(STATE.key.as_pem(private=False), parts.encode(), 'sha256'))}"
        case "stranger":
            return _signed(header, claims, jwk.RSAKey.generate_key(2048))
        case "stranger-in-header":
            stranger = jwk.ECKey.generate_key("P-256")
            brought = {"alg": "ES256", "jwk": stranger.as_dict(private=False)}
            return jwt.encode(brought, claims, stranger, ["ES256"])
        case "rs512":
            return jwt.encode({**header, "alg": "RS512"}, claims, STATE.key, ["RS512"])
        case _:
            return _signed(header, claims, STATE.key)


def _signed(header, claims, key):
    """RS256 by hand, for headers that no library would sign."""
    parts = _parts(header, claims)
    return f"{parts}.{_base64(key.private_key.sign(parts.encode(), PKCS1v15(), SHA256()))}"


def _parts(header, claims):
    return ".".join(_base64(json.dumps(one).encode()) for one in (header, claims))


def _base64(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class Named(IssuerParameter):
    def get_issuer(self):
        return STATE.lies["iss"] if STATE.lies["iss"] is not None else issuer()


server = AuthorizationServer(
    app, query_client=lambda id: Client() if id == CLIENT_ID else None, save_token=lambda *_: 0
)
server.register_grant(CodeGrant, [Oidc(require_nonce=True), CodeChallenge(required=True)])
server.register_extension(Named())


@app.before_request
def fail_when_told():
    if request.path not in ("/control", "/asked"):
        STATE.asked.append({"path": request.path})
    if STATE.lies["down"] and request.path in STATE.lies["down"]:
        abort(503)


@app.get("/.well-known/openid-configuration")
def metadata():
    here = issuer()
    said = {
        "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
        "jwks_uri": f"{here}/keys", "end_session_endpoint": f"{here}/sign-out", "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True,
    }  # fmt: skip
    return jsonify({name: value for name, value in {**said, **STATE.lies["metadata"]}.items() if value is not None})


@app.get("/keys")
def keys():
    if STATE.lies.get("jwks") is not None:
        return jsonify(STATE.lies["jwks"])
    return jsonify(jwk.KeySet([STATE.key]).as_dict(private=False))


@app.route("/authorize", methods=["GET", "POST"])
def authorize():
    STATE.asked.append({"authorize": request.args.to_dict()})
    if request.method == "POST" and request.form["who"] == "leave":
        said = {"error": "access_denied", "iss": issuer(), "state": request.args["state"]}
        return redirect(f"{request.args['redirect_uri']}?{urlencode(said)}")
    if request.method == "POST":
        session.update(who=request.form["who"], at=int(time.time()) - STATE.lies.get("proved_ago", 0))
    known = session.get("who") if request.args.get("prompt") != "login" else None
    if request.method == "GET" and known is None:
        asked = "".join(
            f'<form method="post"><button name="who" value="{who}">{who}</button></form>'
            for who in [*STATE.people, "leave"]
        )
        return PAGE.format(asked)
    person = STATE.people[session["who"]]
    grant = server.get_consent_grant(end_user=person)
    return server.create_authorization_response(grant_user=person, grant=grant)


@app.post("/token")
def token():
    if STATE.lies.get("redirect_token"):
        return redirect(STATE.lies["redirect_token"], 307)
    if STATE.lies.get("long_token"):
        return Response("x" * STATE.lies["long_token"], content_type="application/json")
    return server.create_token_response()


@app.get("/sign-out")
def sign_out():
    session.clear()
    return PAGE.format("Signed out of the provider.")


@app.get("/asked")
def asked():
    return jsonify(STATE.asked)


@app.post("/control")
def control():
    said = request.get_json()
    STATE.people.update({one["sub"]: one for one in said.pop("people", [])})
    STATE.addresses += said.pop("addresses", [])
    if said.pop("rotate", False):
        STATE.key = jwk.RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    if said.pop("forget", False):
        STATE.people.clear()
        STATE.addresses.clear()
        STATE.asked.clear()
    STATE.lies = {**HONEST, **said}
    return jsonify({"asked": STATE.asked, "kid": STATE.key.kid})


if __name__ == "__main__":
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    sys.stdout.write(f"http://127.0.0.1:{listening.server_port}\n")
    sys.stdout.flush()
    listening.serve_forever()
