"""The directory of CA certificates: OpenSSL must find in it what it finds in the file."""

import datetime
import ssl
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import ca_directory

PEM = serialization.Encoding.PEM
NOW = datetime.datetime.now(datetime.UTC)
NOT_FOR_AUTHORITIES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "encipher_only", "decipher_only"),
)


class Authority:
    """A CA made for one test."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key, x509.BasicConstraints(ca=True, path_length=0))
        self.pem = self.certificate.public_bytes(PEM).decode()

    def server(self, folder: Path) -> ssl.SSLContext:
        """The TLS context of a server at localhost."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        certificate = self._sign(name, key, x509.SubjectAlternativeName([x509.DNSName("localhost")]))
        plain = serialization.NoEncryption()
        file = folder / "server.pem"
        file.write_bytes(
            key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder(self.name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(NOW - datetime.timedelta(days=1))
        builder = builder.not_valid_after(NOW + datetime.timedelta(days=1))
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
        builder = builder.add_extension(issuer, critical=False)
        if key is self.key:
            builder = builder.add_extension(identifier, critical=False)
            denied = dict.fromkeys(NOT_FOR_AUTHORITIES, False)
            builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **denied), critical=True)
        return builder.sign(self.key, hashes.SHA256())


def bundle(tmp_path: Path, *authorities: Authority) -> Path:
    file = tmp_path / "bundle.pem"
    file.write_text("".join(f"# Subject: CN={ca.name}\n{ca.pem}\n" for ca in authorities), encoding="utf-8")
    return file


def greet(server: ssl.SSLContext, trusted: Path) -> None:
    """One TLS handshake in memory, with a client that trusts what is in a directory."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(capath=str(trusted))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = context.wrap_bio(to_client, to_server, server_hostname="localhost")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert ours.version()


def test_a_server_is_verified_by_the_certificate_in_its_directory(tmp_path: Path) -> None:
    ours, another = Authority("Whale Trust"), Authority("Another Trust")
    assert ca_directory.write(bundle(tmp_path, another, ours), tmp_path / "ca") == 2
    greet(ours.server(tmp_path), tmp_path / "ca")


def test_a_server_of_another_authority_is_refused(tmp_path: Path) -> None:
    ca_directory.write(bundle(tmp_path, Authority("Whale Trust")), tmp_path / "ca")
    with pytest.raises(ssl.SSLCertVerificationError):
        greet(Authority("Another Trust").server(tmp_path), tmp_path / "ca")


def test_two_authorities_of_one_name_are_both_found(tmp_path: Path) -> None:
    first, second = Authority("Whale Trust"), Authority("Whale Trust")
    assert ca_directory.write(bundle(tmp_path, first, second), tmp_path / "ca") == 2
    assert sorted(file.suffix for file in (tmp_path / "ca").iterdir()) == [".0", ".1"]
    greet(first.server(tmp_path), tmp_path / "ca")
    greet(second.server(tmp_path), tmp_path / "ca")


def test_every_certificate_of_the_real_bundle_has_its_file(tmp_path: Path) -> None:
    everything = Path(certifi.where())
    count = ca_directory.write(everything, tmp_path / "ca")
    assert count == everything.read_text(encoding="utf-8").count(ca_directory.BEGIN) > 50
    assert len(list((tmp_path / "ca").iterdir())) == count


def test_a_file_without_certificates_is_an_error_at_build_time(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no certificate"):
        ca_directory.write(bundle(tmp_path), tmp_path / "ca")
