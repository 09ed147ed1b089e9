"""The mark of tests that run the bundled transformer."""

from __future__ import annotations

import pytest

from index.embedding import transformer

needs_weights = pytest.mark.skipif(
    not (transformer.FOLDER / transformer.MODEL_FILE).is_file(),
    reason="the transformer's weights are not in index/models/transformer",
)
