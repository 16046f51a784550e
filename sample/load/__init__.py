"""Loads stories: into rows by COPY, or through the actions one after the other."""
