"""Borne's own small certificate authority: for its port wss://, and for chargers' certificates.

Everything lies in one folder, keys readable by Borne alone. Certificates are valid from 2020 on: a
charger without a battery believes in some year of the past until Borne has told it the time, and
must be able to connect to be told.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from borne.domain.errors import BorneError
from borne.domain.say import Sentence, Text
from borne.ocpp.handshake import name_in_certificate

_FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
_ROOT_FOR: Final = timedelta(days=30 * 365)
_SERVER_FOR: Final = timedelta(days=397)
_CHARGER_FOR: Final = timedelta(days=10 * 365)
RENEW: Final = timedelta(days=30)
"""So long before its end a certificate of the port is renewed."""
_MOST_NAMES: Final = 50
_LEAST_BITS: Final = 2048
_PEM: Final = serialization.Encoding.PEM
_KEYS: Final = ("rsa", "ec")

_Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_UNREADABLE: Final = Text(
    "Borne’s own certificates in {folder} cannot be used ({reason}). Bring them back from a "
    "backup; or delete that folder, and give the chargers the new root certificate",
    "Les certificats de Borne dans {folder} sont inutilisables ({reason}). Restaurez-les d’une "
    "sauvegarde, ou supprimez ce dossier et donnez aux bornes le nouveau certificat racine",
)
_NO_REQUEST: Final = Text("it cannot be read", "elle est illisible")
_WRONG_SIGNATURE: Final = Text(
    "it is not signed by the key that it is for", "elle n’est pas signée par la clé concernée"
)
_WRONG_NAME: Final = Text(
    "it is for “{name}”, and neither the charger’s identity nor its serial number",
    "elle est pour « {name} », qui n’est ni l’identité ni le numéro de série de la borne",
)
_WEAK: Final = Text("its key is too weak", "sa clé est trop faible")


class AuthorityUnusable(BorneError):
    """The folder of Borne's own authority is damaged or cannot be written."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.sentence = _UNREADABLE(folder=str(folder), reason=reason)
        super().__init__(self.sentence.say())


@dataclass(frozen=True, slots=True)
class Signed:
    """A charger's certificate, the authority's behind it (PEM)."""

    chain: str
    serial: str
    until: datetime


class Authority:
    """The root and its key. Its calls take milliseconds, `open` of a new folder a second."""

    def __init__(self, folder: Path, key: rsa.RSAPrivateKey, root: x509.Certificate) -> None:
        self._folder = folder
        self._key = key
        self._root = root

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The authority in that folder; in an empty one it is founded. Raises AuthorityUnusable."""
        key_file, root_file = folder / "root.key", folder / "root.pem"
        try:
            if not key_file.exists() and not root_file.exists():
                return cls._found(folder, key_file, root_file)
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            root = x509.load_pem_x509_certificate(root_file.read_bytes())
        except OSError as error:
            raise AuthorityUnusable(folder, error.strerror or str(error)) from None
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise AuthorityUnusable(folder, "PEM?") from None
        if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != root.public_key():
            raise AuthorityUnusable(folder, "root.key ≠ root.pem")
        return cls(folder, key, root)

    @classmethod
    def _found(cls, folder: Path, key_file: Path, root_file: Path) -> Self:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = rsa.generate_private_key(65537, 3072)
        name = _named(f"Borne {x509.random_serial_number() % 10**6:06d}")
        root = (
            _builder(name, name, key.public_key(), datetime.now(UTC) + _ROOT_FOR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(root_file, root.public_bytes(_PEM))
        _write(key_file, _private(key))
        return cls(folder, key, root)

    @property
    def root(self) -> str:
        """The root certificate, PEM."""
        return self._root.public_bytes(_PEM).decode()

    @property
    def serial(self) -> str:
        """That of the root, as chargers name it: in hexadecimal."""
        return f"{self._root.serial_number:x}"

    @property
    def root_der(self) -> bytes:
        return self._root.public_bytes(serialization.Encoding.DER)

    @property
    def root_file(self) -> Path:
        return self._folder / "root.pem"

    def server_files(self, names: Iterable[str], now: datetime) -> tuple[Path, ...]:
        """Certificates with keys for the port, good for these names: RSA and elliptic curve.

        Those that are there are kept while they are good, and the names that they have, within
        reason: a charger that is away may come back by one of them.
        Raises AuthorityUnusable.
        """
        files = tuple(self._folder / f"server-{kind}.pem" for kind in _KEYS)
        present = [self._read(file) for file in files]
        former = {name for one in present if one for name in names_in(one)}
        wanted = {name for name in names if _general(name)}
        if len(wanted | former) <= _MOST_NAMES:
            wanted |= former
        try:
            for kind, file, one in zip(_KEYS, files, present, strict=True):
                if one is None or set(names_in(one)) != wanted or now >= until(one) - RENEW:
                    self._issue(kind, file, sorted(wanted), now)
        except OSError as error:
            raise AuthorityUnusable(self._folder, error.strerror or str(error)) from None
        return files

    def _read(self, file: Path) -> x509.Certificate | None:
        """A certificate of the port that this authority has issued, with its key."""
        try:
            text = file.read_bytes()
            found = x509.load_pem_x509_certificate(text)
            found.verify_directly_issued_by(self._root)
            serialization.load_pem_private_key(text, None)
        except (OSError, ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return None
        return found

    def _issue(self, kind: str, file: Path, names: list[str], now: datetime) -> None:
        key: _Key
        key = (
            rsa.generate_private_key(65537, 2048)
            if kind == "rsa"
            else ec.generate_private_key(ec.SECP256R1())
        )
        general = [one for name in names if (one := _general(name)) is not None]
        certificate = (
            _builder(
                _named("Borne"),
                self._root.subject,
                key.public_key(),
                min(now + _SERVER_FOR, until(self._root)),
            )
            .add_extension(x509.SubjectAlternativeName(general), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(encipherment=kind == "rsa"), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(self._issuer_key, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        _write(file, certificate.public_bytes(_PEM) + self._root.public_bytes(_PEM) + _private(key))

    def sign(
        self, request: str, identity: str, serial: str | None, now: datetime
    ) -> Signed | Sentence:
        """A charger's certificate, or why there is none.

        The request must be in the name of the charger's identity, or of its serial number, which
        is what the whitepaper has chargers write there.
        """
        try:
            asked = x509.load_pem_x509_csr(request.encode())
            named = asked.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            good, key = asked.is_signature_valid, asked.public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm):
            return _NO_REQUEST()
        if not good:
            return _WRONG_SIGNATURE()
        name = str(named[0].value) if named else ""
        if name not in {identity, serial or identity}:
            return _WRONG_NAME(name=name[:64])
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return _WEAK()
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_BITS:
            return _WEAK()
        end = min(now + _CHARGER_FOR, until(self._root))
        certificate = (
            _builder(asked.subject, self._root.subject, key, end)
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.UniformResourceIdentifier(name_in_certificate(identity))]
                ),
                critical=False,
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(self._issuer_key, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        chain = certificate.public_bytes(_PEM).decode() + self.root
        return Signed(chain, f"{certificate.serial_number:x}", until(certificate))

    @property
    def _issuer_key(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def until(certificate: x509.Certificate) -> datetime:
    return certificate.not_valid_after_utc


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool = False, encipherment: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general(name: str) -> x509.GeneralName | None:
    """A host's name or address as certificates have it; None: it is neither."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    if not name.isascii() or not name.strip("."):
        return None
    return x509.DNSName(name.casefold())


def names_in(certificate: x509.Certificate) -> list[str]:
    """The names and addresses that it is good for."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    addresses = [str(one) for one in found.get_values_for_type(x509.IPAddress)]
    return [*found.get_values_for_type(x509.DNSName), *addresses]


def _private(key: _Key) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(file: Path, data: bytes) -> None:
    """All of it or nothing, readable by Borne alone."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
