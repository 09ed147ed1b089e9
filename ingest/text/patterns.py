"""Pieces of regular expressions that are built from tables of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The small letters of Vietnamese for a class of characters; a range like `à-ỹ` holds capitals too (`Đ`, `Ủ`).
LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
UPPER = LOWER.upper()


def alternatives(words: Iterable[str]) -> str:
    """The words as alternatives, each once, a longer one before the shorter one that it may begin with.

    >>> alternatives(["Luật", "Luật sư", "Luật"])
    'Luật sư|Luật'
    """
    return "|".join(
        sorted((re.escape(word).replace(r"\ ", " ") for word in dict.fromkeys(words)), key=len, reverse=True)
    )
