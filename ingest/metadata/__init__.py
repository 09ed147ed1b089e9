"""Metadata: number, date, type, issuer, subject and signer, read from the heads and feet of documents."""
