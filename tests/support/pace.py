"""The collector of garbage seldom looks at what tests make, and never at what was imported before them."""

import gc


def pytest_collection_finish() -> None:
    """Leave all that there is when the tests begin out of every later look."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
