"""What a virtual charger proves itself with: password, roots, own certificate, profile.

As the security whitepaper has it: a new password is used from the next connection on, a profile
goes up only, and one with which no connection comes about is given up again.
"""

from __future__ import annotations

import base64
import re
import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_HEXADECIMAL: Final = re.compile(r"(?:[0-9a-fA-F]{2}){16,20}")
_PLAIN: Final = range(16, 21)


class Credentials:
    """`decodes` False: a charger that takes the digits it was sent for the password itself."""

    def __init__(
        self,
        identity: str,
        password: str | None = None,
        *,
        roots: Iterable[str] = (),
        chain: str | None = None,
        key: str | None = None,
        decodes: bool = True,
    ) -> None:
        self.identity = identity
        self.password = password.encode() if password else None
        self.roots = list(roots)
        self.chain = chain
        self.profile = 0
        self._former: int | None = None
        self._key = key
        self._decodes = decodes
        self._changed = False

    def take_password(self, value: str) -> bool:
        """ChangeConfiguration of AuthorizationKey; whether it is one."""
        if _HEXADECIMAL.fullmatch(value) and self._decodes:
            self.password = bytes.fromhex(value)
        elif _HEXADECIMAL.fullmatch(value) or len(value) in _PLAIN:
            self.password = value.encode()
        else:
            return False
        self._changed = True
        return True

    def raise_profile(self, profile: int) -> bool:
        """ChangeConfiguration of SecurityProfile; whether all is there that it needs."""
        by_password = self.password is not None and (profile == 1 or bool(self.roots))
        by_certificate = bool(self.roots) and self.chain is not None
        if not self.profile < profile <= 3 or not (by_certificate if profile == 3 else by_password):
            return False
        self._former, self.profile = self.profile, profile
        self._changed = True
        return True

    def changed(self) -> bool:
        """Whether it must connect anew; said once."""
        changed, self._changed = self._changed, False
        return changed

    def proved(self) -> None:
        """A connection has come about: there is no way back to a lower profile."""
        self._former = None

    def failed(self) -> None:
        """None has: the profile that was tried is given up."""
        if self._former is not None:
            self.profile, self._former = self._former, None

    def headers(self) -> dict[str, str]:
        """Basic auth, where it has a password and no certificate of its own in use."""
        if self.password is None or self.profile == 3:
            return {}
        joined = base64.b64encode(self.identity.encode() + b":" + self.password).decode()
        return {"Authorization": f"Basic {joined}"}

    def context(self) -> ssl.SSLContext:
        """For wss://; without a root of its own it believes those of the system."""
        context = ssl.create_default_context()
        if self.roots:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(cadata="\n".join(self.roots))
        if self.chain is not None and self._key is not None:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "own.pem"
                file.touch(mode=0o600)
                file.write_text(f"{self.chain}\n{self._key}")
                context.load_cert_chain(file)
        return context

    def request(self) -> str:
        """A request (PEM) for a certificate in its name; its key is made for it."""
        from cryptography import x509  # noqa: PLC0415  seldom needed
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

        key = ec.generate_private_key(ec.SECP256R1())
        self._key = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self.identity)])
        request = x509.CertificateSigningRequestBuilder().subject_name(name)
        signed = request.sign(key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    def take_certificate(self, chain: str) -> bool:
        """CertificateSigned: only one for its own key is taken."""
        if self._key is None:
            return False
        former, self.chain = self.chain, chain
        try:
            self.context()
        except (OSError, ValueError):
            self.chain = former
            return False
        return True
