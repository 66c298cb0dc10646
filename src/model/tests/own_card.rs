//! Cards of the user's own: what they can express, and how problems are reported.

use crate::base::{Stamp, Symbols};
use crate::event::{Event, Provenance};

use crate::model::cost_model::Model;
use crate::model::error::Error;
use crate::model::own_card;

fn priced(model: &Model, day: &str, operation: &str, llm: Option<&str>) -> String {
    let mut symbols = Symbols::default();
    let mut event = Event::at(Stamp::On(day.parse().unwrap()), Provenance { input: 0, line: 1 });
    event.operation = Some(symbols.intern(operation));
    event.model = llm.map(|llm| symbols.intern(llm));
    let found = model.classifier().classify(&event, None, &symbols);
    let credits = found.credits.map_or_else(|| "-".to_owned(), |credits| credits.to_string());
    format!("{} {credits} {}", model.class(found.class).id, model.cards()[found.card as usize].name)
}

fn problems(text: &str) -> String {
    match Model::from_toml("my.toml", text) {
        Err(Error::Invalid(problems)) => {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_over_the_whole_series() {
    let model = Model::from_toml(
        "dir/ours.toml",
        r#"
        extends = "base44"
        [[class]]
        id = "llm.gpt-5"
        from = "2026-06-01"
        price = { flat = "14" }
        [[class]]
        id = "my.claude"
        title = "InvokeLLM (Claude)"
        pool = "integration"
        source = "integrations"
        match = [{ operations = ["InvokeLLM"], models = ["claude_*"] }]
        price = { flat = "20" }
        "#,
    )
    .unwrap();
    assert_eq!(model.name(), "ours");
    assert_eq!(
        priced(&model, "2026-03-01", "InvokeLLM", Some("gpt_5")),
        "llm.gpt-5 1 base44-2026-01"
    );
    assert_eq!(
        priced(&model, "2026-05-31", "InvokeLLM", Some("gpt_5")),
        "llm.gpt-5 15 base44-2026-03"
    );
    assert_eq!(priced(&model, "2026-06-01", "InvokeLLM", Some("gpt_5")), "llm.gpt-5 14 ours");
    assert_eq!(priced(&model, "2026-12-01", "InvokeLLM", Some("gpt_5")), "llm.gpt-5 14 ours");
    assert_eq!(
        priced(&model, "2025-01-01", "InvokeLLM", Some("claude-sonnet-5")),
        "my.claude 20 ours"
    );
    assert_eq!(
        priced(&model, "2026-12-01", "SendEmail", None),
        "integration.send-email 1 base44-2026-11"
    );
}

#[test]
fn a_card_over_the_series_may_name_what_only_some_days_have() {
    let text = r#"
        name = "ours"
        extends = "base44"
        remove = ["social.plan"]
        [scope]
        operations = ["prompt"]
        over_band = "build.over-band"
        unscoped = "build.unscoped"
        [[scope.band]]
        scope = "simple"
        class = "build.simple"
        files_from = 1
        [[class]]
        id = "build.flat"
        price = { flat = "2" }
        [[class]]
        id = "llm.gemini-3.8-flash"
        price = { flat = "8" }
        [[class]]
        id = "plan-mode"
        price = { times = "0.5", of = "build.simple" }
        "#;
    let model = Model::from_toml("x.toml", text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(priced(&model, "2025-06-01", "prompt", None), "build.flat 2 ours");
    assert_eq!(priced(&model, "2025-06-01", "plan", None), "plan-mode - ours");
    assert_eq!(priced(&model, "2026-05-01", "plan", None), "plan-mode 0.25 ours");
    assert_eq!(
        priced(&model, "2026-05-01", "InvokeLLM", Some("gemini_3_8_flash")),
        "llm.other - base44-2026-03"
    );
    assert_eq!(
        priced(&model, "2026-10-01", "InvokeLLM", Some("gemini_3_8_flash")),
        "llm.gemini-3.8-flash 8 ours"
    );
    assert_eq!(
        priced(&model, "2026-10-01", "social_content_plan", None),
        "unclassified - base44-2026-09"
    );
    assert!(
        problems(&text.replace("social.plan", "social.gone"))
            .contains("\"social.gone\" cannot be removed")
    );
}

#[test]
fn a_card_over_one_card_holds_for_all_dates() {
    let model = Model::from_toml(
        "x.toml",
        "name = \"ours\"\nextends = \"base44-2026-03\"\n[[class]]\nid = \"plan-mode\"\nprice = { flat = \"0.1\" }\n",
    )
    .unwrap();
    for day in ["2020-01-01", "2026-12-01"] {
        assert_eq!(priced(&model, day, "plan", None), "plan-mode 0.1 ours");
        assert_eq!(priced(&model, day, "InvokeLLM", Some("gpt_5")), "llm.gpt-5 15 base44-2026-03");
    }
}

#[test]
fn a_card_that_stands_alone() {
    let text = "name = \"other\"\n[[class]]\nid = \"call\"\ntitle = \"Call\"\nsource = \"integrations\"\nmatch = [{}]\nprice = { flat = \"2\" }\n";
    assert_eq!(
        priced(&Model::from_toml("x", text).unwrap(), "2026-01-01", "anything", None),
        "call 2 other"
    );
    let some = text.replace("[{}]", "[{ operations = [\"a\"] }]");
    assert!(
        problems(&some).starts_with("my.toml: an unknown operation would have no class"),
        "{}",
        problems(&some)
    );
}

#[test]
fn what_is_wrong_is_shown_where_it_is() {
    let cases = [
        ("extends = \"base44\"\ncolour = 1\n", "my.toml:2:1: unknown field `colour`"),
        (
            "extends = \"base45\"\n",
            "my.toml:1:11: there is no card \"base45\" to extend\n  extends = \"base45\"\n            ^^^^^^^^",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"x\"\nprice = { flat = 0.5 }\n",
            "my.toml:4:18: invalid type: floating point `0.5`",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { flat = \"-1\" }\n",
            "my.toml:4:9: the price is negative",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { flat = \"PRICE\" }\n",
            "my.toml:4:18: not a plain decimal number",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { flat = \"1\", per = \"2\" }\n",
            "my.toml:4:9: a price must have exactly one form",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { per = \"2\" }\n",
            "my.toml:4:9: { per } needs a unit",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { low = \"2\", typical = \"1\", high = \"3\" }\n",
            "my.toml:4:9: low 2, typical 1, high 3 are not in order",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { low = \"2\" }\n",
            "my.toml:4:9: a range needs low, typical and high",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nexactness = \"exact\"\n",
            "my.toml:4:13: exact needs a price",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nfrom = \"2026-02-30\"\n",
            "my.toml:4:8: \"2026-02-30\" is not a date",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"new\"\n",
            "my.toml:3:6: \"new\" is a new class and needs a title",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"new\"\ntitle = \"New\"\nsource = \"free\"\n",
            "my.toml:3:6: no event can have the class \"new\"",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { times = \"2\", of = \"nothing\" }\n",
            "my.toml:3:6: there is no class \"nothing\" with a price of its own",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { times = \"2\", of = \"compare\" }\n",
            "my.toml:3:6: there is no class \"compare\" with a price of its own",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nprice = { flat = \"1\" }\n[[class]]\nid = \"discuss\"\nprice = { flat = \"2\" }\n",
            "my.toml:6:6: \"discuss\" has two lines from the same day",
        ),
        (
            "extends = \"base44\"\n[[class]]\nid = \"discuss\"\nmatch = [{ operations = [\"a\"] }]\n[[class]]\nid = \"compare\"\nmatch = [{ operations = [\"A\"] }]\n",
            "my.toml:7:25: \"A\" already matches the class \"discuss\"",
        ),
        ("extends = \"base44\"\nremove = [\"gone\"]\n", "my.toml:2:11: \"gone\" cannot be removed"),
        (
            "extends = \"base44\"\neffective_from = \"2026-05-01\"\n[[class]]\nid = \"discuss\"\nfrom = \"2026-04-01\"\n",
            "my.toml:5:8: the line begins on 2026-04-01, before the card (2026-05-01)",
        ),
        (
            "extends = \"base44\"\n[scope]\noperations = [\"prompt\"]\nover_band = \"build.over-band\"\nunscoped = \"nope\"\n",
            "my.toml:5:12: there is no class \"nope\"",
        ),
        ("extends = \"base44\"\n[[class]\n", "my.toml:2:"),
        ("extends = \"base44\"\nname = \"a\u{1b}[31m\"\n", "my.toml:2:"),
    ];
    for (text, start) in cases {
        let shown = problems(text);
        assert!(shown.starts_with(start), "{shown}\n--- wanted\n{start}");
        assert!(!shown.contains('\u{1b}'));
    }
}

#[test]
fn bands_must_rise() {
    let band = |scope: &str, up_to: &str| {
        format!(
            "[[scope.band]]\nscope = \"{scope}\"\nclass = \"build.{scope}\"\nup_to = \"{up_to}\"\n"
        )
    };
    let head = "extends = \"base44-2026-03\"\n[scope]\noperations = [\"prompt\"]\nover_band = \"build.over-band\"\nunscoped = \"build.unscoped\"\n";
    // Other build classes become unreachable, too; the problem under test comes first.
    let shown = problems(&format!("{head}{}{}", band("simple", "1"), band("feature", "1")));
    assert!(shown.starts_with("my.toml:13:9: bands must rise"), "{shown}");
    let shown = problems(&format!("{head}{}{}", band("simple", "1"), band("simple", "2")));
    assert!(shown.starts_with("my.toml:11:9: this scope already has a band"), "{shown}");
}

#[test]
fn the_offered_lines_do_price() {
    let model = Model::builtin("base44").unwrap();
    let hostile = "do \"it\"\\\n[[class]]\u{1b}[31m #";
    for (operation, llm) in [
        ("summarise", None),
        ("InvokeLLM", Some("gpt-5.4")),
        ("agent_message", Some("claude")),
        (hostile, Some(hostile)),
    ] {
        assert!(priced(&model, "2026-10-10", operation, llm).contains(" - "), "{operation}");
        let lines = model.lines_that_would_price(operation, llm);
        assert!(!lines.contains('\u{1b}'));
        let text = format!("{}{lines}", own_card::OWN_CARD_HEAD);
        assert!(problems(&text).contains("not a plain decimal number"));
        let own = Model::from_toml("my.toml", &text.replace("PRICE", "7"))
            .unwrap_or_else(|error| panic!("{error}"));
        assert!(
            priced(&own, "2026-10-10", operation, llm).ends_with(" 7 my"),
            "{}",
            priced(&own, "2026-10-10", operation, llm)
        );
    }
    assert!(
        model
            .lines_that_would_price("agent_message", Some("claude"))
            .contains("source = \"agents\"")
    );
}
