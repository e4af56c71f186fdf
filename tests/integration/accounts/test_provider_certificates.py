"""A provider whose certificate nobody vouches for, or that is somebody else's, is not asked."""

import datetime
import http.server
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from belltown_site.accounts import outbound
from belltown_site.accounts.outbound import ProviderAway, ask


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"said": "yes"}')

    def log_message(self, *_):
        pass


def certificate_for(name, folder):
    key, day = ec.generate_private_key(ec.SECP256R1()), datetime.timedelta(days=1)
    who, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def serve():
    servers = []

    def start(file):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"localhost:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def trust(monkeypatch, file):
    monkeypatch.setattr(outbound, "_tls", lambda: ssl.create_default_context(cafile=file))


def test_a_certificate_that_is_vouched_for_is_taken(tmp_path, serve, monkeypatch):
    file = certificate_for("localhost", tmp_path)
    host = serve(file)
    trust(monkeypatch, file)
    assert ask(f"https://{host}/", hosts={host}) == {"said": "yes"}


def test_one_that_nobody_vouches_for_is_not(tmp_path, serve):
    host = serve(certificate_for("localhost", tmp_path))
    with pytest.raises(ProviderAway, match="does not answer"):
        ask(f"https://{host}/", hosts={host})


def test_nor_one_of_another_name(tmp_path, serve, monkeypatch):
    file = certificate_for("elsewhere.example", tmp_path)
    host = serve(file)
    trust(monkeypatch, file)
    with pytest.raises(ProviderAway, match="does not answer"):
        ask(f"https://{host}/", hosts={host})
