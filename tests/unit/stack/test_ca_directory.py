"""What is trusted: OpenSSL finds in the directory of CA certificates what it finds in the file; Amazon's are apart."""

import ssl
from pathlib import Path

import certifi
import pytest

import ca_directory
from tests.fakes.authority import Authority


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


def test_the_real_bundle_has_all_of_amazons_roots(tmp_path: Path) -> None:
    ca_directory.write_amazons(Path(certifi.where()), tmp_path / "amazon.pem")
    context = ssl.create_default_context(cafile=tmp_path / "amazon.pem")
    assert len(context.get_ca_certs()) == len(ca_directory.AMAZON)


def test_a_bundle_without_one_of_amazons_roots_is_an_error_at_build_time(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lacks Amazon Root CA 1, "):
        ca_directory.write_amazons(bundle(tmp_path, Authority("Whale Trust")), tmp_path / "amazon.pem")
