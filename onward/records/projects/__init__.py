"""Projects: money with a donor, dates and a target."""
