"""Journeys: whole stories, told in a real browser."""
