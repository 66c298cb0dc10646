//! Every day on which a price changes, and the card in force.

use super::*;

#[test]
fn every_date_on_which_a_price_changes() {
    let rows = vec![
        // Flat until December 2025.
        (on("2025-11-30", "prompt").scope(Scope::Module), "build.flat ~1"),
        (on("2025-11-30", "ai_edit"), "build.flat ~1"),
        (on("2025-12-01", "prompt").scope(Scope::Module), "build.module ~2"),
        (on("2025-11-30", "discuss"), "discuss 0.3"),
        (on("2025-11-30", "visual_edit"), "edit.manual 0"),
        (on("2025-11-30", "compare"), "compare ~2"),
        (
            on("2025-11-30", "GenerateVideo").quantity(Unit::Seconds, "8"),
            "integration.generate-video ~1",
        ),
        (on("2025-11-30", "SendSMS"), "integration.other ~1"),
        (on("2025-11-30", "SendEmailCustomDomain"), "integration.send-email-custom-domain ~1"),
        (on("2025-12-01", "SendEmailCustomDomain"), "integration.send-email-custom-domain 2"),
        (
            on("2025-12-01", "GenerateVideo").quantity(Unit::Seconds, "8"),
            "integration.generate-video -",
        ),
        (
            on("2025-12-01", "GenerateSpeech").quantity(Unit::Characters, "8"),
            "integration.generate-speech -",
        ),
        (on("2025-12-01", "UploadFile"), "integration.upload-file 1"),
        // No app-wide band before March 2026.
        (on("2026-03-09", "prompt").scope(Scope::AppWide), "build.app-wide -"),
        (on("2026-03-10", "prompt").scope(Scope::AppWide), "build.app-wide 3<3.5<4"),
        (on("2026-03-09", "prompt").reported("2.51"), "build.over-band -"),
        (on("2026-03-10", "prompt").reported("2.51"), "build.app-wide 3<3.5<4"),
        // Line by line from January to March 2026.
        (on("2026-01-14", "automation_run"), "automation.run -"),
        (on("2026-01-15", "automation_run"), "automation.run 1"),
        (on("2026-01-19", "question"), "question -"),
        (on("2026-01-20", "question"), "question 0"),
        (on("2026-03-01", "agent_message").model("gpt_5"), "agent.gpt-5 ~1"),
        (on("2026-03-02", "agent_message").model("gpt_5"), "agent.gpt-5 ~15"),
        (on("2026-03-02", "agent_message").model("gemini-3-flash"), "agent.gemini-3-flash ~5"),
        (on("2026-03-02", "agent_message"), "agent.automatic 3<3<15"),
        (on("2026-03-02", "agent_message").model("claude"), "agent.other -"),
        (on("2026-03-07", "InvokeLLM").model("gpt_5"), "llm.gpt-5 1"),
        (on("2026-03-07", "InvokeLLM").model("claude"), "llm.other 1"),
        (on("2026-03-07", "InvokeLLM"), "llm.automatic 1"),
        (on("2026-03-08", "InvokeLLM").model("gpt_5"), "llm.gpt-5 ~15"),
        (on("2026-03-08", "InvokeLLM").model("gemini_3_flash"), "llm.gemini-3-flash ~5"),
        (on("2026-03-08", "InvokeLLM").model("claude"), "llm.other -"),
        (on("2026-03-08", "InvokeLLM"), "llm.automatic 3<3<15"),
        // The list card.
        (
            on("2026-03-09", "GenerateVideo").quantity(Unit::Seconds, "4"),
            "integration.generate-video -",
        ),
        (
            on("2026-03-10", "GenerateVideo").quantity(Unit::Seconds, "4"),
            "integration.generate-video 20",
        ),
        (on("2026-03-09", "whatsapp_message"), "agent.whatsapp -"),
        (on("2026-03-10", "whatsapp_message"), "agent.whatsapp 1"),
        (on("2026-03-10", "SendSMS"), "integration.other -"),
        // Later.
        (on("2026-07-01", "automation_run"), "automation.run 1"),
        (on("2026-07-01", "workflow_step"), "integration.other -"),
        (on("2026-09-20", "GenerateImage"), "integration.generate-image 1"),
        (on("2026-09-21", "GenerateImage"), "integration.generate-image ~1"),
        (on("2026-09-20", "GenerateImage").model("imagen_5"), "integration.generate-image 1"),
        (on("2026-09-21", "GenerateImage").model("imagen_5"), "integration.generate-image -"),
        (on("2026-09-21", "GenerateImage").model("automatic"), "integration.generate-image ~1"),
        (on("2026-09-20", "InvokeLLM").model("gemini_3_8_flash"), "llm.other -"),
        (on("2026-09-21", "InvokeLLM").model("gemini-3.8-flash"), "llm.gemini-3.8-flash ~10"),
        (on("2026-09-21", "agent_message").model("gemini 3.8 flash"), "agent.gemini-3.8-flash ~10"),
        (on("2026-09-21", "InvokeLLM"), "llm.automatic 3<3<15"),
    ];
    for (row, expected) in rows {
        assert_eq!(row.priced(), expected, "{:?}", row.event.stamp);
    }
}

#[test]
fn the_card_is_that_of_the_utc_day() {
    let model = series();
    let card = |day: &str| {
        model.cards()[on(day, "discuss").classify(model, None).card as usize].name.clone()
    };
    let days = [
        ("1999-01-01", "base44-2025-flat"),
        ("2025-11-30", "base44-2025-flat"),
        ("2025-12-01", "base44-2025-12"),
        ("2026-01-14", "base44-2025-12"),
        ("2026-01-15", "base44-2026-01"),
        ("2026-03-09", "base44-2026-01"),
        ("2026-03-10", "base44-2026-03"),
        ("2026-06-30", "base44-2026-03"),
        ("2026-07-01", "base44-2026-07"),
        ("2026-09-20", "base44-2026-07"),
        ("2026-09-21", "base44-2026-09"),
        ("2026-10-31", "base44-2026-09"),
        ("2026-11-01", "base44-2026-11"),
        ("2030-01-01", "base44-2026-11"),
    ];
    for (day, name) in days {
        assert_eq!(card(day), name, "{day}");
    }
    // 23:30 on 9 March in New York is 10 March in UTC.
    let mut row = on("2026-03-10", "prompt").reported("3");
    row.event.stamp = serde_json::from_str("\"2026-03-10T03:30:00Z\"").unwrap();
    assert_eq!(row.priced(), "build.app-wide 3<3.5<4");
}

#[test]
fn a_dated_name_holds_for_all_dates() {
    let march = Model::builtin("BASE44-2026-03").unwrap();
    for day in ["2024-01-01", "2026-03-10", "2026-12-01"] {
        assert_eq!(on(day, "InvokeLLM").model("gpt_5").under(&march), "llm.gpt-5 ~15", "{day}");
        assert_eq!(on(day, "GenerateImage").under(&march), "integration.generate-image 1", "{day}");
        assert_eq!(
            on(day, "InvokeLLM").model("gemini_3_8_flash").under(&march),
            "llm.other -",
            "{day}"
        );
    }
    assert_eq!(march.cards().len(), 1);
    // A card's own later lines keep their days.
    let january = Model::builtin("base44-2026-01").unwrap();
    assert_eq!(on("2025-01-01", "automation_run").under(&january), "automation.run 1");
    assert_eq!(on("2026-02-01", "agent_message").model("gpt_5").under(&january), "agent.gpt-5 ~1");
    assert_eq!(on("2027-02-01", "agent_message").model("gpt_5").under(&january), "agent.gpt-5 ~15");
    assert_eq!(
        on("2027-02-01", "prompt").under(&Model::builtin("base44-2025-flat").unwrap()),
        "build.flat ~1"
    );
}
