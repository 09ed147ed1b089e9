"""Intake from where documents are: mailboxes, buckets, shares, packets and neighbours, each mirrored to a folder."""
