"""The kernel: events, actions, definitions, conditions, problems and the clock. It knows no noun of the field."""
