"""A small OpenID Connect provider on loopback: it hands out codes, checks them with their proof, and signs tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "coso", "một bí mật giữa hai bên"


class Provider:
    """subject: who signs in there. claims: what the next tokens say beside or in place of the usual."""

    def __init__(self, address: str) -> None:
        self.address, self.subject, self.claims = address, "tinh-uy-0042", {}
        self.key = rsa.generate_private_key(65537, 2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    @property
    def app(self) -> dict[str, Any]:
        """As a province's settings name the provider."""
        app = {"provider_id": "oidc", "name": "Tỉnh ủy", "client_id": CLIENT, "secret": SECRET, "settings": {"server_url": self.address}}
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def authorise(self, address: str) -> str:
        """The person agrees at the provider: the address the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.address}/authorize?")
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def told(self, path: str, form: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}
            return 200, {"issuer": self.address} | {name: f"{self.address}/{place}" for name, place in places.items()}
        if path == "/token":
            return self.token(form)
        if path == "/userinfo" and bearer == f"Bearer {self.subject}":
            return 200, {"sub": self.subject, "name": "Đặng Thị Ước"}
        return 404, {}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code is good once, for its client, with the proof of whoever asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET) or proof != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.address, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300} | self.claims
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return 200, {"access_token": self.subject, "token_type": "Bearer", "id_token": signed}


@contextmanager
def provider() -> Iterator[Provider]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.say({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.say({name: values[0] for name, values in parse_qs(sent).items()})

        def say(self, form: dict[str, str]) -> None:
            status, told = running.told(self.path, form, self.headers.get("Authorization", ""))
            text = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_told: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    running = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
