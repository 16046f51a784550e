"""Measurements of Onward at the size of a large organisation; `make bench` runs them."""
