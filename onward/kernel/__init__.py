"""The kernel: events, actions, definitions, conditions, problems, clock. It knows no noun of the field."""
