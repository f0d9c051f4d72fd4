"""
An OpenID Connect provider of tests that speaks the real protocol over HTTP: discovery, keys, code flow with PKCE (S256), signed ID tokens, userinfo.

It refuses what a provider refuses (another client secret, redirect address, code verifier, a code used twice), and lies on demand: `wrong` names how.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mingjian", "the secret of the client"


@dataclass
class Provider:
    """The provider: who signs in next (`person`, claims), how it lies (`wrong`), and what it was asked."""

    base: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    wrong: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    other_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def description(self) -> dict[str, Any]:
        return {
            "issuer": "https://another.example" if self.wrong == "issuer" else self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign the person in, and give the address that the browser is sent back to."""
        self.asked.append(asked)
        if self.wrong == "cancelled":
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(told.get("code", ""), None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (told.get("client_id"), told.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if asked is None or told.get("redirect_uri") != asked["redirect_uri"] or digest != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self.tokens[access] = {**self.person, "sub": "somebody else"} if self.wrong == "userinfo" else self.person
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token(asked)}
        if self.wrong == "no_id_token":
            del answer["id_token"]
        return 200, answer

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.base, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce"), **self.person}
        lies: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "of another request"},
            "no_nonce": {"nonce": None},
            "audience": {"aud": "another client"},
            "several": {"aud": [CLIENT, "another client"]},
            "expired": {"exp": now - 600, "iat": now - 900},
            "token_issuer": {"iss": "https://another.example"},
            "future": {"iat": now + 3600, "nbf": now + 3600},
        }
        claims = {name: value for name, value in {**claims, **lies.get(self.wrong, {})}.items() if value is not None}
        if self.wrong == "unsigned":
            return jwt.encode(claims, None, algorithm="none")
        if self.wrong == "shared_secret":
            return jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "k1"})
        key = self.other_key if self.wrong == "signature" else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k2" if self.wrong == "unknown_key" else "k1"})


@contextmanager
def provider_running() -> Iterator[Provider]:
    """Run a provider on this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _reply(self, status: int, told: dict[str, Any]) -> None:
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if address.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif address.path == "/userinfo":
                found = provider.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                self._reply(200, found) if found else self._reply(401, {"error": "invalid_token"})
            else:
                told = {"/.well-known/openid-configuration": provider.description, "/keys": provider.keys}.get(address.path)
                self._reply(200, told()) if told else self._reply(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._reply(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
