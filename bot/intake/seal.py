"""Keep contact answers and free text unreadable at rest, yet findable by whole words or their beginnings."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIXES = (3, 4, 5, 6, 8)
WORD = re.compile(r"[^\W_]+(?:[.@+-][^\W_]+)*")


class Seal:
    """Encryption with the newest of `secrets`; anything sealed with an older one still opens."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a secret is needed to keep contact answers: set SECRET_KEY")
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(s, b"contact"))) for s in secrets])
        self._word_keys = [_derive(s, b"words") for s in secrets]
        self._mac_keys = [_derive(s, b"links") for s in secrets]
        self.secret = ",".join(secrets)  # for the signers of other modules

    def close(self, value: Any) -> str:
        """Encrypt any JSON-ready value."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def open(self, sealed: str | None) -> Any:
        """The value that `close` encrypted; `None` stays `None`."""
        return None if sealed is None else json.loads(self._fernet.decrypt(sealed.encode()))

    def renew(self, sealed: str) -> str:
        """The same value encrypted with the newest secret."""
        return self._fernet.rotate(sealed.encode()).decode()

    def index(self, texts: Iterable[str]) -> set[int]:
        """Keyed numbers of every word of `texts` and of the words' beginnings, to search without the text."""
        pieces = {piece for text in texts for word in words(text) for piece in _pieces(word)}
        return {self._number(self._word_keys[0], piece) for piece in pieces}

    def numbers(self, piece: str) -> list[int]:
        """The numbers that `index` may have kept for a word or a beginning, one per secret."""
        return [self._number(key, piece) for key in self._word_keys]

    def digest(self, text: str) -> str:
        """A keyed one-way name for `text` (an address or a login name of the limiter)."""
        return hmac.new(self._word_keys[0], text.casefold().encode(), hashlib.sha256).hexdigest()

    def mac(self, text: str) -> str:
        """A signature of `text`, made with the newest secret."""
        return self.macs(text)[0]

    def macs(self, text: str) -> list[str]:
        """The signatures of `text` that are good, one per secret."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._mac_keys]

    @staticmethod
    def _number(key: bytes, piece: str) -> int:
        return int.from_bytes(hmac.new(key, piece.encode(), hashlib.sha256).digest()[:8], "big", signed=True)


def words(text: str) -> list[str]:
    """The words of `text`, without case or accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return WORD.findall(plain)


def _pieces(word: str) -> set[str]:
    return {word} | {word[:length] for length in PREFIXES if length <= len(word)}


def beginning(word: str) -> str:
    """The longest beginning of `word` that `index` keeps."""
    lengths = [length for length in PREFIXES if length <= len(word)]
    return word[: lengths[-1]] if lengths else word


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tremplin " + purpose).derive(secret.encode())
