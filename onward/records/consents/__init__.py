"""Consents: what may be told to whom, until when."""
