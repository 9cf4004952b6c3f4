"""A certificate authority made for one test, and servers that it vouches for."""

import datetime
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
# Whatever day a test runs on, or believes to run on: OpenSSL reads the machine's clock.
VALID = (datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
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
        builder = builder.not_valid_before(VALID[0]).not_valid_after(VALID[1])
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
        builder = builder.add_extension(issuer, critical=False)
        if key is self.key:
            builder = builder.add_extension(identifier, critical=False)
            denied = dict.fromkeys(NOT_FOR_AUTHORITIES, False)
            builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **denied), critical=True)
        return builder.sign(self.key, hashes.SHA256())
