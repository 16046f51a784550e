"""Casework: the file on someone."""
