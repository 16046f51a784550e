"""Reintegration: what is asked for and answered."""
