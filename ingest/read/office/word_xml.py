"""Word 2003 XML, and the flat form of a DOCX: one XML file each, often named .doc, as parts of a DOCX."""

from __future__ import annotations

import base64
from pathlib import Path

from lxml import etree

from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.docx.ooxml import R, V
from ingest.read.office.word_parts import WORD, W, WordParts, element, read_package, read_parts
from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED, MACROS
from ingest.reading import Reading, RefusedFile

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_AUXILIARY = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
#: Codes of number formats (``w:nfc``) -> their names in a DOCX.
NUMBER_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
_RENAMED = {"h-ansi": "hAnsi", "vmerge": "vMerge", "hmerge": "hMerge"}
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'


def read_word_xml(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """A Word document in one XML file.

    :raises RefusedFile: damaged XML, macros, no text.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.parse(path, parser).getroot()
        if root.tag == f"{_PACKAGE}package":
            return read_package(_package_files(root), "wordxml", context)
        if root.get(f"{_OLD}macrosPresent") == "yes":
            raise RefusedFile("active_content", MACROS)
        return read_parts(_word_parts(root), "wordxml", context)
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error


def _package_files(package: etree._Element) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    types = []
    for part in package.iterfind(f"{_PACKAGE}part"):
        name = (part.get(f"{_PACKAGE}name") or "").lstrip("/")
        kind = part.get(f"{_PACKAGE}contentType") or ""
        if "vbaProject" in kind or "macroEnabled" in kind:
            raise RefusedFile("active_content", MACROS)
        content = part.find(f"{_PACKAGE}xmlData")
        if content is not None and len(content):
            files[name] = etree.tostring(content[0], encoding="UTF-8")
        else:
            files[name] = base64.b64decode(part.findtext(f"{_PACKAGE}binaryData") or "")
        types.append(etree.tostring(etree.Element("Override", PartName=f"/{name}", ContentType=kind)).decode())
    files.setdefault("[Content_Types].xml", _TYPES.format("".join(types)).encode())
    return files


def _word_parts(root: etree._Element) -> WordParts:
    """The old vocabulary is nearly today's: another namespace, lists and notes written in place."""
    for made in list(root.iter(f"{_ANNOTATION}annotation")):
        _settle_change(made)
    for one in root.iter():
        if isinstance(one.tag, str) and one.tag.startswith(_OLD):
            _rename(one)
    body = root.find(f"{W}body")
    if body is None:
        raise RefusedFile("damaged", DAMAGED)
    for section in [*body.iter(f"{_AUXILIARY}sub-section"), *body.iter(f"{_AUXILIARY}sect")]:
        _replace_by_content(section)
    _unwrap_foreign(body)
    for listed in body.iter(f"{W}listPr"):
        _number_reference(listed)
    pictures = _take_pictures(root)
    notes = _take_notes(body)
    headers = list(root.iter(f"{W}hdr"))
    feet = [paragraph for foot in root.iter(f"{W}ftr") for paragraph in foot]
    for margin in (*root.iter(f"{W}hdr"), *root.iter(f"{W}ftr")):
        above = margin.getparent()
        if above is not None:
            above.remove(margin)
    styles = root.find(f"{W}styles")
    if styles is not None:
        for listed in styles.iter(f"{W}listPr"):
            _number_reference(listed)
    lists = root.find(f"{W}lists")
    return WordParts(
        document=element("document", body),
        styles=styles,
        numbering=_numbering(lists) if lists is not None else None,
        footnotes=notes,
        headers=headers,
        footer=element("ftr", *feet) if feet else None,
        pictures=pictures,
    )


def _settle_change(annotation: etree._Element) -> None:
    """A tracked change: what was inserted stays, what was deleted is marked as in a DOCX, comments go."""
    content = annotation.find(f"{_ANNOTATION}content")
    kind = annotation.get(f"{_OLD}type")
    parent = annotation.getparent()
    if parent is None:
        return
    place = parent.index(annotation)
    found = list(content) if content is not None else []
    if kind in ("Word.Insertion", "Word.Bookmark.Start", "Word.Bookmark.End", None):
        parent[place:place] = found
    elif kind == "Word.Deletion":
        parent.insert(place, element("del", *found))
    parent.remove(annotation)


def _take_pictures(root: etree._Element) -> dict[str, bytes]:
    """Pictures are written where they are shown; each gives its place to a reference."""
    found: dict[str, bytes] = {}
    for data in list(root.iter(f"{W}binData")):
        source = data.get(f"{W}name") or ""
        name = f"picture{len(found) + 1}{Path(source).suffix}"
        try:
            found[name] = base64.b64decode("".join((data.text or "").split()))
        except ValueError:
            continue
        for shown in root.iter(f"{V}imagedata"):
            if shown.get("src") == source:
                shown.set(f"{R}id", name)
    return found


def _replace_by_content(wrapper: etree._Element) -> None:
    parent = wrapper.getparent()
    if parent is None:
        return
    place = parent.index(wrapper)
    for offset, child in enumerate(list(wrapper)):
        parent.insert(place + offset, child)
    parent.remove(wrapper)


def _unwrap_foreign(body: etree._Element) -> None:
    """Elements of a customer's own schema around paragraphs, words and cells give way to what they hold."""
    known = (WORD, _AUXILIARY[1:-1], "urn:schemas-microsoft-com", "http://schemas.microsoft.com")
    for one in list(body.iter()):
        if isinstance(one.tag, str) and len(one) and not one.tag[1:].startswith(known):
            _replace_by_content(one)


def _rename(one: etree._Element) -> None:
    name = one.tag[len(_OLD) :]
    one.tag = f"{W}{_RENAMED.get(name, name)}"
    for key, value in list(one.attrib.items()):
        if isinstance(key, str) and key.startswith(_OLD):
            del one.attrib[key]
            short = key[len(_OLD) :]
            one.set(f"{W}{_RENAMED.get(short, short)}", value)


def _number_reference(listed: etree._Element) -> None:
    """``w:listPr`` as ``w:numPr``."""
    listed.tag = f"{W}numPr"
    for child in list(listed):
        if child.tag == f"{W}ilfo":
            child.tag = f"{W}numId"
        elif child.tag != f"{W}ilvl":
            listed.remove(child)


def _numbering(lists: etree._Element) -> etree._Element:
    made = element("numbering")
    for one in lists.iterfind(f"{W}listDef"):
        abstract = element("abstractNum", abstractNumId=one.get(f"{W}listDefId") or "0")
        for level in one.iterfind(f"{W}lvl"):
            code = level.find(f"{W}nfc")
            form = NUMBER_FORMS.get(int(code.get(f"{W}val") or 0), "decimal") if code is not None else "decimal"
            level.append(element("numFmt", val=form))
            abstract.append(level)
        link = one.find(f"{W}listStyleLink")
        if link is not None:
            abstract.append(element("numStyleLink", val=link.get(f"{W}val") or ""))
        made.append(abstract)
    for one in lists.iterfind(f"{W}list"):
        reference = one.find(f"{W}ilst")
        number = element("num", numId=one.get(f"{W}ilfo") or "0")
        number.append(
            element("abstractNumId", val=(reference.get(f"{W}val") if reference is not None else None) or "0")
        )
        number.extend(list(one.iterfind(f"{W}lvlOverride")))
        made.append(number)
    return made


def _take_notes(body: etree._Element) -> etree._Element | None:
    """Footnotes and endnotes are written where their marks stand; each gives its place to a reference."""
    found = element("footnotes")
    for name in ("footnote", "endnote"):
        for note in list(body.iter(f"{W}{name}")):
            parent = note.getparent()
            if parent is None or parent.tag != f"{W}r":
                continue
            identifier = str(len(found) + 1)
            parent.replace(note, element("footnoteReference", id=identifier))
            found.append(element("footnote", *list(note), id=identifier))
    return found if len(found) else None
