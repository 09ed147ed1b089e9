"""The question as it is asked: composed, without control characters, neither empty nor too long."""

from __future__ import annotations

import unicodedata

from service.answering import wording

#: Letters, digits and signs in their wide forms ("５１６"), as some keyboards type them.
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


class QuestionError(ValueError):
    """A question that cannot be asked; the message is one Vietnamese sentence, ``code`` a machine word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean_question(text: str, most: int) -> str:
    """The question with accents composed, control and direction characters dropped, blanks joined.

    :raises QuestionError: if nothing is left or it is longer than ``most`` characters.
    """
    if len(text) > most:
        raise QuestionError("question_too_long", wording.QUESTION_TOO_LONG.format(length=len(text), most=most))
    composed = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Zs") else char for char in composed
                   if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn"))  # fmt: skip
    question = " ".join(kept.split())
    if not any(char.isalnum() for char in question):
        raise QuestionError("empty_question", wording.NOTHING_ASKED)
    return question
