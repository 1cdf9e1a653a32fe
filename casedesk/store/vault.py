"""All cryptography of the service, in one file. Hazardous: change it only beside its tests.

Three kinds of secret writing, each bound to the place it is stored in:

- *reports*: HPKE (RFC 9180; X25519, HKDF-SHA256, AES-256-GCM) to the desk's public key. Whoever
  writes them cannot read them back; only the console and the operator hold the private key.
- *drafts*: AES-256-GCM under the draft key, for the hours until a report is filed.
- *messages to the reporter*: HPKE to a key that only the reporter's return code can make again.

An envelope is one version byte, four bytes of key id, then the ciphertext. `Place` says which
table, column and row it belongs to; an envelope moved to another place cannot be opened.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casedesk.domain.errors import FirstdayError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_VERSION = b"\x01"
_KEY_ID = 4
_HEAD = len(_VERSION) + _KEY_ID
_NONCE = 12

# OWASP's Argon2id floor is 19 MiB with two passes; measured at about 50 ms on a small machine.
_PASSES, _KIBIBYTES = 2, 19 * 1024

RETURN_SECRET_DIGITS = 9


class CannotOpen(FirstdayError):  # noqa: N818 - reads as what happened
    """This process holds no key for the envelope, or the envelope is not in its own place."""


@dataclass(frozen=True)
class Place:
    """Where an envelope belongs: a table, a column, and the row's primary key."""

    table: str
    column: str
    row: tuple[str | int, ...]

    def bound(self) -> bytes:
        """Return the bytes the ciphertext is bound to."""
        parts = ("casedesk", "v1", self.table, self.column, *map(str, self.row))
        return b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)


def key_id(public_key: bytes) -> bytes:
    """Return the four bytes that name a key in an envelope."""
    return hashlib.sha256(public_key).digest()[:_KEY_ID]


def new_private_key() -> bytes:
    """Return a new X25519 private key, raw."""
    return X25519PrivateKey.generate().private_bytes_raw()


def random_digits(count: int) -> str:
    """Return so many decimal digits that nobody can foresee."""
    return f"{secrets.randbelow(10**count):0{count}}"


def public_of(private_key: bytes) -> bytes:
    """Return the raw public key of a raw X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


@dataclass(frozen=True)
class ReturnKey:
    """What a return code unlocks: `verifier` is stored, `private_key` exists only in memory."""

    verifier: bytes
    private_key: bytes = field(repr=False)


@dataclass(frozen=True)
class ReturnSecret:
    """The secret half of a new return code, and what it unlocks; messages are sealed to its key."""

    digits: str = field(repr=False)
    salt: bytes
    key: ReturnKey
    public_key: bytes


@dataclass(frozen=True)
class Vault:
    """The keys one process holds; what it holds no key for it cannot do.

    `desk_private` maps key id to raw private key and is empty outside console and operator.
    """

    desk_public: bytes
    desk_private: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    draft_key: bytes = field(default=b"", repr=False)
    match_key: bytes = field(default=b"", repr=False)
    ledger_key: bytes = field(default=b"", repr=False)

    def seal(self, place: Place, plain: bytes) -> bytes:
        """Seal bytes to the desk; this process need not be able to open them again."""
        return _seal_to(self.desk_public, place, plain)

    def open(self, place: Place, envelope: bytes) -> bytes:
        """Open what was sealed to the desk; raise CannotOpen without the key or out of place."""
        private_key = self.desk_private.get(envelope_key_id(envelope))
        if private_key is None:
            raise CannotOpen("this process does not hold the desk key that opens this")
        return _open_with(private_key, place, envelope)

    def seal_draft(self, place: Place, plain: bytes) -> bytes:
        """Seal bytes of an open draft under the draft key."""
        nonce = os.urandom(_NONCE)
        head = _VERSION + _draft_key_id(self.draft_key)
        return head + nonce + AESGCM(self.draft_key).encrypt(nonce, plain, head + place.bound())

    def open_draft(self, place: Place, envelope: bytes) -> bytes:
        """Open bytes of a draft; raise CannotOpen under another key or out of place."""
        head, nonce, sealed = (
            envelope[:_HEAD],
            envelope[_HEAD:][:_NONCE],
            envelope[_HEAD + _NONCE :],
        )
        try:
            return AESGCM(self.draft_key).decrypt(nonce, sealed, head + place.bound())
        except (InvalidTag, ValueError):
            raise CannotOpen("the draft was sealed under another key or moved") from None

    def match(self, kind: str, text: str) -> bytes:
        """Return the keyed hash under which equal texts of one kind meet without being stored."""
        return hmac.digest(
            self._subkey(self.match_key, b"match|" + kind.encode()), text.encode(), "sha256"
        )

    def digests(self, purpose: str, texts: Iterable[str]) -> list[bytes]:
        """Return a keyed hash, 32 bytes, of each text; without the key none can be guessed."""
        key = self._subkey(self.match_key, purpose.encode())
        return [hmac.digest(key, text.encode(), "sha256") for text in texts]

    def ledger_digest(self, text: str) -> bytes:
        """Return the keyed digest of an act's details, so that guessable ones reveal nothing."""
        key = self._subkey(self.match_key, b"ledger details")
        return hmac.digest(key, text.encode(), "sha256")

    def checkpoint_key(self) -> Ed25519PrivateKey:
        """Return the key that signs ledger checkpoints."""
        seed = self._subkey(self.ledger_key, b"ledger checkpoints")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def return_key(self, secret: str, salt: bytes) -> ReturnKey:
        """Derive, slowly, what the secret part of a return code unlocks.

        One Argon2id run, peppered with the match key, gives both halves; a stolen database alone
        cannot be searched for codes. Takes about 50 ms: never call it inside a transaction.
        """
        pepper = self._subkey(self.match_key, b"return codes")
        slow = Argon2id(
            salt=salt, length=64, iterations=_PASSES, lanes=1, memory_cost=_KIBIBYTES, secret=pepper
        )
        derived = slow.derive(secret.encode())
        return ReturnKey(hashlib.sha256(derived[:32]).digest(), derived[32:])

    def new_return_secret(self) -> ReturnSecret:
        """Draw the secret half of a return code and derive, slowly, what it unlocks."""
        digits, salt = random_digits(RETURN_SECRET_DIGITS), os.urandom(16)
        key = self.return_key(digits, salt)
        return ReturnSecret(digits, salt, key, public_of(key.private_key))

    @staticmethod
    def _subkey(key: bytes, purpose: bytes) -> bytes:
        if not key:
            raise CannotOpen("this process was not given the key for this")
        return HKDF(SHA256(), 32, salt=None, info=b"casedesk|v1|" + purpose).derive(key)


def seal_to_reporter(public_key: bytes, place: Place, plain: bytes) -> bytes:
    """Seal a staff message to the key of a reporter's return code."""
    return _seal_to(public_key, place, plain)


def open_as_reporter(key: ReturnKey, place: Place, envelope: bytes) -> bytes:
    """Open a staff message with the key the reporter's code has just made."""
    return _open_with(key.private_key, place, envelope)


def envelope_key_id(envelope: bytes) -> bytes:
    """Return the id of the key an envelope was sealed to; raise CannotOpen if it is none."""
    if envelope[:1] != _VERSION or len(envelope) < _HEAD:
        raise CannotOpen("this is not an envelope of a version known here")
    return envelope[len(_VERSION) : _HEAD]


def _seal_to(public_key: bytes, place: Place, plain: bytes) -> bytes:
    recipient = X25519PublicKey.from_public_bytes(public_key)
    head = _VERSION + key_id(public_key)
    return head + _SUITE.encrypt(plain, recipient, head + place.bound())


def _open_with(private_key: bytes, place: Place, envelope: bytes) -> bytes:
    head, sealed = envelope[:_HEAD], envelope[_HEAD:]
    recipient = X25519PrivateKey.from_private_bytes(private_key)
    try:
        return _SUITE.decrypt(sealed, recipient, head + place.bound())
    except (InvalidTag, ValueError):
        raise CannotOpen("the envelope is damaged or is not in its own place") from None


def _draft_key_id(key: bytes) -> bytes:
    if not key:
        raise CannotOpen("this process was not given the draft key")
    return hashlib.sha256(b"casedesk|v1|draft key|" + key).digest()[:_KEY_ID]
