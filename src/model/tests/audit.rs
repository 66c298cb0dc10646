//! The card of observed ranges.

use super::*;

#[test]
fn the_audit_card() {
    let audit = Model::builtin("audit-2026-05").unwrap();
    let broad = "<10<";
    let rows = vec![
        (op("prompt").scope(Scope::Simple), "build.simple 1<2<3"),
        (op("prompt").scope(Scope::Feature), "build.feature 1<2<3"),
        (op("prompt").scope(Scope::Module), "build.module 5<10<15"),
        (op("prompt").scope(Scope::AppWide), "build.app-wide 5<10<15"),
        (op("prompt"), "build.unscoped -"),
        (
            op("prompt").scope(Scope::Module).text("In src/Home.jsx, line 12, rename it"),
            "build.module 1<2<3",
        ),
        (op("prompt").scope(Scope::Module).text("fix save() in `Home.jsx`."), "build.module 1<2<3"),
        (op("prompt").scope(Scope::Simple).text("Make Home.jsx nicer"), "build.simple 5<10<15"),
        (op("prompt").scope(Scope::Simple).text("Make line 12 nicer"), "build.simple 5<10<15"),
        (
            op("prompt").scope(Scope::Module).text("Rework it, but don't change anything else"),
            "build.module 1<2<3",
        ),
        (op("prompt").text("something vague"), "build.unscoped 5<10<15"),
        (op("prompt").text("new colours please"), "build.simple 5<10<15"),
        (op("prompt").scope(Scope::Simple).model("claude-sonnet-5"), "build.simple 1<2<3"),
        (op("discuss"), "discuss 1<2<3"),
        (op("InvokeLLM").model("automatic"), "llm.automatic 1<2<3"),
        (op("InvokeLLM").model("gpt_5_mini"), "llm.small 1<2<3"),
        (op("InvokeLLM").model("gpt-4o-mini"), "llm.small 1<2<3"),
        (op("InvokeLLM").model("gemini_3_flash"), "llm.gemini-3-flash 1<2<3"),
        (op("InvokeLLM").model("gpt-4o"), "llm.large 5<12.5<20"),
        (op("InvokeLLM").model("gpt_5"), "llm.gpt-5 5<12.5<20"),
        (op("InvokeLLM").model("gemini_3_pro"), "llm.large 5<12.5<20"),
        (op("InvokeLLM"), "llm.automatic 1<2<20"),
        (op("GenerateImage"), "integration.generate-image 5<10<15"),
        (op("SendEmail"), "integration.send-email 0.5<1.25<2"),
        (op("SendEmail").quantity(Unit::Emails, "2"), "integration.send-email 1<2.5<4"),
        (op("visual_edit"), "edit.manual 0"),
        (op("agent_message"), "agent.automatic -"),
        (op("UploadFile"), "integration.upload-file -"),
        (op("question"), "question -"),
        (op("compare").scope(Scope::Simple), "compare -"),
        (op("automation_run"), "automation.run -"),
        (op("db_query"), "database -"),
        (on("2020-01-01", "discuss"), "discuss 1<2<3"),
    ];
    for (row, expected) in rows {
        assert_eq!(row.under(&audit), expected, "{:?}", row.event.prompt);
    }
    assert!(op("prompt").reported("3").under(&audit).contains(broad));
    assert!(!series().cards().iter().any(|card| card.name.starts_with("audit")), "only by name");
}
