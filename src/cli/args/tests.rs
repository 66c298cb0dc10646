use super::*;
use crate::cli::origin::argument_id;
use crate::cli::setting_names::KEYS;

#[test]
fn the_definition_is_sound() {
    command().debug_assert();
    with_help().debug_assert();
}

#[test]
fn every_setting_that_is_a_flag_is_a_flag_of_config_and_the_other_way_round() {
    let root = command();
    let config = root.find_subcommand("config").unwrap();
    let flags: Vec<String> = config
        .get_arguments()
        .chain(root.get_arguments())
        .filter_map(|a| a.get_long().map(str::to_owned))
        .collect();
    for key in KEYS.iter().filter(|k| k.is_flag()) {
        assert!(flags.iter().any(|f| f == key.name), "--{} is a setting but no flag", key.name);
    }
    for flag in flags.iter().filter(|f| !["help", "version", "config"].contains(&f.as_str())) {
        assert!(KEYS.iter().any(|k| k.name == flag), "--{flag} is a flag but no setting");
    }
    let ids: Vec<_> = config
        .get_arguments()
        .chain(root.get_arguments())
        .map(|a| a.get_id().to_string())
        .collect();
    assert!(KEYS.iter().filter(|k| k.is_flag()).all(|k| ids.contains(&argument_id(k))));
}

#[test]
fn help_names_the_variable_and_the_accepted_form() {
    let mut root = with_help();
    root.build();
    let help = root.find_subcommand_mut("report").unwrap().render_long_help().to_string();
    for part in [
        "CREDITS_CYCLE_DAY",
        "YYYY-MM-DD",
        "START..RESET",
        "message=250,integration=10000",
        "CREDITS_COLOR",
    ] {
        assert!(help.contains(part), "{part}\n{help}");
    }
}
