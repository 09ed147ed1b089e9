"""Signed PDFs: intact, changed, saved anew, added to; checked on files signed here with a certificate made here."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf.generic import DecodedStreamObject, NameObject

from ingest.read.pdf import signatures


@pytest.fixture(scope="module")
def signer() -> signers.SimpleSigner:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Văn A"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ủy ban nhân dân tỉnh X"),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    plain = serialization.NoEncryption()
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def page_pdf(text: str = "Ke hoach") -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(data: bytes, signer: signers.SimpleSigner, field: str) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    meta = signers.PdfSignatureMetadata(field_name=field)
    out = io.BytesIO()
    signers.sign_pdf(writer, meta, signer=signer, output=out)
    return out.getvalue()


def integrity(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return [signature.integrity for signature in signatures.read_signatures(path)]


@pytest.fixture(scope="module")
def once(signer: signers.SimpleSigner) -> bytes:
    return signed(page_pdf(), signer, "S1")


def test_intact_signature_names_its_signer(tmp_path: Path, once: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(once)
    (found,) = signatures.read_signatures(tmp_path / "a.pdf")
    assert (found.signer, found.organisation) == ("Nguyễn Văn A", "Ủy ban nhân dân tỉnh X")
    assert found.integrity == "hợp lệ"
    assert found.signed_at is not None


def test_a_second_signature_is_no_modification(tmp_path: Path, once: bytes, signer: signers.SimpleSigner) -> None:
    assert integrity(tmp_path, signed(once, signer, "S2")) == ["hợp lệ", "hợp lệ"]


def test_changed_bytes_are_found(tmp_path: Path, once: bytes) -> None:
    assert b"Ke hoach" in once
    assert integrity(tmp_path, once.replace(b"Ke hoach", b"Ke hoaCH")) == ["bị sửa đổi"]


def test_a_page_replaced_after_signing_is_found(tmp_path: Path, once: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(once))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = page["/Contents"].get_object() if hasattr(page["/Contents"], "get_object") else page["/Contents"]
    stream._data = b"BT /F1 12 Tf 72 700 Td (Quyet dinh) Tj ET"
    stream._encoded_data = None
    writer.mark_update(page.raw_get("/Contents"))
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert integrity(tmp_path, out.getvalue()) == ["bị sửa đổi"]


def test_a_file_saved_anew_cannot_be_checked(tmp_path: Path, once: bytes) -> None:
    """Programs that stamp incoming documents write the whole file again: the signed bytes are gone, not falsified."""
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(once))
    writer.add_metadata({"/Title": "x" * 500})
    writer.write(out)
    assert integrity(tmp_path, out.getvalue()) == ["không kiểm tra được"]


@pytest.mark.parametrize("cut", [200, 3000])
def test_a_damaged_signature_never_crashes(tmp_path: Path, once: bytes, cut: int) -> None:
    start = once.index(b"/Contents <") + 40
    broken = once[:start] + b"f" * cut + once[start + cut :]
    assert integrity(tmp_path, broken) in (["không kiểm tra được"], ["bị sửa đổi"])
