"""Persons and households: who, and with whom."""
