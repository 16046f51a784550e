"""What all processes count together is kept so that nobody reads who tried to sign in, or from where."""

from django.utils.crypto import salted_hmac


def hidden_key(key: str, prefix: str, version: int) -> str:
    """Return the key under which a count is kept; neither a name nor an address can be read from it."""
    counted = f"{prefix}:{version}:{key}"
    return salted_hmac("onward.web.shared_counts", counted, algorithm="sha256").hexdigest()
