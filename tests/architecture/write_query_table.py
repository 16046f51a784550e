"""Write `queries.csv`, from the pages that `access.csv` names.

`python -m tests.architecture.write_query_table`; then read the difference before it is committed.
"""

import sys

import pytest

if __name__ == "__main__":
    writer = "tests/architecture/writing.py::test_the_query_table_is_written"
    sys.exit(pytest.main(["-q", "-p", "no:xdist", writer]))
