"""The sample library whole, for the questions whose floors count on every sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ingestion.records import IngestReport
from service.assistant import Assistant


@pytest.fixture(scope="session")
def assistant(sample_assistant: Assistant, sample_library: tuple[Path, IngestReport]) -> Assistant:
    assert sample_library[1].count("indexed") == 13, "every sample is read, the scan and the DOC too"
    return sample_assistant
