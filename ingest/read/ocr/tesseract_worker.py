"""Tesseract in a process of its own, started by :mod:`ingest.read.ocr.tesseract`: run as a file, never imported.

Asked on stdin: a line ``mode width height`` and the grey pixels. Answered on stdout: a line with a length, and that
many bytes of Tesseract's table (TSV without a heading). Ends when stdin does.
"""

from __future__ import annotations

import sys

import tesserocr


def main(data: str, language: str, dpi: int) -> None:
    """Answer until stdin ends. ``data`` is the folder of the language files."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    # A page must be read alike whatever was read before it: no words are learned on the way.
    with tesserocr.PyTessBaseAPI(path=data, lang=language, variables={"tessedit_enable_doc_dict": "0"}) as engine:
        while request := asked.readline().split():
            mode, width, height = map(int, request)
            engine.SetPageSegMode(mode)
            engine.SetImageBytes(asked.read(width * height), width, height, 1, width)
            engine.SetSourceResolution(dpi)
            table = engine.GetTSVText(0).encode()
            engine.Clear()
            answered.write(f"{len(table)}\n".encode() + table)
            answered.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
