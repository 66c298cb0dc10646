use crate::cli::error::Kind;
use crate::cli::testing::settings;

#[test]
fn every_contradiction_says_what_is_wrong_and_what_is_accepted() {
    let cases: &[(&[&str], &str, &str)] = &[
        (
            &["-s", "2026-05-20", "-u", "2026-05-01"],
            "--since: the range is reversed: it begins on 2026-05-20 and ends on 2026-05-01 (until)",
            "did you mean --since 2026-05-01 --until 2026-05-20?",
        ),
        (
            &["-s", "2026-05-21", "--as-of", "now"],
            "--since: the range is reversed: it begins on 2026-05-21 and ends on 2026-05-20 (as-of)",
            "name 2026-05-20 or an earlier day",
        ),
        // Days in words are counted from the day that is judged.
        (
            &["--as-of", "2026-05-10", "-s", "today", "-u", "yesterday"],
            "--since: the range is reversed: it begins on 2026-05-10 and ends on 2026-05-09 (until)",
            "did you mean --since 2026-05-09 --until 2026-05-10?",
        ),
        (
            &["--all", "-s", "2026-05-01"],
            "--since: --since contradicts --all",
            "use only one of them: --all or --since",
        ),
        (
            &["--all", "--last", "3d"],
            "--last: --last contradicts --all",
            "use only one of them: --all or --last",
        ),
        (
            &["--cycle", "2026-05-05..2026-06-05", "--cycle-day", "5"],
            "--cycle-day: --cycle-day contradicts --cycle",
            "use only one of them: --cycle or --cycle-day",
        ),
        (
            &["--cycle", "2026-06-05..2026-05-05"],
            "--cycle: the cycle is reversed: 2026-05-05 is before 2026-06-05",
            "write the first day and the day of the reset, like 2026-05-05..2026-06-05",
        ),
        (
            &["--cycle", "2026-06-05..2026-06-05"],
            "--cycle: the cycle is empty: it begins and is reset on the same day",
            "write the first day and the day of the reset, like 2026-05-05..2026-06-05",
        ),
        (
            &["--cycle", "2026-06-05"],
            "--cycle: \"2026-06-05\" is not START..RESET",
            "write the first day and the day of the reset, like 2026-05-05..2026-06-05",
        ),
        (&["--cycle-day", "32"], "--cycle-day: \"32\" is not a whole number from 1 to 31", ""),
        (
            &["--since", "2026-02-30"],
            "--since: \"2026-02-30\" is not a date (YYYY-MM-DD or YYYYMMDD)",
            "or write today, yesterday or 3 days ago",
        ),
        (
            &["--as-of", "tomorrow"],
            "--as-of: \"tomorrow\" is not a date (YYYY-MM-DD or YYYYMMDD)",
            "or write now, today, yesterday, 3 days ago or last-event",
        ),
        (
            &["--last", "0d"],
            "--last: \"0d\" is not a number of days, 1 or more",
            "write days, weeks or months, like 14d, 2w, week or month (30 days)",
        ),
        (
            &["--last", "+3d"],
            "--last: \"+3d\" is not a number of days, 1 or more",
            "write days, weeks or months, like 14d, 2w, week or month (30 days)",
        ),
        (
            &["-z", "Berlin"],
            "--timezone: \"Berlin\" is not a time zone (did you mean Europe/Berlin?)",
            "write an IANA name (Europe/Berlin, America/New_York), an offset (UTC+2), UTC or local",
        ),
        (
            &["-z", "local"],
            "--timezone: the time zone of this machine is unknown",
            "name the zone instead, like Europe/Berlin",
        ),
        (
            &["--plan", "bilder"],
            "--plan: \"bilder\" is not a plan; the plans are free, starter, builder, pro, elite, business, enterprise",
            "did you mean builder?",
        ),
        (
            &["--allowance", "message"],
            "--allowance: \"message\" is not POOL=CREDITS",
            "message=250,integration=10000, without thousands separators",
        ),
        (
            &["--allowance", "integration=10,000"],
            "--allowance: \"000\" is not POOL=CREDITS",
            "message=250,integration=10000, without thousands separators",
        ),
        (
            &["--allowance", "mesage=3"],
            "--allowance: \"mesage\" is not a pool",
            "did you mean message?",
        ),
        (
            &["--used-before", "unassigned=3"],
            "--used-before: \"unassigned\" is not a pool",
            "the pools are message and integration",
        ),
        (
            &["--allowance", "message=1e3"],
            "--allowance: \"1e3\" is not a plain decimal number",
            "write digits and a decimal point: 10000 or 0.5",
        ),
        (&["--allowance", "message=-3"], "--allowance: \"-3\" is negative", ""),
        (
            &["--allowance", "message=1", "--allowance", "message=2"],
            "--allowance: message is given twice",
            "",
        ),
        (
            &["--app", "Shop", "--exclude-app", "shop"],
            "--exclude-app: \"shop\" is both selected and excluded",
            "",
        ),
        (&["--top", "0"], "--top: \"0\" is not a whole number from 1 to 1,000,000", ""),
        (&["--threads", "0"], "--threads: \"0\" is not a whole number from 1 to 1,024", ""),
        (&["--width", "20"], "--width: \"20\" is not a whole number from 40 to 400", ""),
        (
            &["--map", "Datum"],
            "--map: \"Datum\" is not ROLE=COLUMN",
            "write pairs like time=Datum,app=Projekt,credits=Menge",
        ),
        (
            &["--map", "time="],
            "--map: the role time has no column",
            "write time=COLUMN, or time=none if no column has this role",
        ),
        (&["--map", "time=a,time=b"], "--map: the role time is given twice", ""),
        (
            &["--encoding", "latin-99"],
            "--encoding: \"latin-99\" is not a text encoding",
            "use a name like utf-8, windows-1252, utf-16le or shift_jis",
        ),
        (
            &["--model", "base4"],
            "--model: \"base4\" is not one of base44, base44-2025-flat, base44-2025-12, base44-2026-01, base44-2026-03, \
             base44-2026-07, base44-2026-09, base44-2026-11, audit-2026-05, cursor, copilot, snowflake, databricks, manus, kontent-ai, exayard",
            "did you mean base44?",
        ),
        (
            &["-j", "-f", "csv"],
            "--json: --json contradicts --format",
            "use only one of them: --format or --json",
        ),
        (
            &["-q", "-v"],
            "--verbose: --verbose contradicts --quiet",
            "use only one of them: --quiet or --verbose",
        ),
        (
            &["-f", "json", "-o", "r.html"],
            "--output: the name r.html means html, but the format is set to json",
            "to write json into it anyway: -o json=r.html",
        ),
        (
            &["-o", "r.docx"],
            "--output: no format is known for the name r.docx",
            "for a text document: -o r.html; word processors open it",
        ),
        (
            &["-o", "jsom=r"],
            "--output: \"jsom\" is not one of text, json, markdown, csv, focus, html, xlsx, zip, line, jsonl, parquet, github, gitlab, junit, sarif, \
             prometheus, slack, shields",
            "did you mean json?",
        ),
        (
            &["-o", "json="],
            "--output: no file is named",
            "write report.html, json=report.dat, or - for standard output",
        ),
        (&["-o", "r.json", "-o", "csv=./r.json"], "--output: ./r.json would be written twice", ""),
        (&["-o", "-", "-o", "json=-"], "--output: standard output would be written twice", ""),
        (&["-o", "r.csv", "--rejects", "r.csv"], "--rejects: r.csv would be written twice", ""),
    ];
    for (args, message, hint) in cases {
        let failure = settings(args).expect_err(&args.join(" "));
        assert_eq!(failure.kind, Kind::Usage, "{args:?}");
        assert_eq!(failure.message, *message, "{args:?}");
        assert_eq!(failure.hints.first().map_or("", String::as_str), *hint, "{args:?}");
    }
}
