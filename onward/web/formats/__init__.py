"""Dates and numbers as our readers write them, where Django knows only one country for a language."""
