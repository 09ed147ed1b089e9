"""Talk: what people type that asks nothing of the documents, and the courtesies around a real question.

A greeting, thanks, "bạn làm được gì?", a single letter, an insult, a foreign language, a request to write something: a
search would find passages that share a word with it and quote them as if they answered. Such a text is told by the
whole of it, never by one word in it: "Chào bạn, kế hoạch 516 do ai chủ trì?" is a question.
"""

from __future__ import annotations

import re
from typing import Literal

from index.query.edit_variants import one_edit_variants
from index.query.list_continued import list_continued
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern
from ingest.text.normalize import fold

TalkKind = Literal[
    "greeting", "thanks", "farewell", "help", "forget", "newest", "count", "fragment", "insult", "foreign", "draft",
    "continue",
]  # fmt: skip

_YOU = (
    r"(?:ban|anh|chi|em|ad|admin|bot|chatbot|moi nguoi|ca nha|tro ly(?: ao)?|he thong|quy (?:co quan|vi)|cac"
    r"|ong|ba|bac|co|chu|cau|may|gai|trai)"
)
_END = (
    r"(?: (?:a|nhe|nha|nhi|oi|di|voi|nhieu|rat nhieu|lam|ban|anh|chi|em|ad|bot|da|giup|luon|the|vay|ha|chut|mot chut))*"
)
_HELLO = (
    rf"(?:(?:(?:xin|kinh|thoi|em|toi|chau|con) )*chao(?: buoi (?:sang|trua|chieu|toi))?(?: {_YOU})*|hello|helo"
    r"|he lo|hi|hey|a ?lo|hi there|good morning"
    rf"|chuc (?:{_YOU} )*(?:mot )?(?:buoi|ngay)(?: \w+){{1,4}}|kinh gui {_YOU}(?: {_YOU})*"
    r"|co ai(?: o (?:do|day))? khong)"
)
_GREETING = rf"{_HELLO}(?: (?:{_YOU} )*{_HELLO})*"
_THANK = rf"(?:(?:xin |chan thanh |rat )*(?:cam on|camon)(?: {_YOU})*(?: (?:rat )?nhieu)?|thank you|thanks|tks|thank)"
_THANKS = rf"{_THANK}(?: (?:so|very) much)?"
_AGREED = r"(?:ok|oke|okay|duoc roi|hay qua|tot|tuyet voi|hieu roi|da hieu|ro roi|vang|da)"
_WHY = r"(?: (?:vi )?(?:da )(?:giup(?: do)?|tra loi|ho tro|huong dan|tu van)(?: \w+){0,2}| vi (?:da )?\w+(?: \w+)?)?"
_TYPES = folded_name_pattern("generic", *COMMON_TYPES)
_DRAFTED = rf"(?:{_TYPES}|bai|don|thu|email|bien ban|giay moi|tham luan|slide|code|kich ban|bao cao)"

_ME = r"(?:toi|em|minh|chau|con)"
_SYSTEM = r"(?:he thong|app|bot|chatbot|trang|cong cu|phan mem|ung dung|trang web|web|cai|chuong trinh)"
_CHAT = r"(?:hoi thoai|cuoc hoi|hoi|chat|tro chuyen|lich su|cau hoi)"

#: Each is matched on the whole folded text without marks; the first that fits wins.
_PATTERNS: tuple[tuple[TalkKind, str], ...] = (
    ("farewell", rf"(?:tam biet|bye|bye bye|bai bai|goodbye|hen gap lai(?: sau)?|thoi chao)(?: {_YOU})*"),
    ("greeting", _GREETING),
    ("thanks", rf"{_THANKS}{_WHY}|{_AGREED}(?: {_AGREED})*(?: {_THANKS}{_WHY})?"),
    (
        "insult",
        rf"(?:{_YOU} |thang |con |cai |nay |he thong |do |tra loi |noi |toan )*(?:qua |that )?(?:ngu|do ngu|ngu ngoc"
        r"|ngu xuan|dien khung|dan don|vo dung|rac ruoi|vo hoc|mat day|khon nan|cho chet|dm|dmm|vl|vcl|cut|bien di"
        r"|sai bet|noi lao|lao toet|linh tinh|tao lao|nham nhi|stupid|idiot)"
        rf"(?: (?:qua|the|vay|that|lam|vl|ngoc|di|nhe|{_YOU}|nhu \w+))*",
    ),
    (
        "help",
        rf"(?:{_YOU}|day) (?:co the )?(?:lam|giup|biet|tra loi|ho tro)(?: duoc)?(?: {_ME})?"
        rf"(?: nhung)?(?: (?:gi|viec gi|nhung gi|cai gi))(?: (?:cho )?{_ME})?"
        rf"|{_YOU} (?:lam|giup|ho tro)(?: duoc)?(?: {_ME}| anh| chi)?(?: nhung)? (?:viec )?gi"
        rf"|{_SYSTEM} nay co (?:nhung |cac )?(?:chuc nang|tinh nang|tac dung|cong dung)(?: (?:nao|gi))?"
        rf"|{_YOU} la (?:ai|gi)|{_YOU} ten (?:la )?gi|ai (?:tao|lam|viet|phat trien)(?: ra)? (?:{_YOU}|{_SYSTEM} nay)"
        rf"|{_YOU} (?:co )?(?:phai )?(?:la )?(?:robot|may|nguoi that|chat ?gpt|gpt|chatbot|gemini|copilot)(?: khong)?"
        rf"|{_SYSTEM} nay (?:dung |sinh ra )?(?:de )?(?:lam|la|co)(?: duoc)?(?: cai)? (?:gi|tac dung gi)"
        rf"|(?:{_ME} )?(?:co the |nen |duoc )*hoi (?:duoc )?(?:nhung )?gi(?: o day)?"
        rf"|(?:cach|huong dan|lam sao de|lam the nao de)(?: {_ME})?(?: cach)? (?:su dung|dung|hoi|tra cuu|tim kiem)"
        r"(?: (?:nhu )?the nao)?"
        r"|(?:hoi|dung|su dung) (?:nhu )?the nao(?: (?:cho|moi) dung)?|help(?: me)?|(?:can )?tro giup|giup (?:do )?"
        rf"{_ME}|(?:{_ME} )?(?:can|muon) (?:duoc )?(?:tro giup|giup do|ho tro|huong dan)|(?:cho )?{_ME} (?:xin )?hoi"
        rf"|da(?: cho)? {_ME} (?:xin )?hoi|day la (?:cai )?gi|menu|test|thu"
        r"|chuc nang(?: (?:cua )?(?:he thong|ban))?(?: (?:la )?gi)?",
    ),
    (
        "forget",
        r"(?:xoa|huy|quen|bo|dong|ket thuc|bat dau lai|lam moi|bat dau|mo)"
        rf"(?: (?:het|toan bo|cac|cuoc|doan|noi dung|lich su|di))* {_CHAT}(?: (?:nay|cu|truoc|chat|hoi|moi))*"
        rf"|(?:quen|xoa|bo)(?: (?:het|di|nhung gi|dieu|cac cau|cau))* (?:{_ME} )?(?:vua|da|moi) hoi"
        r"|(?:bat dau|hoi|lam) lai(?: tu dau)?|reset",
    ),
    (
        "newest",
        rf"(?:(?:cho (?:toi )?(?:xem|biet)|xem|tim|co|cac|nhung|liet ke|danh sach) )*(?:{_TYPES})"
        r" (?:nao )?(?:duoc )?(?:(?:ban hanh|nap|cap nhat) )?(?:(?:moi|gan day|gan) nhat(?: (?:la gi|la|gi|nao"
        r"|hien nay|trong kho|cua tinh))*|moi(?: (?:ban hanh|cap nhat|nap|ve|khong))*)",
    ),
    (
        "count",
        rf"(?:(?:trong|o) )?(?:kho|he thong|thu vien|day|trong day|o day)(?: (?:van ban|nay|hien))*"
        rf"(?: (?:dang )?(?:co|chua|luu))? (?:tat ca |tong cong )?(?:bao nhieu|may) (?:{_TYPES})"
        rf"|(?:co )?(?:tat ca |tong cong )?(?:bao nhieu|may) (?:{_TYPES})"
        r" (?:(?:o|trong) )?(?:kho|he thong|thu vien|day)(?: nay)?",
    ),
    ("fragment", r"h+m+|u+h*m*|e+h*|o+h*|a+h*|(?:ha)+|(?:hi)+|(?:he)+|asdf\w*|qwe\w*|abc|xyz|gi|sao|nao"),
)
_WHOLE = tuple((kind, re.compile(rf"(?:{pattern}){_END}")) for kind, pattern in _PATTERNS)
_DRAFT = re.compile(
    rf"(?:(?:hay|nho|giup|giup toi|giup minh|lam on|ban|anh|chi|em|ban co the|co the|muon|toi muon|vui long) )*"
    rf"(?:soan(?: thao)?|viet|lap|thao|du thao|lam|tao)(?: (?:giup|ho|cho))*(?: (?:toi|minh|em|anh|chi))?"
    rf"(?: (?:mot|1|cai|ban|bai|to|du thao|mau|mot ban))* (?:{_DRAFTED})\b.*"
)
#: A text to be translated or mended is written anew as well.
_REWRITE = re.compile(
    r"(?:hay |nho |giup \w+ )?(?:dich\b.{1,60}\b(?:sang|ra) tieng \w+|(?:sua|soat|kiem tra)(?: loi)? chinh ta)\b.*"
)
#: A request that only wants a document found or told about is no request to write one.
_NOT_DRAFT = re.compile(
    r"\b(?:ai|nao|gi|khi nao|bao gio|bao nhieu|the nao|theo (?:quy dinh|mau)|o dau|dieu|khoan|thi|khong|quy dinh"
    r"|so \d+)\b"
)
#: "Viết cho tôi ...", "soạn giúp ...": somebody is told to write; without it "lập kế hoạch ..." is the matter.
_TOLD = re.compile(
    r"\b(?:giup|ho|cho|hay|nho)\b (?:toi|minh|em|anh|chi|mot|1|ban|cai)|^(?:hay )?soan\b|^(?:ban )?viet\b"
)
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "what who when where which why how is are was were the of for in to and does do did can could would should you"
        " your please tell me about plan decision document responsible goal budget deadline hello thank this that there"
        " any issued signed many much show list summarize translate it with from province help need want find all plans"
        " decisions documents agency agencies lead leads digital transformation money year report english about long",
    )
)
#: Words that are written alike in Vietnamese without accents.
_BOTH = frozenset({"the", "to", "do", "can", "me", "it", "in"})
_LEAST_FOREIGN = 0.5
_FOREIGN_SCRIPT = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
#: Talk of one or two words is also known with a slip of the keyboard.
_KNOWN: tuple[tuple[str, TalkKind], ...] = (
    ("xin chao", "greeting"),
    ("chao ban", "greeting"),
    ("xin chao ban", "greeting"),
    ("cam on", "thanks"),
    ("cam on ban", "thanks"),
    ("tam biet", "farewell"),
)
_LONGEST_KNOWN = 1 + max(len(known) for known, _ in _KNOWN)
_LONGEST_TALK = 12
_ASKER = rf"(?:{_ME}|anh|chi|co|chu|bac|ong|ba)"
#: Who asks, told before the question: "chị mới về phòng".
_INTRODUCTION = re.compile(rf"{_GREETING}|{_ASKER} (?:la|moi|dang|lam|o|ben|thuoc|vua|chua)\b(?: \w+){{1,9}}")
_MAY_ASK = re.compile(rf"(?:(?:cho|xin) )*(?:{_ASKER} )?(?:xin )?hoi(?: (?:chut|ti|cai|la))* (?=\w+ )")
_BEFORE = re.compile(
    rf"(?:\W*(?:{_GREETING}|da|dạ|oi|ơi)\b(?:\s+(?:a|nhe|oi|da))*\s*[,.!:;\-–]+\s*)+"
    rf"|\W*(?:xin |kinh )?chao(?:\s+{_YOU})*\s+(?=cho (?:toi |em |minh )?hoi\b)"
)
_AFTER = re.compile(rf"[\s,.;!?]+(?:{_THANKS})(?:\s+{_YOU}|\s+(?:nhieu|rat|truoc|a|nhe))*\W*$")


def talk_kind(text: str, folded: str) -> TalkKind | None:
    """The kind of talk that a text is, given as typed and folded; None for a question.

    >>> [talk_kind(text, fold(text)) for text in ("Xin chào!", "cam on nhe", "Kế hoạch 516 do ai chủ trì?")]
    ['greeting', 'thanks', None]
    """
    words = re.findall(r"\w+", folded)
    if all(len(word) == 1 for word in words):
        return None if any(word.isdigit() for word in words) else "fragment"
    bare = " ".join(words)
    kind = _whole_kind(bare) if len(words) <= _LONGEST_TALK else None
    if kind is not None or _is_introduced_help(folded):
        return kind or "help"
    if list_continued(folded) is not None:  # where there was a list, another question is asked in its place
        return "continue"
    written_anew = (_DRAFT.fullmatch(bare) and _TOLD.search(bare)) or _REWRITE.fullmatch(bare)
    if written_anew and not _NOT_DRAFT.search(bare):
        return "draft"
    return "foreign" if _is_foreign(text, words) else None


def _whole_kind(bare: str) -> TalkKind | None:
    """The kind of a text that is nothing but talk."""
    return next((kind for kind, pattern in _WHOLE if pattern.fullmatch(bare)), None) or _kind_with_slip(bare)


def type_counted(folded: str) -> str | None:
    """The symbol of the type of document whose number or newest one is asked for; None for documents of any type."""
    named = re.search(rf"\b(?:{_TYPES})\b", folded)
    return (SYMBOLS_BY_NAME.get(named.group()) or None) if named else None


def without_courtesies(text: str) -> str:
    """A question without the greeting before and the thanks after it; a text that is nothing else stays as it is.

    >>> without_courtesies("Chào bạn, kế hoạch 516 do ai chủ trì? Cảm ơn!")
    'kế hoạch 516 do ai chủ trì?'
    """
    folded = fold(text)
    if len(folded) != len(text):
        return text
    before, after = _BEFORE.match(folded), _AFTER.search(folded)
    start, end = before.end() if before else 0, after.start() if after else len(text)
    kept = text[start:end].strip()
    if not any(char.isalnum() for char in kept):
        return text
    return kept + "?" if after is not None and text[end : end + 1] == "?" else kept


def _is_introduced_help(folded: str) -> bool:
    """True if a text asks what the system can do, behind words on who asks.

    >>> _is_introduced_help("chao em, chi moi ve phong, cho chi hoi em giup duoc viec gi?")
    True
    """
    *before, last = (" ".join(re.findall(r"\w+", clause)) for clause in re.split(r"[,.;!?:]+", folded.strip(" .?!,")))
    asked = _MAY_ASK.sub("", last, count=1)
    is_help = any(kind == "help" and pattern.fullmatch(asked) for kind, pattern in _WHOLE)
    return is_help and all(_INTRODUCTION.fullmatch(clause) for clause in before if clause)


def _kind_with_slip(bare: str) -> TalkKind | None:
    """The kind of a greeting or of thanks typed with one slip."""
    if len(bare) > _LONGEST_KNOWN:
        return None
    variants = set(one_edit_variants(bare, folded=True))
    return next((kind for known, kind in _KNOWN if known in variants), None)


def _is_foreign(text: str, words: list[str]) -> bool:
    """True if a text is in another script, or is mostly English words and has no Vietnamese letter."""
    if 2 * len(_FOREIGN_SCRIPT.findall(text)) > sum(char.isalpha() for char in text):
        return True
    if not text.isascii():
        return False
    letters = [word for word in words if word.isalpha()]
    english = [word for word in letters if word in _ENGLISH]
    certain = [word for word in english if word not in _BOTH]
    return len(certain) >= 2 and len(english) >= _LEAST_FOREIGN * len(letters)
