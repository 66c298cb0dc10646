"""Engines that execute a query: each takes a log as a table of texts, and gives the rows of the result."""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class Missing(Exception):
    """An engine cannot be had here."""


def statements(sql):
    """The statements of a query. Their texts may hold a semicolon, but never one at the end of a line."""
    lines = "".join(line for line in sql.splitlines(True) if not line.startswith("--"))
    return [part for part in lines.rstrip().rstrip(";").split(";\n") if part.strip()]


class DuckDb:
    name = "duckdb"

    def __init__(self):
        try:
            import duckdb
        except ImportError as why:
            raise Missing(why) from why
        self.connection = duckdb.connect()
        # A zone of its own, which the query must not depend on.
        self.connection.execute("SET TimeZone = 'America/St_Johns'")

    def load(self, log, path, typed=False):
        columns = ", ".join(f'"{name}"' for name in log.header)
        if typed:
            columns = columns.replace('"timestamp"', 'CAST("timestamp" AS TIMESTAMPTZ) AS "timestamp"').replace('"credits"', 'TRY_CAST("credits" AS DECIMAL(38, 9)) AS "credits"')
        self.connection.execute(f"CREATE OR REPLACE TABLE events AS SELECT {columns} FROM read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', max_line_size = 10000000)")

    def run(self, sql):
        for statement in statements(sql):
            result = self.connection.execute(statement)
        return [column[0] for column in result.description], result.fetchall()

    def parquet(self, sql, path):
        """Writes the rows of a query as Parquet."""
        *before, query = statements(sql)
        for statement in before:
            self.connection.execute(statement)
        self.connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")

    def stop(self):
        self.connection.close()


class DataFusion:
    name = "datafusion"

    def __init__(self):
        try:
            import datafusion
            import pyarrow
        except ImportError as why:
            raise Missing(why) from why
        self.arrow, self.context = pyarrow, datafusion.SessionContext()

    def load(self, log, path):
        table = self.arrow.table({name: self.arrow.array([row[at] for row in log.rows], self.arrow.string()) for at, name in enumerate(log.header)})
        if self.context.table_exist("events"):
            self.context.deregister_table("events")
        self.context.from_arrow(table, "events")

    def run(self, sql):
        [statement] = statements(sql)
        table = self.context.sql(statement).to_arrow_table()
        return table.column_names, zip(*(column.to_pylist() for column in table.columns)) if table.num_rows else []

    def stop(self):
        pass


class ClickHouse:
    name = "clickhouse"

    def __init__(self):
        try:
            from chdb import session
        except ImportError as why:
            raise Missing(why) from why
        self.session = session.Session()

    def load(self, log, path):
        columns = ", ".join(f"`{name}` Nullable(String)" for name in log.header)
        self.session.query("CREATE DATABASE IF NOT EXISTS logs")
        self.session.query("DROP TABLE IF EXISTS logs.events")
        self.session.query(f"CREATE TABLE logs.events ENGINE = Memory AS SELECT * FROM file('{path}', CSVWithNames, '{columns}') SETTINGS input_format_csv_use_best_effort_in_schema_inference = 0")
        self.session.query("USE logs")

    def run(self, sql):
        [statement] = statements(sql)
        text = self.session.query(statement, "CSVWithNames").bytes().decode()
        rows = list(csv.reader(io.StringIO(text, newline="")))
        return rows[0], rows[1:]

    def stop(self):
        self.session.close()


class Postgres:
    """A server of its own, in a temporary folder, on a socket there."""

    name = "postgres"

    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        initdb = shutil.which("initdb") or (found and str(found[-1]))
        if not initdb or not shutil.which("psql"):
            raise Missing("no initdb and psql (apt-get install postgresql)")
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.control = str(Path(initdb).with_name("pg_ctl"))
        # The server refuses to be root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        self.folder.chmod(0o755)
        data = self.folder / "data"
        self.quietly(*self.user, initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses= -k {self.folder} -c fsync=off -c timezone=America/St_Johns"
        self.quietly(*self.user, self.control, "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def quietly(self, *words):
        done = subprocess.run([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr}")

    def address(self):
        return {"PGHOST": str(self.folder), "PGUSER": "tester", "PGDATABASE": "postgres"}

    def psql(self, sql):
        words = ["psql", "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1"]
        script = self.folder / "query.sql"
        script.write_text(sql)
        done = subprocess.run([*words, "-f", str(script)], env={**os.environ, **self.address()}, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(done.stderr[:2000])
        return done.stdout

    def load(self, log, path):
        columns = ", ".join(f'"{name}" text' for name in log.header)
        names = ", ".join(f'"{name}"' for name in log.header)
        sql = f"DROP TABLE IF EXISTS events; CREATE TABLE events ({columns});\n\\copy events ({names}) FROM '{path}' WITH (FORMAT csv, HEADER)\n"
        self.psql(sql)

    def run(self, sql):
        rows = list(csv.reader(io.StringIO(self.psql(sql), newline="")))
        return rows[0], rows[1:]

    def stop(self):
        self.quietly(*self.user, self.control, "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Spark:
    """A standalone cluster of two workers on this machine."""

    name = "spark"

    def __init__(self):
        try:
            import pyspark
            from pyspark.sql import SparkSession
        except ImportError as why:
            raise Missing(why) from why
        if not shutil.which("java"):
            raise Missing("no java (apt-get install openjdk-17-jre-headless)")
        os.environ.update(SPARK_HOME=str(Path(pyspark.__file__).parent), SPARK_LOCAL_IP="127.0.0.1")
        # Two workers, each with one core and a gigabyte: rows travel between processes.
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.session.timeZone": "America/St_Johns",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def load(self, log, path):
        schema = ", ".join(f"`{name}` STRING" for name in log.header)
        rows = [tuple(row) for row in log.rows]
        self.session.createDataFrame(rows, schema).createOrReplaceTempView("events")

    def run(self, sql):
        for statement in statements(sql):
            result = self.session.sql(statement)
        return result.columns, [tuple(row) for row in result.collect()]

    def stop(self):
        self.session.stop()


ALL = {engine.name: engine for engine in (DuckDb, DataFusion, ClickHouse, Postgres)}
