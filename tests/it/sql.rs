//! `credits sql`: what is written for each engine, and what is refused. `tests/engines` executes the queries.

use credits::cli::Exit;

use crate::program::{Ran, root, run_in};

/// The engines of `dialects.toml`.
const ENGINES: [&str; 7] =
    ["bigquery", "clickhouse", "datafusion", "duckdb", "postgres", "snowflake", "spark"];

fn run(line: &str) -> Ran {
    let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    run_in(&root(), &args)
}

/// A query without the lists that come from rate cards and from the names of roles, which change with these.
fn without_lists(sql: &str) -> String {
    let mut sql = sql.to_owned();
    for (from, to, name) in [
        ("'\"(", ")\"'", "keys"),
        ("'(", ")$|speech'", "prompts"),
        ("'prompts:", " as-logged'", "rules"),
    ] {
        let start = sql.find(from).unwrap();
        let end = start + sql[start..].find(to).unwrap() + to.len();
        sql.replace_range(start..end, &format!("'[{name}]'"));
    }
    sql
}

/// What `SNAPSHOTS=overwrite` writes anew.
#[test]
fn the_query_of_each_engine() {
    let asked = "--table lake.events --slot 15m --map time=occurred_at,app==o'neil,feature=none \
                 --dedupe id --with files --partition-by workspace --since 2026-05-01 --until 20260531";
    for engine in ENGINES {
        for (name, flags) in [("plain", "--table events"), ("asked", asked)] {
            let ran = run(&format!("sql --engine {engine} {flags}"));
            assert_eq!(ran.exit, Exit::Ok, "{engine}: {}", ran.stderr);
            let file = root().join(format!("tests/it/sql/{engine}-{name}.sql"));
            let sql = without_lists(&ran.stdout);
            snapbox::assert_data_eq!(sql, snapbox::Data::read_from(&file, None).raw());
        }
    }
}

#[test]
fn what_a_query_leaves_out() {
    let sql = run("sql --engine duckdb --table events --without user --map prompt=none").stdout;
    let output = sql.rsplit("\nSELECT\n").next().unwrap();
    assert!(!output.contains("user") && !output.contains("prompt\""), "{output}");
    assert!(!sql.contains("useremail") && sql.contains("appname"));
    let featured = run("sql --engine duckdb --table events --with feature").stdout;
    assert!(featured.contains("COALESCE(r_feature, '') AS s_feature"));
    assert!(featured.contains("functionname"));
    // Another rate card reads other prompts.
    let other = run("sql --engine duckdb --table events --model audit-2026-05").stdout;
    assert_ne!(other, run("sql --engine duckdb --table events").stdout);
}

#[test]
fn what_is_refused() {
    for (flags, why) in [
        ("--table events;", "cannot be the name of a table or column"),
        ("--table a\"b", "cannot be the name of a table or column"),
        ("--table a..b", "1 to 128 characters"),
        ("--table events --map app=a`b", "cannot be the name of a table or column"),
        ("--table events --map app==a\\b", "cannot be written into a query"),
        ("--table events --map colour=x", "no column of a canonical log"),
        ("--table events --map app=x,app=y", "given twice"),
        ("--table events --map app=", "has no column"),
        ("--table events --map time=none", "needs a column with times"),
        ("--table events --map id=none --dedupe id", "needs a column with ids"),
        ("--table events --since yesterday", "--since"),
        ("--table events --since 2026-05-02 --until 2026-05-01", "is after"),
        ("--table events --partition-by a;b", "cannot be the name of a table or column"),
        ("--table s3://lake/events.parquet", "is a file"),
        ("--table events --slot 7m", "possible values"),
    ] {
        let ran = run(&format!("sql --engine postgres {flags}"));
        assert_eq!(ran.exit, Exit::Error, "{flags}: {}", ran.stdout);
        assert!(ran.stderr.contains(why), "{flags}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(run("sql --engine oracle --table events").exit, Exit::Error);
    let files = run("sql --engine duckdb --table s3://lake/events/*.parquet").stdout;
    assert!(files.contains("FROM read_parquet('s3://lake/events/*.parquet')"), "{files}");
}
