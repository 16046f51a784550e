"""How pages and exports read cases: always through `visible_to`, with no more queries for a larger household."""

from onward.casework.programmes.queries import rules_in_force

__all__ = ["rules_in_force"]
