"""Office files and PDF with a text outside the body: header, foot, watermark, WordArt, text box, stamp picture."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.support.docx_files import p, part, run, table, write_docx
from tests.support.written_pdf import WrittenPdf

LINES = (
    "ỦY BAN NHÂN DÂN", "TỈNH MẪU", "Số: 99/KH-UBND", "KẾ HOẠCH", "Về việc trồng cây phân tán năm 2024",
    "I. MỤC ĐÍCH", "Tăng độ che phủ của rừng trên địa bàn tỉnh.", "II. NHIỆM VỤ",
    "1. Sở Nông nghiệp và Môi trường cung cấp cây giống trước ngày 30/6/2024.",
)  # fmt: skip
BODY = "".join(map(p, LINES))
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{short}="{_OPEN}:{name}:1.0"'
    for short, name in {"office": "office", "text": "text", "table": "table", "style": "style"}.items()
)
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def _word_margin(folder: Path, kind: str, content: str) -> Path:
    section = f'<w:sectPr><w:{kind}Reference w:type="default" r:id="h"/></w:sectPr>'
    name = {"header": "hdr", "footer": "ftr"}[kind]
    path = f"word/{kind}1.xml"
    return write_docx(folder / "a.docx", BODY + section, {path: part(name, content)}, {"h": (kind, f"{kind}1.xml")})


def _word_art(mark: str) -> str:
    """The watermark of Word: letters along a path."""
    return (
        '<w:p><w:r><w:pict><v:shape style="width:400pt;height:120pt;rotation:315" fillcolor="silver">'
        f'<v:textpath style="font-family:&quot;Arial&quot;" string="{mark}"/></v:shape></w:pict></w:r></w:p>'
    )


def _drawn_box(mark: str) -> str:
    """A text box as Word draws it today."""
    return (
        "<w:p><w:r><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>"
        f"{p(mark)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>"
    )


def docx_picture(folder: Path, image: Image.Image, size: tuple[float, float] = (2.6, 1.1)) -> Path:
    """A small picture (cm) on the page of a DOCX."""
    extent = "".join(f' {name}="{round(side * 360_000)}"' for name, side in zip(("cx", "cy"), size, strict=True))
    drawn = (
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent{extent}/><a:graphic><a:graphicData><a:blip r:embed="i"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    return write_docx(
        folder / "a.docx", drawn + BODY, {"word/media/i.png": _png(image)}, {"i": ("image", "media/i.png")}
    )


def pptx_picture(folder: Path, image: Image.Image) -> Path:
    """A picture on a slide of text."""
    picture = '<p:pic><p:blipFill><a:blip r:embed="rId9"/></p:blipFill></p:pic>'
    return write_pptx(folder / "a.pptx", LINES, picture, {"ppt/media/i.png": _png(image)})


def pdf_picture(folder: Path, image: Image.Image) -> Path:
    """A picture on a page with a text layer."""
    canvas = _canvas(folder)
    canvas.drawImage(ImageReader(image), 90, 640, image.width * 0.48, image.height * 0.48, mask="auto")
    canvas.save()
    return folder / "a.pdf"


def xlsx_picture(folder: Path, image: Image.Image) -> Path:
    """A picture on a sheet."""
    book, sheet = _book()
    sheet.add_image(SheetPicture(io.BytesIO(_png(image))), "D2")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def write_odt(path: Path, lines: Sequence[str], *, head: str = "", foot: str = "") -> Path:
    """An ODT; head and foot stand in its master page."""
    body = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in lines)
    margins = f"<style:header><text:p>{head}</text:p></style:header>" if head else ""
    margins += f"<style:footer><text:p>{foot}</text:p></style:footer>" if foot else ""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )
        packed.writestr(
            "styles.xml",
            f"<office:document-styles {SPACES}><office:master-styles><style:master-page>{margins}"
            "</style:master-page></office:master-styles></office:document-styles>",
        )
    return path


def write_rtf(path: Path, lines: Sequence[str], extra: str = "") -> Path:
    """An RTF; ``extra`` groups stand before the text."""
    text = extra + "".join(f"{line}\\par\n" for line in lines)
    coded = "".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in text)
    path.write_bytes(rf"{{\rtf1\ansi{{\fonttbl{{\f0 Times New Roman;}}}}{coded}}}".encode("ascii"))
    return path


def write_pptx(path: Path, lines: Sequence[str], extra: str = "", parts: dict[str, bytes] | None = None) -> Path:
    """A presentation of one slide."""
    said = "".join(f"<a:p><a:r><a:t>{html.escape(line)}</a:t></a:r></a:p>" for line in lines)
    shape = f"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody>{said}</p:txBody></p:sp>{extra}"
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    link = '<Relationships xmlns="{rel}"><Relationship Id="{id}" Type="{r}/{kind}" Target="{to}"/></Relationships>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types>presentationml.presentation.main+xml</Types>",
        "_rels/.rels": link.format(rel=REL, r=R, id="rId1", kind="officeDocument", to="ppt/p.xml"),
        "ppt/p.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId r:id="rId2"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/p.xml.rels": link.format(rel=REL, r=R, id="rId2", kind="slide", to="slides/s1.xml"),
        "ppt/slides/s1.xml": f"<p:sld {spaces}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>",
        "ppt/slides/_rels/s1.xml.rels": link.format(rel=REL, r=R, id="rId9", kind="image", to="../media/i.png"),
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def _word_xml(folder: Path, mark: str) -> Path:
    body = BODY + f"<w:sectPr><w:ftr>{p(mark)}</w:ftr></w:sectPr>"
    path = folder / "a.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
        f"<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>",
        encoding="utf-8",
    )
    return path


def _book() -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["BẢNG GIÁ"], ["TT", "Loại cây", "Giá"], [1, "Keo", 5000], [2, "Thông", 7000]):
        sheet.append(row)
    return book, sheet


def _sheet(folder: Path, mark: str, place: str) -> Path:
    book, sheet = _book()
    if place == "cell":
        sheet.insert_rows(1)
        sheet["A1"] = mark
    elif place == "below":
        sheet.append([])
        sheet.append([mark])
    else:
        getattr(sheet, place).center.text = f'&"Arial,Bold"&14&KFF0000{mark}'
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _canvas(folder: Path) -> Canvas:
    if "Vn" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Vn", _FONT))
    canvas = Canvas(str(folder / "a.pdf"), pagesize=(595, 842))
    canvas.setFont("Vn", 12)
    for row, line in enumerate(LINES):
        canvas.drawString(72, 780 - 20 * row, line)
    return canvas


def _pdf_watermark(folder: Path, mark: str, *, angle: float = 45, pale: bool = True) -> Path:
    canvas = _canvas(folder)
    canvas.saveState()
    canvas.setFillColorRGB(*((0.85, 0.85, 0.85) if pale else (0.8, 0.1, 0.1)))
    canvas.setFont("Vn", 80 if pale else 20)
    canvas.translate(200, 300)
    canvas.rotate(angle)
    canvas.drawString(0, 0, mark)
    canvas.restoreState()
    canvas.save()
    return folder / "a.pdf"


def _pdf_outlines(folder: Path, mark: str) -> Path:
    """A stamp drawn as curves in red: no letters, no picture."""

    canvas = _canvas(folder)
    canvas.setStrokeColorRGB(0.8, 0.1, 0.1)
    canvas.setLineWidth(2.2)
    strokes = {
        "M": ((0, 0), (0, 18), (7, 6), (14, 18), (14, 0)),
        "Ậ": ((0, 0), (7, 18), (14, 0), (11, 7), (3, 7)),
        "^": ((3, 20), (7, 24), (11, 20)),
        ".": ((6, -5), (8, -5)),
        "T": ((0, 18), (14, 18), (7, 18), (7, 0)),
    }  # fmt: skip
    for x, letter in ((100, "M"), (122, "Ậ"), (122, "^"), (122, "."), (142, "T")):
        path = canvas.beginPath()
        for number, (dx, dy) in enumerate(strokes[letter]):
            (path.lineTo if number else path.moveTo)(x + dx, 560 + dy)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.rect(90, 550, 76, 42, stroke=1, fill=0)
    canvas.save()
    return folder / "a.pdf"


def _pdf_note(folder: Path, mark: str) -> Path:
    """A typewriter annotation that a viewer laid on the page."""
    made = WrittenPdf()
    page = made.page("".join(made.text(line, 72, 780 - 20 * row) for row, line in enumerate(LINES)))
    look = DecodedStreamObject()
    look.set_data(made.text(mark, 0, 4, 16, "1 0 0 rg").encode("latin-1"))
    look.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, 160, 24))),
        NameObject("/Resources"): DictionaryObject({
            NameObject("/Font"): DictionaryObject({NameObject("/F"): made._font})}),
    })  # fmt: skip
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FreeText"),
        NameObject("/Rect"): ArrayObject(map(FloatObject, (80, 560, 240, 584))),
        NameObject("/Contents"): TextStringObject(mark),
        NameObject("/AP"): DictionaryObject({NameObject("/N"): made.writer._add_object(look)}),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([made.writer._add_object(note)])
    return made.save(folder / "a.pdf")


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _rtf_art(mark: str) -> str:
    return r"{\header{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 136}}{\sp{\sn gtextUNICODE}{\sv " + mark + r"}}}}\par}"


#: The place of the text -> what writes it there.
WRITERS: dict[str, Callable[[Path, str], Path]] = {
    "docx header": lambda folder, mark: _word_margin(folder, "header", p(mark)),
    "docx footer": lambda folder, mark: _word_margin(folder, "footer", p(run(mark, '<w:color w:val="FF0000"/>'))),
    "docx watermark": lambda folder, mark: _word_margin(folder, "header", _word_art(mark)),
    "docx WordArt": lambda folder, mark: write_docx(folder / "a.docx", _word_art(mark) + BODY),
    "docx text box": lambda folder, mark: write_docx(folder / "a.docx", BODY + _drawn_box(mark)),
    "docx frame": lambda folder, mark: write_docx(folder / "a.docx", table([mark]) + BODY),
    "docx head columns": lambda folder, mark: write_docx(
        folder / "a.docx",
        table([p("TỈNH MẪU") + p(mark), p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc")])
        + BODY,
    ),
    "odt header": lambda folder, mark: write_odt(folder / "a.odt", LINES, head=mark),
    "odt footer": lambda folder, mark: write_odt(folder / "a.odt", LINES, foot=mark),
    "rtf header": lambda folder, mark: write_rtf(folder / "a.rtf", LINES, rf"{{\header {mark}\par}}"),
    "rtf footer": lambda folder, mark: write_rtf(folder / "a.rtf", LINES, rf"{{\footer {mark}\par}}"),
    "rtf watermark": lambda folder, mark: write_rtf(folder / "a.rtf", LINES, _rtf_art(mark)),
    "word xml footer": _word_xml,
    "xlsx first cell": lambda folder, mark: _sheet(folder, mark, "cell"),
    "xlsx last cell": lambda folder, mark: _sheet(folder, mark, "below"),
    "xlsx header": lambda folder, mark: _sheet(folder, mark, "oddHeader"),
    "xlsx footer": lambda folder, mark: _sheet(folder, mark, "oddFooter"),
    "pptx slide": lambda folder, mark: write_pptx(folder / "a.pptx", (mark, *LINES)),
    "pptx master": lambda folder, mark: write_pptx(
        folder / "a.pptx", LINES, parts={"ppt/slideMasters/slideMaster1.xml": _master(mark)}
    ),
    "pdf watermark": _pdf_watermark,
    "pdf upright line": lambda folder, mark: _pdf_watermark(folder, mark, angle=90, pale=False),
    "pdf tilted line": lambda folder, mark: _pdf_watermark(folder, mark, angle=12, pale=False),
    "pdf outlines": _pdf_outlines,
    "pdf note": _pdf_note,
}


def _master(mark: str) -> bytes:
    text = f"<a:p><a:r><a:t>{mark}</a:t></a:r></a:p>"
    return f'<p:sldMaster xmlns:p="{P}" xmlns:a="{A}"><p:sp><p:txBody>{text}</p:txBody></p:sp></p:sldMaster>'.encode()
