"""The model card that stands beside the encoder's weights."""

from __future__ import annotations

from pathlib import Path

_CARD = """---
language: vi
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# hoivanban static encoder

A StaticEmbedding (256-d, float16) for Vietnamese legal and administrative text: a text is the mean of the
rows of its pieces, a passage's own title counted three times (`index.embedding.encoders.text_with_titles`). Pieces may
cross
spaces, so a multi-syllable word is one piece. Runs without torch.

- **Made by** `python -m index.training.encoder` (pieces, pairs, loop: `index/training/`), {steps} steps,
  {seconds:.0f} s on one shared core, batch 2048, Adam .02 with linear decay, multiple negatives ranking in both
  directions, Matryoshka 256/128/64, 10 % accent dropout on the question side.
- **Data** {sources} titled texts: the consolidated legal code and recent legal documents (official documents,
  outside copyright under article 15 of the Vietnamese Law on Intellectual Property), Vietnamese Wikipedia
  (CC BY-SA){asked}.
  None of these texts is part of this repository.
- **Split** a legal question is held out when sha256("hoivanban:" + id) falls below 0.45 of its range
  (`index/evaluation/held_out.py`), a recent document when that of its title does. Held-out questions and
  documents, and all ALQAC questions, were used for nothing.
- **Scores** see docs/figures.md; `hoivanban evaluate articles` repeats them.
"""


def write_encoder_card(folder: Path, *, steps: int, seconds: float, sources: int, questions: int) -> None:
    """Write README.md into the model's folder."""
    asked = (
        f"; {questions} train questions of the Zalo AI Challenge 2021, three mined negatives each" if questions else ""
    )
    text = _CARD.format(steps=steps, seconds=seconds, sources=sources, asked=asked)
    (folder / "README.md").write_text(text, encoding="utf-8")
