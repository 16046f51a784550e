"""Programmes: pathways, gates and services, kept by version."""
