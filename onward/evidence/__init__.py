"""Figures: counted from events, and from nothing else."""
