"""The coded lists of this room, in `definitions/choices.yaml`."""

ASKED_BY = "rights-asked-by"
WAYS = "rights-ways"
REFUSALS = "rights-refusals"
LISTS = (ASKED_BY, WAYS, REFUSALS)
