"""Editions as documents: composed once, then told as a page, as a file, on paper or as numbers."""
