//! Every line of the list card: class, price, pool, source, quantity, basis.

use super::*;

#[test]
fn the_rate_card_line_by_line() {
    let rows = vec![
        (op("prompt").scope(Scope::Simple), "build.simple ~0.5"),
        (op("prompt").scope(Scope::Feature), "build.feature ~1"),
        (op("prompt").scope(Scope::Module), "build.module ~2"),
        (op("prompt").scope(Scope::AppWide), "build.app-wide 3<3.5<4"),
        (op("ai_edit").scope(Scope::Feature), "build.feature ~1"),
        (op("prompt"), "build.unscoped -"),
        (op("prompt").scope(Scope::Module).model("claude_sonnet_4_6"), "build.module -"),
        (op("prompt").scope(Scope::Module).model("Automatic"), "build.module ~2"),
        (op("discuss"), "discuss 0.3"),
        (op("plan"), "plan-mode -"),
        (op("question"), "question 0"),
        (op("compare").scope(Scope::Feature), "compare ~2"),
        (op("compare").files(12), "compare 6<7<8"),
        (op("compare").text("make it nicer"), "compare -"),
        (op("compare"), "compare -"),
        (op("visual_edit"), "edit.manual 0"),
        (op("text_edit"), "edit.manual 0"),
        (op("code_edit"), "edit.manual 0"),
        (op("preview"), "edit.manual 0"),
        (op("revert"), "edit.manual 0"),
        (op("auto_fix"), "fix.auto -"),
        (op("SendEmail"), "integration.send-email 1"),
        (op("SendEmailCustomDomain"), "integration.send-email-custom-domain 2"),
        (op("SendEmail").from("hello@shop.example"), "integration.send-email-custom-domain 2"),
        (op("SendEmail").from("no-reply@base44.com"), "integration.send-email 1"),
        (op("SendEmail").from("Our shop"), "integration.send-email 1"),
        (op("UploadFile"), "integration.upload-file 1"),
        (op("ExtractDataFromUploadedFile"), "integration.extract-data 1"),
        (op("GenerateImage"), "integration.generate-image 1"),
        (op("GenerateVideo").quantity(Unit::Seconds, "8"), "integration.generate-video 40"),
        (op("GenerateVideo"), "integration.generate-video -"),
        (op("GenerateSpeech").quantity(Unit::Characters, "51"), "integration.generate-speech 2"),
        (
            op("GenerateSpeech").quantity(Unit::Characters, "9000"),
            "integration.generate-speech 100",
        ),
        (op("GenerateSpeech"), "integration.generate-speech -"),
        (op("InvokeLLM").model("automatic"), "llm.automatic ~3"),
        (op("InvokeLLM").model("gemini_3_flash"), "llm.gemini-3-flash ~5"),
        (op("InvokeLLM").model("gpt_5"), "llm.gpt-5 ~15"),
        (op("InvokeLLM").model("gpt_5_mini"), "llm.other -"),
        (op("InvokeLLM"), "llm.automatic 3<3<15"),
        (op("agent_message").model("automatic"), "agent.automatic ~3"),
        (op("agent_message").model("Gemini 3 Flash"), "agent.gemini-3-flash ~5"),
        (op("agent_message").model("GPT-5"), "agent.gpt-5 ~15"),
        (op("agent_message").model("claude-sonnet-5"), "agent.other -"),
        (op("agent_message"), "agent.automatic 3<3<15"),
        (op("whatsapp_message"), "agent.whatsapp 1"),
        (op("automation_run"), "automation.run 1"),
        (op("social_content_plan"), "social.plan 10"),
        (op("social_content_improve"), "social.improve 1"),
        (op("InvokeLLM (short prompt)"), "llm.automatic 3<3<15"),
        (op("base44.integrations.Core.InvokeLLM (GPT-5)").model("GPT-5"), "llm.gpt-5 ~15"),
        (op("InvokeLLM (GPT-5)").model("GPT-5"), "llm.gpt-5 ~15"),
        (op("sendEmail (transactional)"), "integration.send-email 1"),
        (op("SendEmail (custom domain)"), "integration.send-email-custom-domain 2"),
        (op("SendEmail").from("custom domain"), "integration.send-email-custom-domain 2"),
        (op("UploadPublicFile"), "integration.upload-file 1"),
        (op("Discuss (mode)"), "discuss 0.3"),
        (op("Question asked by the builder"), "question 0"),
        (op("Manual edit, preview or revert"), "edit.manual 0"),
        (op("Build prompt (simple)").scope(Scope::Simple), "build.simple ~0.5"),
        (op("Improving a small feature").scope(Scope::Feature), "build.feature ~1"),
        (op("apply_suggestion").scope(Scope::Simple), "build.simple ~0.5"),
        (op("debug").text("debug the picker"), "build.feature 0.5<1<4"),
        (op("drag"), "edit.manual 0"),
        (op("layout_change"), "edit.manual 0"),
        (op("edit text"), "edit.manual 0"),
        (op("direct edit"), "edit.manual 0"),
        (op("browser.getSession"), "integration.browser -"),
        (op("actor_run"), "integration.other -"),
        (op("ai_gateway_call").model("gpt-5"), "llm.gpt-5 ~15"),
        (op("ai_gateway_call").model("gpt-5.4"), "llm.other -"),
        (op("ai_gateway_call"), "llm.other -"),
        (op("connector_call"), "connector.metered -"),
        (op("Slack"), "own-key 0"),
        (op("None"), "own-key 0"),
        (op("db_query"), "database ~0"),
        (op("function_run"), "function.run ~0"),
        (op("UploadPrivateFile"), "integration.other -"),
        (op("CreateFileSignedUrl"), "integration.other -"),
        (op("TranscribeAudio"), "integration.other -"),
        (op("SendSMS"), "integration.other -"),
        (op("workflow_step"), "integration.other -"),
        (op("superagent"), "agent.other -"),
        (op("open_the_pod_bay_doors"), "unclassified -"),
    ];
    for (row, expected) in rows {
        assert_eq!(row.priced(), expected);
    }
}

#[test]
fn every_pool_and_source() {
    let model = series();
    let rows = vec![
        ("prompt", Pool::Message, Source::AgentPrompts),
        ("discuss", Pool::Message, Source::Discuss),
        ("plan", Pool::Message, Source::AgentPrompts),
        ("question", Pool::Message, Source::Free),
        ("compare", Pool::Message, Source::AgentPrompts),
        ("revert", Pool::Message, Source::Free),
        ("auto_fix", Pool::Message, Source::AgentPrompts),
        ("SendEmail", Pool::Integration, Source::Integrations),
        ("InvokeLLM", Pool::Integration, Source::Integrations),
        ("invoke_llm_advanced", Pool::Integration, Source::Integrations),
        ("agent_message", Pool::Integration, Source::Agents),
        ("whatsapp_message", Pool::Integration, Source::Agents),
        ("automation_run", Pool::Integration, Source::Automations),
        ("social_content_plan", Pool::Integration, Source::Integrations),
        ("connector_call", Pool::Integration, Source::Integrations),
        ("SendSMS", Pool::Integration, Source::Integrations),
        ("stripe", Pool::Unassigned, Source::Free),
        ("db_query", Pool::Unassigned, Source::Free),
        ("function_run", Pool::Unassigned, Source::Backend),
        ("superagent", Pool::Unassigned, Source::Agents),
        ("no idea", Pool::Unassigned, Source::Unclassified),
    ];
    for (operation, pool, source) in rows {
        let mut row = op(operation);
        let found = row.classify(model, None);
        assert_eq!((found.pool, model.class(found.class).source), (pool, source), "{operation}");
        row.event.pool = Some(Pool::Message);
        assert_eq!(
            row.classify(model, None).pool,
            Pool::Message,
            "the log's pool wins: {operation}"
        );
    }
}

#[test]
fn automatic_fixes_depend_on_the_plan() {
    let model = series();
    let row = op("auto_fix").scope(Scope::Feature);
    let on_plan = |name: &str| row.classify(model, Some(plan::find(name).unwrap()));
    assert_eq!(shown(&on_plan("pro")), "0");
    assert_eq!(shown(&on_plan("free")), "~1");
    assert_eq!(row.classify(model, None).basis, Basis::Unknown);
    assert_eq!(op("auto_fix").classify(model, plan::find("free").ok()).credits, None);
    assert_eq!(model.class(on_plan("free").class).id, "fix.auto");
    assert_eq!(
        model.class(op("auto_fix").reported("1").classify(model, None).class).id,
        "fix.auto"
    );
}

#[test]
fn quantities_multiply_in_their_own_unit() {
    let rows = vec![
        (op("SendEmail").quantity(Unit::Own, "12"), "integration.send-email 12"),
        (op("SendEmail").quantity(Unit::Emails, "3"), "integration.send-email 3"),
        (op("SendEmail").quantity(Unit::Seconds, "30"), "integration.send-email 1"),
        (op("SendEmail").quantity(Unit::Emails, "-3"), "integration.send-email -"),
        (op("SendEmail").quantity(Unit::Own, "0"), "integration.send-email 0"),
        (op("GenerateImage").quantity(Unit::Images, "4"), "integration.generate-image 4"),
        (op("InvokeLLM").model("gpt_5").quantity(Unit::Seconds, "12"), "llm.gpt-5 ~15"),
        (op("InvokeLLM").model("gpt_5").quantity(Unit::Calls, "2"), "llm.gpt-5 ~30"),
        (op("InvokeLLM").quantity(Unit::Own, "2"), "llm.automatic 6<6<30"),
        (op("GenerateVideo").quantity(Unit::Own, "6"), "integration.generate-video 30"),
        (op("GenerateVideo").quantity(Unit::Seconds, "4.5"), "integration.generate-video 22.5"),
        (op("GenerateVideo").quantity(Unit::Calls, "6"), "integration.generate-video -"),
        (op("prompt").scope(Scope::AppWide).quantity(Unit::Own, "2"), "build.app-wide 6<7<8"),
    ];
    for (row, expected) in rows {
        assert_eq!(row.priced(), expected);
    }
    let model = series();
    assert_eq!(op("SendEmail").classify(model, None).quantity, Some(c("1")));
    assert_eq!(op("GenerateVideo").classify(model, None).quantity, None);
    let reported = op("SendEmail").quantity(Unit::Own, "12").reported("5").classify(model, None);
    assert_eq!((reported.credits, reported.basis), (Some(c("5")), Basis::Reported));
}

#[test]
fn the_amount_that_counts_and_its_basis() {
    let model = series();
    let of = |row: Row| {
        let found = row.classify(model, None);
        (found.basis, found.credits)
    };
    assert_eq!(of(op("SendEmail")), (Basis::Modeled, Some(c("1"))));
    assert_eq!(of(op("SendEmail").reported("0")), (Basis::Reported, Some(c("0"))));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Failed)), (Basis::Unknown, None));
    assert_eq!(
        of(op("SendEmail").outcome(Outcome::Failed).reported("1")),
        (Basis::Reported, Some(c("1")))
    );
    assert_eq!(
        of(op("SendEmail").outcome(Outcome::Refund).reported("-1")),
        (Basis::Reported, Some(c("-1")))
    );
    assert_eq!(of(op("SendEmail").outcome(Outcome::Refund)), (Basis::Unknown, None));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Blocked)), (Basis::Unknown, None));
    assert_eq!(of(op("prompt").scope(Scope::Simple).model("gpt_5")), (Basis::Unknown, None));
    assert_eq!(
        of(op("prompt").scope(Scope::Simple).model("gpt_5").reported("2")),
        (Basis::Reported, Some(c("2")))
    );
    assert_eq!(of(op("connector_call").reported("0.25")), (Basis::Reported, Some(c("0.25"))));
    assert_eq!(of(op("function_run").reported("3")), (Basis::Reported, Some(c("3"))));
    assert_eq!(of(op("no idea")), (Basis::Unknown, None));
}

#[test]
fn a_missing_ai_model_is_assumed_and_marked() {
    let model = series();
    let assumed = |row: Row| row.classify(model, None).assumed_model;
    assert!(assumed(op("InvokeLLM")));
    assert!(assumed(op("agent_message")));
    assert!(assumed(op("InvokeLLM").reported("4")));
    assert!(!assumed(op("InvokeLLM").model("automatic")));
    assert!(!assumed(op("invoke_llm_advanced")));
    assert!(!assumed(on("2026-10-01", "GenerateImage")));
    assert!(!assumed(op("prompt")));
}

#[test]
fn operations_in_every_spelling() {
    let rows = vec![
        ("base44.integrations.Core.InvokeLLM", "llm.automatic"),
        ("invokeLLM", "llm.automatic"),
        ("INVOKE-LLM", "llm.automatic"),
        ("invoke_llm", "llm.automatic"),
        ("invoke_llm_advanced", "llm.other"),
        ("integration-endpoints/Core/SendEmail", "integration.send-email"),
        ("base44.asServiceRole.integrations.Core.UploadFile", "integration.upload-file"),
        ("asServiceRole.integrations.Core.GenerateSpeech", "integration.generate-speech"),
        ("Core.GenerateVideo", "integration.generate-video"),
        ("base44.integrations.Core.SomethingNew", "integration.other"),
        ("send_email", "integration.send-email"),
        ("extract_data", "integration.extract-data"),
        ("agent_message", "agent.automatic"),
        ("generate image", "integration.generate-image"),
        ("Auto Fix", "fix.auto"),
        ("DB-Query", "database"),
        ("Stripe", "own-key"),
        ("", "unclassified"),
        ("coretext", "unclassified"),
    ];
    let model = series();
    for (operation, class) in rows {
        let found = op(operation).classify(model, None);
        assert_eq!(model.class(found.class).id, class, "{operation}");
    }
    let mut nameless = op("x");
    nameless.event.operation = None;
    assert_eq!(nameless.priced(), "unclassified -");
}

#[test]
fn every_binding_class_exists_with_words_for_it() {
    let model = series();
    let binding = "build.simple build.feature build.module build.app-wide build.over-band discuss plan-mode question compare edit.manual \
        fix.auto integration.send-email integration.send-email-custom-domain integration.upload-file integration.extract-data \
        integration.generate-image integration.generate-video integration.generate-speech llm.automatic llm.gemini-3-flash llm.gpt-5 \
        agent.automatic agent.gemini-3-flash agent.gpt-5 agent.whatsapp automation.run social.plan social.improve connector.metered \
        own-key database function.run integration.other build.unscoped unclassified llm.other agent.other build.flat \
        llm.gemini-3.8-flash agent.gemini-3.8-flash daily-total snapshot-total integration.browser";
    for id in binding.split_whitespace() {
        let class = model.find_class(id).unwrap_or_else(|| panic!("{id}"));
        assert!(model.class_doc(class).ends_with('.'), "{id}");
        assert_eq!(model.class(class).id, id);
    }
    assert_eq!(model.classes().len(), binding.split_whitespace().count());
}
