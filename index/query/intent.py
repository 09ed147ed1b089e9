"""The kind of thing a question asks for, from its wording alone (docs/documents.md, "Questions as people ask them")."""

from __future__ import annotations

import re

from index.query.asked_values import NO_COUNTED
from index.query.summary_request import summary_words
from index.query.talk import talk_kind
from index.records import Intent

# Each pattern is matched on the folded question (lower case, no accents), so that "hạn chót" and "han chot" are
# one. The first that matches wins: the order goes from questions that are not answered, over narrow
# cues, to wide ones ("nội dung", "làm gì" also stand in narrow questions).
_CUES: dict[Intent, tuple[str, ...]] = {
    "opinion": (
        r"\btheo (?:y|ban nghi|quan diem) (?:kien )?(?:cua )?ban\b|\bban (?:nghi|thay|danh gia)\b|\bco nen\b",
        r"\b(?:nao )?(?:hieu qua|tot|hop ly) hon\b|\bnao (?:hay|kha thi|kem|te) hon\b|\bdu bao\b|\bdu doan\b",
        r"\bco (?:that su )?(?:tot|hay|hop ly|kha thi|on|hieu qua) khong\W*$",
        r"^(?:hay )?(?:danh gia|nhan xet|binh luan)(?: giup| ho| cho)? (?:toi|em|minh|ve)\b",
        r"\bai (?:gioi|tot|dung) hon\b|^theo ban (?:thi|nen|co)\b",
    ),
    "comparison": (r"\bkhac (?:gi|nhau|biet)\b|\bgiong nhau\b|^so sanh\b",),
    "validity": (
        r"\bcon (?:hieu luc|ap dung|dung duoc|gia tri)\b|\bhet hieu luc\b|\bhien hanh\b",
        # "sau khi quy chế có hiệu lực thì giao cho ai" does not ask about validity.
        r"^(?!.*\bkhi\b.{0,40}\bhieu luc\b).*\bhieu luc\b",
        r"\bap dung tu (?:khi|ngay|bao gio|luc) ?(?:nao)?\b",
        r"\bsua (?:doi )?(?:,? ?bo sung )?(?:nhung |cac )?(?:dieu|khoan|van ban|gi|nhung gi|noi dung (?:gi|nao))\b",
        r"\bthay the\b|\bthay cho\b|\bbi (?:sua|bai bo|thay)\b|\bbai bo\b",
    ),
    "deadline": (
        r"\bkhi nao\b|\bbao gio\b|\bhom nao\b|\bluc nao\b|\bgiai doan nao\b|\bcham nhat\b|\bbao lau\b",
        r"\bthoi (?:han|diem|gian nao)\b|\bhan (?:chot|cuoi|nop|gui|bao cao|hoan thanh|xu ly|tra loi)\b",
        r"\bkhoang thoi gian\b|\bdeadline\b",
        rf"\b(?:truoc |tu |den |vao )?(?:ngay|thang|quy|nam) (?:nao|may)\b{NO_COUNTED}"
        r"|\bbao nhieu (?:ngay|thang|nam|lau)\b",
        r"\bthoi gian (?:hoan thanh|thuc hien)\b",
    ),
    "money": (
        r"\bkinh phi\b|\bnguon von\b|\bdu toan\b|\bmuc (?:chi|phat|luong)\b|\bgiai ngan\b|\bngan sach\b",
        r"\bbao nhieu (?:tien|ty|trieu|dong)\b|\bho tro (?:toi da )?bao nhieu\b",
        r"\btien\b(?! (?:do|hanh|trinh|si|phong|den|to|chat)\b)",
    ),
    "coordinate": (
        r"\bphoi hop (?:voi ai|voi (?:co quan|don vi|so) nao|thuc hien)\b|\bdo ai phoi hop\b",
        r"\b(?:co quan|don vi|ai|so) (?:nao )?phoi hop\b",
    ),
    "reporting": (
        r"\b(?<!^)bao cao(?: \w+){1,3} (?:gui|nop) (?:cho )?(?:ai|dau|co quan nao|don vi nao|so nao)\b",
        r"\bbao cao (?:ve dau|cho ai|gui|dinh ky|the nao)\b|\bche do bao cao\b|\bgui (?:ve|bao cao) (?:dau|ve)\b",
    ),
    "basis": (r"\bcan cu\b|\bdua (?:tren|vao)\b|\bco so phap ly\b|\btheo (?:van ban|quyet dinh|nghi dinh|luat) nao\b",),
    "scope": (r"\bpham vi\b|\bdoi tuong (?:ap dung|nao)\b|\bap dung (?:cho|doi voi)\b",),
    "definition": (
        r"^(?!.*\b(?:muc tieu|muc dich|yeu cau|noi dung|nhiem vu|chuc vu|giai phap)\b).*\bla gi\s*\??$",
        r"\bnghia la\b|\b(?:duoc )?hieu (?:la|the nao|nhu the nao)\b|\bgiai thich tu ngu\b|\bviet tat\b",
    ),
    "lookup": (
        r"(?<!he )\bso (?:may|bao nhieu|hieu|van ban)\b|\bai ky\b|\bnguoi ky\b|\btoan van\b|\bgui ai\b|\bnoi nhan\b",
        r"\bvan ban nao\b|\bve viec gi\b",
    ),
    "lead": (
        r"\bchu tri\b|\bdau moi\b|\bthuong truc\b|\bai\b|\bchiu trach nhiem\b|\bgiao (?:cho )?(?:ai|nguoi nao)\b",
        r"\b(?:so|bo|ban|phong|vu|cuc|nganh|co quan|don vi|to chuc|cang vu|(?<!giai )doan|nguoi|uy ban|ubnd) nao\b",
        r"\bphu trach\b",
    ),
    "target": (
        r"\bchi tieu\b|\bbao nhieu\b|\bmuc tieu\b|\bmuc dich\b|\bphan tram\b|\bbn\b",
        r"\bmay (?:bai|lop|nguoi|lan|tan|diem)\b",
    ),
    "structure": (r"\b(?:dieu|khoan|muc|phan|chuong|phu luc|stt)\s+(?:\d|[ivx]+\b)",),
    "content": (
        r"\bnoi dung\b|\bnhiem vu\b|\bgiai phap\b|\blam gi\b|\bnhung gi\b|\bnoi gi\b|\bquy dinh\b|\bthe nao\b",
        r"\byeu cau\b",
    ),
}
#: "Giải ngân được bao nhiêu phần trăm" asks for a share, "tiền thuê đất do bộ nào trình" for a body.
_NOT_OF_MONEY = re.compile(
    r"\b(?:bao nhieu|may|bn) (?:%|phan tram)|\b(?:do|giao(?: cho)?) (?:bo|so|cuc|vu|phong|ban|co quan|don vi) nao\b"
)
_COMPILED = tuple((intent, re.compile("|".join(cues))) for intent, cues in _CUES.items())

# "văn bản mật" must not catch "văn bản một mặt": folded "mat" is also mặt, mất, mát. With accents in the
# question the accented word decides; without accents only the fixed expressions of the trade do.
_SECRET_ACCENTED = re.compile(r"(?i)\b(?:tuyệt|tối)\s+mật\b|\b(?:văn bản|tài liệu|công văn|hồ sơ)\s+mật\b")
_SECRET_FOLDED = re.compile(
    r"\b(?:tuyet|toi) mat\b|\b(?:van ban|tai lieu|cong van|ho so) mat\b(?! tran| bang| duong| hang)"
)
_ASKS_FOR = re.compile(r"\b(?:cho (?:toi )?(?:xem|doc)|cung cap|tim|liet ke|xem|trich|nhung|cac)\b")
_ABOUT_THE_RULES = re.compile(
    r"\b(?:quan ly|bao ve|bao quan|soan thao|luu tru|giai mat|tieu huy|quy dinh|che do|van chuyen)\b"
)


def classify_intent(text: str, folded: str) -> Intent:
    """The intent of a question, given as typed and folded; ``general`` when no cue is found."""
    if _asks_for_secrets(text, folded):
        return "secret"
    if talk_kind(text, folded) is not None:
        return "talk"
    if summary_words(folded) is not None:
        return "summary"
    for intent, cue in _COMPILED:
        if cue.search(folded) and not (intent == "money" and _NOT_OF_MONEY.search(folded)):
            return intent
    return "general"


def _asks_for_secrets(text: str, folded: str) -> bool:
    """True if classified papers are asked for, and not the rules on them."""
    if not _ASKS_FOR.search(folded) or _ABOUT_THE_RULES.search(folded):
        return False
    if text.isascii():
        return bool(_SECRET_FOLDED.search(folded))
    return bool(_SECRET_ACCENTED.search(text))
