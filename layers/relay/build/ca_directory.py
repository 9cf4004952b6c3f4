"""Split a file of CA certificates into the directory from which OpenSSL loads only the one that it needs.

Loading the whole file costs a cold start more than anything else that the relay does (about 195 million
instructions); a directory given as `capath` costs nothing until a server shows its certificate. OpenSSL finds
an issuer there by the name of the file, `<hash of the subject>.<n>`:
https://docs.openssl.org/master/man3/SSL_CTX_load_verify_locations/

    python ca_directory.py python/certifi/cacert.pem python/relay/ca
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from OpenSSL import crypto

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


def main(arguments: Sequence[str]) -> None:
    """Split the file named first into the directory named second."""
    bundle, directory = (Path(argument) for argument in arguments)
    print(f"{directory.name}: {write(bundle, directory)} certificates")


if __name__ == "__main__":
    main(sys.argv[1:])
