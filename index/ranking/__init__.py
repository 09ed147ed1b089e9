"""Ranking: candidates of both legs -> features -> order -> calibrated confidence."""
