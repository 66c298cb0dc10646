//! The built-in model against the published facts, written out by hand: every line, every date, every band.

use crate::base::{Credits, Day, Stamp, Symbols};
use crate::event::{Authority, Event, Outcome, Pool, Provenance, Reported, Scope, Unit};

use super::{Basis, Classified, Confidence, Error, Model, Plan, Source, catalog, describe, plan};

/// An event as a table row gives it, and what the model makes of it.
struct Row {
    event: Event,
    symbols: Symbols,
}

fn on(day: &str, operation: &str) -> Row {
    let mut symbols = Symbols::default();
    let mut event = Event::at(Stamp::On(day.parse().unwrap()), Provenance { input: 0, line: 1 });
    event.operation = Some(symbols.intern(operation));
    Row { event, symbols }
}

/// In the middle of the list card's time.
fn op(operation: &str) -> Row {
    on("2026-05-20", operation)
}

fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

impl Row {
    fn model(mut self, name: &str) -> Self {
        self.event.model = Some(self.symbols.intern(name));
        self
    }
    fn from(mut self, sender: &str) -> Self {
        self.event.from = Some(self.symbols.intern(sender));
        self
    }
    fn reported(mut self, credits: &str) -> Self {
        let column = self.symbols.intern("credits");
        self.event.reported = Some(Reported { credits: c(credits), column, authority: Authority::App });
        self
    }
    fn quantity(mut self, unit: Unit, n: &str) -> Self {
        self.event.quantities.push((unit, c(n)));
        self
    }
    fn scope(mut self, scope: Scope) -> Self {
        self.event.scope = Some(scope);
        self
    }
    fn files(mut self, n: u32) -> Self {
        self.event.file_count = Some(n);
        self
    }
    fn text(mut self, prompt: &str) -> Self {
        self.event.prompt = Some(prompt.into());
        self
    }
    fn outcome(mut self, outcome: Outcome) -> Self {
        self.event.outcome = outcome;
        self
    }
    fn classify(&self, model: &Model, plan: Option<&Plan>) -> Classified {
        model.classifier(&self.symbols).classify(&self.event, plan)
    }
    /// `class price` under a model: `-` is unpriced, `low<typical<high` where the card gives a range.
    fn under(&self, model: &Model) -> String {
        let found = self.classify(model, None);
        format!("{} {}", model.class(found.class).id, shown(&found))
    }
    /// The same under the dated series.
    fn told(&self) -> String {
        self.under(&series())
    }
}

fn shown(found: &Classified) -> String {
    match found.price {
        None => "-".to_owned(),
        Some(price) => match (price.low, price.high) {
            (Some(low), Some(high)) if low == high => price.typical.to_string(),
            (Some(low), Some(high)) => format!("{low}<{}<{high}", price.typical),
            _ => format!("~{}", price.typical),
        },
    }
}

fn series() -> Model {
    Model::builtin("base44").unwrap()
}

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
        (op("GenerateSpeech").quantity(Unit::Characters, "9000"), "integration.generate-speech 100"),
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
    for (row, told) in rows {
        assert_eq!(row.told(), told);
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
        let found = row.classify(&model, None);
        assert_eq!((found.pool, model.class(found.class).source), (pool, source), "{operation}");
        row.event.pool = Some(Pool::Message);
        assert_eq!(row.classify(&model, None).pool, Pool::Message, "the log's pool wins: {operation}");
    }
}

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
        (on("2025-11-30", "GenerateVideo").quantity(Unit::Seconds, "8"), "integration.generate-video ~1"),
        (on("2025-11-30", "SendSMS"), "integration.other ~1"),
        (on("2025-11-30", "SendEmailCustomDomain"), "integration.send-email-custom-domain ~1"),
        (on("2025-12-01", "SendEmailCustomDomain"), "integration.send-email-custom-domain 2"),
        (on("2025-12-01", "GenerateVideo").quantity(Unit::Seconds, "8"), "integration.generate-video -"),
        (on("2025-12-01", "GenerateSpeech").quantity(Unit::Characters, "8"), "integration.generate-speech -"),
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
        (on("2026-03-09", "GenerateVideo").quantity(Unit::Seconds, "4"), "integration.generate-video -"),
        (on("2026-03-10", "GenerateVideo").quantity(Unit::Seconds, "4"), "integration.generate-video 20"),
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
    for (row, told) in rows {
        assert_eq!(row.told(), told, "{:?}", row.event.stamp);
    }
}

#[test]
fn the_card_is_that_of_the_utc_day() {
    let model = series();
    let card = |day: &str| model.cards()[on(day, "discuss").classify(&model, None).card as usize].name.clone();
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
        ("2030-01-01", "base44-2026-09"),
    ];
    for (day, name) in days {
        assert_eq!(card(day), name, "{day}");
    }
    // 23:30 on 9 March in New York is 10 March in UTC.
    let mut row = on("2026-03-10", "prompt").reported("3");
    row.event.stamp = serde_json::from_str("\"2026-03-10T03:30:00Z\"").unwrap();
    assert_eq!(row.told(), "build.app-wide 3<3.5<4");
}

#[test]
fn reported_credits_find_their_band() {
    let bands = [
        ("0", "build.simple"),
        ("0.75", "build.simple"),
        ("0.7500001", "build.feature"),
        ("1.5", "build.feature"),
        ("1.51", "build.module"),
        ("2.5", "build.module"),
        ("2.51", "build.app-wide"),
        ("4", "build.app-wide"),
        ("4.01", "build.over-band"),
        ("-1", "build.feature"),
    ];
    let model = series();
    for (credits, class) in bands {
        // The log's amount decides, not its column of scopes.
        let found = op("prompt").reported(credits).scope(Scope::Feature).classify(&model, None);
        assert_eq!(model.class(found.class).id, class, "{credits}");
        assert_eq!((found.basis, found.credits, found.confidence), (Basis::Reported, Some(c(credits)), Confidence::Certain));
    }
    let found = op("compare").reported("7").classify(&model, None);
    assert_eq!((model.class(found.class).id.as_str(), found.credits), ("compare", Some(c("7"))));
}

#[test]
fn evidence_of_scope_in_its_order() {
    let model = series();
    let told = |row: &Row| (row.told(), row.classify(&model, None).confidence);
    let words = "translate the whole app";
    assert_eq!(told(&op("prompt").scope(Scope::Simple).files(12).text(words)), ("build.simple ~0.5".into(), Confidence::High));
    assert_eq!(told(&op("prompt").files(1).text(words)), ("build.simple ~0.5".into(), Confidence::High));
    for (files, class) in [
        (1, "build.simple"),
        (2, "build.feature"),
        (3, "build.feature"),
        (4, "build.module"),
        (9, "build.module"),
        (10, "build.app-wide"),
        (400, "build.app-wide"),
    ] {
        assert!(op("prompt").files(files).told().starts_with(class), "{files}");
    }
    assert_eq!(told(&op("prompt").files(0).text(words)).1, Confidence::Low);
    let texts = [
        ("Change the colour of the button", "build.simple 0.5<0.5<4"),
        ("tweak padding", "build.simple 0.5<0.5<4"),
        ("Debug the date picker", "build.feature 0.5<1<4"),
        ("add entities and flows for invoices", "build.module 0.5<2<4"),
        ("Translate the copy", "build.app-wide 0.5<3.5<4"),
        ("make it for mobile", "build.app-wide 0.5<3.5<4"),
        ("Hello", "build.unscoped -"),
    ];
    for (text, expected) in texts {
        assert_eq!(op("prompt").text(text).told(), expected);
    }
    // The span is the card's: no app-wide price before March 2026.
    assert_eq!(on("2026-02-01", "prompt").text("tweak padding").told(), "build.simple 0.5<0.5<2");
    assert_eq!(model.scope_evidence(&op("prompt").files(5).reported("1").event), Some((Scope::Module, Confidence::High)));
}

#[test]
fn automatic_fixes_depend_on_the_plan() {
    let model = series();
    let row = op("auto_fix").scope(Scope::Feature);
    let told = |name: &str| row.classify(&model, Some(plan::find(name).unwrap()));
    assert_eq!(shown(&told("pro")), "0");
    assert_eq!(shown(&told("free")), "~1");
    assert_eq!(row.classify(&model, None).basis, Basis::Unknown);
    assert_eq!(op("auto_fix").classify(&model, plan::find("free").ok()).credits, None);
    assert_eq!(model.class(told("free").class).id, "fix.auto");
    assert_eq!(model.class(op("auto_fix").reported("1").classify(&model, None).class).id, "fix.auto");
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
    for (row, told) in rows {
        assert_eq!(row.told(), told);
    }
    let model = series();
    assert_eq!(op("SendEmail").classify(&model, None).quantity, Some(c("1")));
    assert_eq!(op("GenerateVideo").classify(&model, None).quantity, None);
    let reported = op("SendEmail").quantity(Unit::Own, "12").reported("5").classify(&model, None);
    assert_eq!((reported.credits, reported.basis), (Some(c("5")), Basis::Reported));
}

#[test]
fn what_counts_and_on_which_ground() {
    let model = series();
    let of = |row: Row| {
        let found = row.classify(&model, None);
        (found.basis, found.credits)
    };
    assert_eq!(of(op("SendEmail")), (Basis::Modeled, Some(c("1"))));
    assert_eq!(of(op("SendEmail").reported("0")), (Basis::Reported, Some(c("0"))));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Failed)), (Basis::Unknown, None));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Failed).reported("1")), (Basis::Reported, Some(c("1"))));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Refund).reported("-1")), (Basis::Reported, Some(c("-1"))));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Refund)), (Basis::Unknown, None));
    assert_eq!(of(op("SendEmail").outcome(Outcome::Blocked)), (Basis::Unknown, None));
    assert_eq!(of(op("prompt").scope(Scope::Simple).model("gpt_5")), (Basis::Unknown, None));
    assert_eq!(of(op("prompt").scope(Scope::Simple).model("gpt_5").reported("2")), (Basis::Reported, Some(c("2"))));
    assert_eq!(of(op("connector_call").reported("0.25")), (Basis::Reported, Some(c("0.25"))));
    assert_eq!(of(op("function_run").reported("3")), (Basis::Reported, Some(c("3"))));
    assert_eq!(of(op("no idea")), (Basis::Unknown, None));
}

#[test]
fn a_model_that_is_not_named_is_assumed_and_said_so() {
    let model = series();
    let assumed = |row: Row| row.classify(&model, None).assumed_model;
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
        let found = op(operation).classify(&model, None);
        assert_eq!(model.class(found.class).id, class, "{operation}");
    }
    let mut nameless = op("x");
    nameless.event.operation = None;
    assert_eq!(nameless.told(), "unclassified -");
}

#[test]
fn every_binding_class_exists_with_words_for_it() {
    let model = series();
    let binding = "build.simple build.feature build.module build.app-wide build.over-band discuss plan-mode question compare edit.manual \
        fix.auto integration.send-email integration.send-email-custom-domain integration.upload-file integration.extract-data \
        integration.generate-image integration.generate-video integration.generate-speech llm.automatic llm.gemini-3-flash llm.gpt-5 \
        agent.automatic agent.gemini-3-flash agent.gpt-5 agent.whatsapp automation.run social.plan social.improve connector.metered \
        own-key database function.run integration.other build.unscoped unclassified llm.other agent.other build.flat \
        llm.gemini-3.8-flash agent.gemini-3.8-flash";
    for id in binding.split_whitespace() {
        let class = model.find_class(id).unwrap_or_else(|| panic!("{id}"));
        assert!(model.class_doc(class).ends_with('.'), "{id}");
        assert_eq!(model.class(class).id, id);
    }
    assert_eq!(model.classes().len(), binding.split_whitespace().count());
}

#[test]
fn a_dated_name_holds_for_all_dates() {
    let march = Model::builtin("BASE44-2026-03").unwrap();
    for day in ["2024-01-01", "2026-03-10", "2026-12-01"] {
        assert_eq!(on(day, "InvokeLLM").model("gpt_5").under(&march), "llm.gpt-5 ~15", "{day}");
        assert_eq!(on(day, "GenerateImage").under(&march), "integration.generate-image 1", "{day}");
        assert_eq!(on(day, "InvokeLLM").model("gemini_3_8_flash").under(&march), "llm.other -", "{day}");
    }
    assert_eq!(march.cards().len(), 1);
    // A card's own later lines keep their days.
    let january = Model::builtin("base44-2026-01").unwrap();
    assert_eq!(on("2025-01-01", "automation_run").under(&january), "automation.run 1");
    assert_eq!(on("2026-02-01", "agent_message").model("gpt_5").under(&january), "agent.gpt-5 ~1");
    assert_eq!(on("2027-02-01", "agent_message").model("gpt_5").under(&january), "agent.gpt-5 ~15");
    assert_eq!(on("2027-02-01", "prompt").under(&Model::builtin("base44-2025-flat").unwrap()), "build.flat ~1");
}

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
        (op("prompt").scope(Scope::Module).text("In src/Home.jsx, line 12, rename it"), "build.module 1<2<3"),
        (op("prompt").scope(Scope::Module).text("fix save() in `Home.jsx`."), "build.module 1<2<3"),
        (op("prompt").scope(Scope::Simple).text("Make Home.jsx nicer"), "build.simple 5<10<15"),
        (op("prompt").scope(Scope::Simple).text("Make line 12 nicer"), "build.simple 5<10<15"),
        (op("prompt").scope(Scope::Module).text("Rework it, but don't change anything else"), "build.module 1<2<3"),
        (op("prompt").text("something vague"), "build.unscoped 5<10<15"),
        (op("prompt").text("new colours please"), "build.simple 5<10<15"),
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
    for (row, told) in rows {
        assert_eq!(row.under(&audit), told, "{:?}", row.event.prompt);
    }
    assert!(op("prompt").reported("3").under(&audit).contains(broad));
    assert!(!series().cards().iter().any(|card| card.name.starts_with("audit")), "only by name");
}

#[test]
fn built_in_cards_are_whole() {
    assert_eq!(catalog::names().len(), 8);
    for name in catalog::names() {
        Model::builtin(&name).unwrap_or_else(|error| panic!("{error}"));
    }
    let cards = catalog::list().unwrap();
    for card in &cards {
        assert!(
            card.source.is_some() && card.checked_on.is_some() && card.provider.as_deref() == Some("base44"),
            "{}",
            card.name
        );
    }
    let dated: Vec<Option<Day>> = cards[..6].iter().map(|card| card.effective_from).collect();
    assert!(dated.is_sorted() && dated[0].is_none() && dated[1..].iter().all(Option::is_some));
    let mut files: Vec<_> = catalog::DATED.iter().chain(&catalog::NAMED).map(|file| file.path.to_owned()).collect();
    let mut held: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/model/catalog/base44"))
        .unwrap()
        .map(|entry| format!("base44/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    held.sort();
    files.sort();
    assert_eq!(held, files, "every file of the catalog is a card that is built in");
    assert_eq!(series().newest_checked_on(), "2026-10-03".parse().ok());
}

#[test]
fn an_unknown_model_names_the_known_ones() {
    let Err(error) = Model::builtin("base45") else { panic!("there is no base45") };
    assert!(matches!(error, Error::UnknownModel { .. }));
    assert_eq!(
        error.to_string(),
        "there is no cost model base45; built in: base44, base44-2025-flat, base44-2025-12, base44-2026-01, base44-2026-03, \
         base44-2026-07, base44-2026-09, audit-2026-05"
    );
}

#[test]
fn what_changed_between_two_cards() {
    let day = |text: &str| describe::view(text).unwrap();
    let told: Vec<String> = describe::diff(&day("2026-07-01"), &day("base44-2026-09"))
        .iter()
        .map(|change| match change {
            describe::Change::Added(line) => format!("+ {} {}", line.class, line.rate.in_words()),
            describe::Change::Removed(line) => format!("- {}", line.class),
            describe::Change::Changed { before, after } => {
                format!("{} {} -> {} {}", after.class, before.exactness.name(), after.exactness.name(), after.rate.in_words())
            }
        })
        .collect();
    assert_eq!(
        told,
        ["+ llm.gemini-3.8-flash 10", "+ agent.gemini-3.8-flash 10", "integration.generate-image exact -> estimate 1 per image"]
    );
    let first = describe::diff(&day("2025-11-30"), &day("2025-12-01"));
    assert!(first.iter().any(|change| matches!(change, describe::Change::Removed(line) if line.class == "build.flat")));
    assert!(describe::diff(&day("2026-04-01"), &day("2026-05-01")).is_empty());
    assert_eq!(day("2026-05-01").bands.len(), 4);
    let speech = day("2026-05-01").lines.into_iter().find(|line| line.class == "integration.generate-speech").unwrap();
    assert_eq!(speech.rate.in_words(), "1 per 50 characters (rounded up), at most 100");
    assert_eq!((speech.from, speech.card.as_str()), ("2026-03-10".parse().ok(), "base44-2026-03"));
}
