"""Encryption of backups with age: the machine has the public key only, so who steals it or a backup reads nothing.

The secret key is made and kept elsewhere. The format is age's own: its command-line tool opens the file too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyrage

#: The first bytes of a file that age has encrypted.
_MARK = b"age-encryption.org/v1"
_COMMENT = "#"


class EncryptionError(ValueError):
    """A key that cannot be used; the message is Vietnamese."""


def is_encrypted(file: Path) -> bool:
    """True if age has encrypted the file."""
    with file.open("rb") as opened:
        return opened.read(len(_MARK)) == _MARK


def make_key(file: Path) -> str:
    """A new secret key in a file that only its owner reads; returns the public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"{_COMMENT} public key: {public}\n{identity}\n")
    return public


def encrypt(plain: Path, target: Path, recipients: Sequence[str]) -> None:
    """Encrypt a file for the holders of public keys.

    :raises EncryptionError: for a public key that is none.
    """
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError:
        raise EncryptionError("HOIVANBAN_BACKUP_RECIPIENTS cần các khóa công khai dạng age1...") from None
    with plain.open("rb") as source, target.open("wb") as out:
        pyrage.encrypt_io(source, out, keys)


def decrypt(archive: Path, target: Path, key_file: Path) -> None:
    """Decrypt a file with the secret keys of a key file.

    :raises EncryptionError: if the file holds no key, or none that opens the archive.
    """
    lines = key_file.read_text(encoding="utf-8", errors="replace").split("\n")
    try:
        keys = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith(_COMMENT)
        ]
        with archive.open("rb") as source, target.open("wb") as out:
            pyrage.decrypt_io(source, out, keys)
    except pyrage.IdentityError:
        raise EncryptionError(f"Tệp {key_file} không chứa khóa bí mật dạng AGE-SECRET-KEY-1...") from None
    except (pyrage.DecryptError, OSError) as error:
        raise EncryptionError(f"Khóa trong {key_file} không mở được bản sao lưu này: {error}.") from None
