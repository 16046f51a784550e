"""The coded lists of this room, in `definitions/choices.yaml`."""

GROUNDS = "legal-hold-grounds"
LISTS = (GROUNDS,)
