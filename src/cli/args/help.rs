//! The help pages. `-h` is the flags that most runs need, on one screen; `--help` is all of them. Both list only the formats that the
//! command itself can write.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::render::{self, OutputFormat};

/// The flags that `-h` lists, in few words; an empty text leaves the flag's own. The others are in `--help`.
const COMMON: &[(&str, &str)] = &[
    ("since", "First day to list: a date, or yesterday"),
    ("last", "The last days: 14d, 2w, month"),
    ("all", "Everything, not only this cycle"),
    ("as-of", "Judge as of the end of a day, or now"),
    ("timezone", "Zone of the days: Europe/Berlin, local"),
    ("cycle-day", "Day of the month of the reset"),
    ("plan", "Your plan (credits plans lists them)"),
    ("allowance", "message=250,integration=10000"),
    ("app", "Only this app"),
    ("pool", "Only message or integration"),
    ("by", "Add a table: day, week, class, user, …"),
    ("full", "Everything in text"),
    ("map", "time=Datum,credits=Menge"),
    ("json", ""),
    ("output", "Write report.html, .md, .csv or .json"),
    ("fail-on", "Rules that fail: spike,budget=90"),
    ("warn-on", "Rules that only warn"),
    ("max-age", "Oldest log to judge: 36h, 2d"),
    ("format", ""),
    ("apply", "Suppose these fixes"),
    ("period", "Two periods: FIRST..LAST,FIRST..LAST"),
    ("report", ""),
    ("audit", "Measure the fixes of an earlier audit"),
    ("feed", "sheet, har or recorder"),
    ("only", ""),
    ("stdout", ""),
    ("force", ""),
];

/// Returns true if the short help is asked for, by a `-h` before any `--`.
pub(crate) fn is_short(args: &[OsString]) -> bool {
    args.iter().take_while(|a| *a != "--").any(|a| a == "-h")
}

/// The output formats of a command, by its name.
fn formats_of(command: &str) -> Vec<&'static str> {
    match command {
        "check" => render::ids_with(OutputFormat::check),
        "compare" => render::ids_with(OutputFormat::comparison),
        "events" => render::ids_with(OutputFormat::events),
        "report" | "audit" | "demo" => render::ids_with(OutputFormat::report),
        _ => vec!["text", "json"],
    }
}

/// Names the formats of each command in the help of its `--format`.
pub(crate) fn with_formats(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let formats = formats_of(&name);
        command.mut_subcommand(name, |inner| {
            if inner.get_arguments().all(|arg| arg.get_id() != "format") {
                return inner;
            }
            inner.mut_arg("format", |arg| of_format(arg, &formats))
        })
    })
}

fn of_format(arg: Arg, formats: &[&'static str]) -> Arg {
    let variable = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let variable =
        variable.rsplit_once(" [").map(|(_, end)| format!(" [{end}")).unwrap_or_default();
    let described = formats.iter().filter_map(|id| render::by_id(id));
    let lines = described.fold(String::new(), |lines, format| {
        let text = format.describes().trim_start_matches("check: ");
        lines + "\n- " + format.id() + ": " + text
    });
    arg.hide_possible_values(true)
        .help(format!("The output format: {}{variable}", formats.join(", ")))
        .long_help(format!("The output format{variable}:{lines}"))
}

/// The same commands with a help page of one screen each.
pub(crate) fn short(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let brief = arg.get_long().and_then(|long| COMMON.iter().find(|(name, _)| *name == long));
        let is_rare = brief.is_none() && arg.get_long().is_some_and(|long| long != "help");
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        // A variable is in the long help.
        let help = match brief {
            Some((_, brief)) if !brief.is_empty() => (*brief).to_owned(),
            _ => help.split_once(" [CREDITS_").map_or(help.clone(), |(text, _)| text.to_owned()),
        };
        let is_positional = arg.get_long().is_none();
        let arg = if is_positional || help.is_empty() { arg } else { arg.help(help) };
        let hides_values = !is_positional && arg.get_action().takes_values();
        arg.hide_short_help(is_rare).hide_possible_values(hides_values)
    });
    let name = command.get_name().to_owned();
    let command = if name == "credits" {
        command
    } else {
        command.after_help(format!(
            "All flags, with the variables that set the same: credits {name} --help"
        ))
    };
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, short))
}
