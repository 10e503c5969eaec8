"""A push service on loopback, and the keys of the browser it serves."""

from __future__ import annotations

import json
import os
import threading
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Service:
    """A push service on loopback and a browser's keys: it opens what it is sent."""

    def __init__(self):
        self.key, self.auth, self.asked, self.held = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), [], threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked.append((self.path, dict(self.headers), body))
                if self.path == "/hang":
                    service.held.wait(20)
                self.send_response({"/gone": 410, "/lost": 404, "/down": 500, "/moved": 302}.get(self.path, 201))
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_what):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def point(self):
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def keys(self):
        return {"p256dh": text(self.point), "auth": text(self.auth)}

    def opened(self, body):
        """RFC 8291, from the browser's side."""
        salt, length, sealed = body[:16], body[20], body[21:]
        theirs, sealed = sealed[:length], sealed[length:]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = derived(shared, self.auth, b"WebPush: info\x00" + self.point + theirs, 32)
        key, nonce = derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16), derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
        return json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")[:-1])

    def read(self):
        return [(path, self.opened(body)) for path, _headers, body in self.asked]


def derived(secret, salt, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")
