"""Views about persons: a form, an action, a redirect."""
