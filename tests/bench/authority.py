"""A certificate authority that lives for one run of the benchmark, and a server certificate of its making.

TLS is never switched off here: the measured processes verify what the servers show, against the certificates
that they bring, with this one among them. RSA keys of 2048 bits, as AWS's endpoints show them.
"""

import datetime
import shutil
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from local.place import ROOT
from tests.bench.upstreams import API, AWS

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's certificate in PEM, and the TLS context of servers that it vouches for."""

    certificate: str
    tls: ssl.SSLContext

    def trusted_under(self, root: Path) -> None:
        """Add this authority to every bundle of certificates in the packages under `root`.

        The layer's directory of hashed names is written anew, by the layer's own build script.
        """
        for bundle in root.rglob("*.pem"):
            with bundle.open("a", encoding="utf-8") as end:
                end.write(self.certificate)
        directory = root / "relay" / "ca"
        if directory.is_dir():
            shutil.rmtree(directory)
            script = ROOT / "layers" / "relay" / "build" / "ca_directory.py"
            command = [sys.executable, str(script), str(root / "certifi" / "cacert.pem"), str(directory)]
            subprocess.run(command, check=True, capture_output=True, timeout=60)


def throw_away(folder: Path) -> Authority:
    """A new authority; the server's key is kept in `folder`, which is to be deleted after the run."""
    own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own_name = _name("Throw-away authority of a benchmark")
    own = _certificate(own_name, own_key.public_key(), own_name, own_key, is_authority=True)
    server_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server = _certificate(_name(API), server_key.public_key(), own_name, own_key, is_authority=False)
    chain = folder / "server.pem"
    chain.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + server.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return Authority(own.public_bytes(serialization.Encoding.PEM).decode("ascii"), context)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name,
    key: rsa.RSAPublicKey,
    issuer: x509.Name,
    signed_with: rsa.RSAPrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key()), critical=False)
    )
    if is_authority:
        builder = builder.add_extension(_signs_certificates(), critical=True)
    else:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in (API, *AWS)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signed_with, hashes.SHA256())


def _signs_certificates() -> x509.KeyUsage:
    """The key usage of an authority, without which Python's own TLS context refuses it."""
    usages = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    usages |= dict.fromkeys(("encipher_only", "decipher_only"), False)
    return x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usages)
