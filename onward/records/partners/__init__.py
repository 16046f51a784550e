"""Partners: organisations, their desks, services and days."""
