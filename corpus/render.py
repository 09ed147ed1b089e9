"""Renders the sources of the sample library to documents/ and writes manifest.jsonl.

`python corpus/render.py` renders all, `python corpus/render.py S01 S11` only these.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

import sample_docx
import sample_pdf
from legacy_codes import tcvn3_runs
from sample_scan import scan
from sample_source import Source, load_all, paragraphs

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"
TRUTH = HERE / "truth"  # outside documents/, so that it is not indexed as a document
MANIFEST = HERE / "manifest.jsonl"
SUFFIXES = {"docx": ".docx", "pdf": ".pdf", "nfd-pdf": ".pdf", "scan-pdf": ".pdf", "tcvn3-doc": ".doc"}


def main(only: list[str]) -> None:
    DOCUMENTS.mkdir(exist_ok=True)
    sources = load_all(only)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        printed = [_print_form(source, work) for source in sources if any(map(_is_pdf, source.outputs))]
        legacy = [_legacy_form(source, work) for source in sources if "tcvn3-doc" in source.outputs]
        for target_form, paths in (("pdf", printed), ("doc", legacy)):
            if paths:
                sample_pdf.convert(paths, target_form, work)
        for source in sources:
            for output in source.outputs:
                _finish(source, output, work)
    MANIFEST.write_text("".join(_manifest_line(*entry) for entry in _files(load_all())), encoding="utf-8")


def target(source: Source, output: str) -> Path:
    return DOCUMENTS / f"{source.stem}{SUFFIXES[output]}"


def _is_pdf(output: str) -> bool:
    return SUFFIXES[output] == ".pdf"


def _print_form(source: Source, work: Path) -> Path:
    """The DOCX that becomes the PDF: in a font that is surely there and has every letter."""
    path = work / f"{source.stem}.docx"
    handwritten = "scan-pdf" in source.outputs
    setter = sample_docx.Setter(source, font=sample_docx.PRINT_FONT, handwritten=handwritten)
    sample_docx.save(setter.build(), path, source)
    return path


def _legacy_form(source: Source, work: Path) -> Path:
    path = work / f"{source.stem}.docx"
    sample_docx.save(sample_docx.Setter(source, recode=tcvn3_runs).build(), path, source)
    return path


def _finish(source: Source, output: str, work: Path) -> None:
    path = target(source, output)
    made = work / f"{source.stem}{SUFFIXES[output]}"
    if output == "docx":
        sample_docx.save(sample_docx.Setter(source).build(), path, source)
    elif output == "tcvn3-doc":
        path.write_bytes(made.read_bytes())
    elif output == "scan-pdf":
        scan(made, source, path)
        TRUTH.mkdir(exist_ok=True)
        (TRUTH / f"{source.stem}.txt").write_text("\n".join(paragraphs(source)) + "\n", encoding="utf-8")
    else:
        sample_pdf.finish(made, source, path, decompose=output == "nfd-pdf")


def _files(sources: list[Source]) -> list[tuple[Source, str, Path]]:
    listed = [(source, output, target(source, output)) for source in sources for output in source.outputs]
    return [entry for entry in listed if entry[2].exists()]


def _manifest_line(source: Source, output: str, path: Path) -> str:
    entry = {
        "id": source.id,
        "file": path.relative_to(HERE).as_posix(),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "sample": True,
        "form": output,
        "type": source.type.capitalize() or "Công văn",
        "number": source.number,
        "date": source.date.isoformat(),
        "subject": source.subject,
        "invented": list(source.invented),
        "note": source.note,
    }
    return json.dumps(entry, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
