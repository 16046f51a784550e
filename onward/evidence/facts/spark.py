"""Facts asked by Apache Spark, where those of many offices outgrow one machine.

Figures are those of the other engine, to the last expression: only where the table lies, and who computes,
is said here. Spark is no part of the usual installation (docs/figures.md says how it is added).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import ibis

from onward.evidence.engine import Table
from onward.evidence.facts.tables import AsOf, Facts, Given

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS: Final = {
    # Moments of facts are in UTC and have no zone: the session must not read one into them.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.enabled": "true",
    "spark.log.level": "ERROR",
}


def session(master: str = "local[2]", **settings: str) -> SparkSession:
    """Return a session of Spark.

    Args:
        master: address of a cluster, such as `spark://127.0.0.1:7077`, or `local[n]` for this process.
        settings: further ones of Spark, with `_` for each point of their names.

    Raises:
        ModuleNotFoundError: Spark is not installed.
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("onward-figures")
    further = {name.replace("_", "."): value for name, value in settings.items()}
    for name, value in {**_SETTINGS, **further}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class SparkFacts(Facts):
    """Facts in files that Spark reads.

    Args:
        spark: the session; it outlives this, and is asked by one of these at a time.
        paths: the files; there is one at least. Each worker must reach them.
    """

    def __init__(self, spark: SparkSession, paths: Sequence[str]) -> None:
        self.spark = spark
        self.engine = ibis.pyspark.connect(spark)
        spark.read.parquet(*paths).createOrReplaceTempView("facts")
        super().__init__(self.engine.table("facts"))

    def held(
        self, name: str, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]
    ) -> Table:
        """Return the rows of a table, which Spark keeps in its memory once they were read."""
        found = self.spark.sql(str(ibis.to_sql(table(), dialect="pyspark")))
        found.cache().createOrReplaceTempView(name)
        return self.engine.table(name)

    def aliases(self, as_of: AsOf) -> Table:
        """Return the table of who was found to be the same person; `know_persons` fills it."""
        return self.engine.table("same_person")

    def know_persons(self, as_of: AsOf) -> None:
        """Put the table of who was found to be the same person in place, as known then."""
        pairs = [(bytearray(other), bytearray(one)) for other, one in self.same_persons(as_of).items()]
        self.spark.createDataFrame(pairs, "other binary, one binary").createOrReplaceTempView("same_person")
