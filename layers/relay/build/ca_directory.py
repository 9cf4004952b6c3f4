"""Split a file of CA certificates into what the relay's two clients trust, each in the form that it can load cheaply.

The platform's client takes a directory from which OpenSSL loads only the one that it needs.

Loading the whole file costs a cold start more than anything else that the relay does (about 195 million
instructions); a directory given as `capath` costs nothing until a server shows its certificate. OpenSSL finds
an issuer there by the name of the file, `<hash of the subject>.<n>`:
https://docs.openssl.org/master/man3/SSL_CTX_load_verify_locations/
botocore takes no directory, and loads its file for each new connection: it gets one of Amazon's own roots alone.

    python ca_directory.py python/certifi/cacert.pem python/relay/ca python/relay/amazon.pem
"""

import ssl
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from OpenSSL import crypto

AMAZON = (
    "Amazon Root CA 1",
    "Amazon Root CA 2",
    "Amazon Root CA 3",
    "Amazon Root CA 4",
    "Starfield Services Root Certificate Authority - G2",
)
"""The roots that AWS says to trust, by their common names: https://www.amazontrust.com/repository/"""

END = "-----END CERTIFICATE-----"
BEGIN = "-----BEGIN CERTIFICATE-----"


def certificates(bundle: str) -> list[str]:
    """The certificates of a PEM file, without the comments between them."""
    parts = (part.partition(BEGIN)[2] for part in bundle.split(END)[:-1])
    return [f"{BEGIN}{part}{END}\n" for part in parts]


def subject_hash(certificate: str) -> str:
    """OpenSSL's hash of a PEM certificate's subject, as it stands in file names: eight hexadecimal digits."""
    loaded = crypto.load_certificate(crypto.FILETYPE_PEM, certificate.encode())
    return f"{loaded.subject_name_hash():08x}"


def common_name(certificate: str) -> str:
    """The common name in a PEM certificate's subject, or an empty text."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate)
    parts: Any = (pair for loaded in context.get_ca_certs() for part in loaded["subject"] for pair in part)
    return str(dict(parts).get("commonName", ""))


def write(bundle: Path, directory: Path) -> int:
    """Write one file for each certificate of `bundle` into `directory`, a new one. Returns how many."""
    directory.mkdir(parents=True)
    seen: Counter[str] = Counter()
    for certificate in certificates(bundle.read_text(encoding="utf-8")):
        name = subject_hash(certificate)
        (directory / f"{name}.{seen[name]}").write_text(certificate, encoding="ascii")
        seen[name] += 1
    if not seen:
        raise ValueError(f"{bundle} holds no certificate")
    return seen.total()


def write_amazons(bundle: Path, file: Path) -> None:
    """Write those certificates of `bundle` into `file` that verify AWS's servers.

    Raises `ValueError` if one is missing.
    """
    found = {common_name(one): one for one in certificates(bundle.read_text(encoding="utf-8"))}
    missing = [name for name in AMAZON if name not in found]
    if missing:
        raise ValueError(f"{bundle} lacks {', '.join(missing)}")
    file.write_text("".join(found[name] for name in AMAZON), encoding="ascii")


def main(arguments: Sequence[str]) -> None:
    """Split the file named first into the directory named second, and into the file named third, if there is one."""
    bundle, directory, *files = (Path(argument) for argument in arguments)
    print(f"{directory.name}: {write(bundle, directory)} certificates")
    for file in files:
        write_amazons(bundle, file)


if __name__ == "__main__":
    main(sys.argv[1:])
