"""The stage that keeps documents and finds passages."""

import ingest as ingest  # libraries must not report to their makers, whichever stage loads them first
