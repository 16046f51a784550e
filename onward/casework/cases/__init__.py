"""Cases: one household in one programme, followed to its end."""
