"""Write `access.csv`. A row that changed is a door that opened or closed for somebody.

`python -m tests.architecture.write_access_table`; then read the difference before it is committed.
"""

import sys

import pytest

if __name__ == "__main__":
    writer = "tests/architecture/writing.py::test_the_access_table_is_written"
    sys.exit(pytest.main(["-q", "-p", "no:xdist", writer]))
