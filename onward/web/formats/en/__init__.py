"""English as the offices write it: the day comes first."""
