use super::*;

#[test]
fn every_listed_operation_is_known() {
    let lists: Operations = toml::from_str(include_str!("../maps/operations.toml")).unwrap();
    let Operations { builder, common, apps, own, titles } = &lists;
    for name in [builder, common, apps, own, titles].into_iter().flatten() {
        assert!(is_known_operation(name), "{name}");
    }
}

#[test]
fn statuses() {
    for (cell, status) in [
        ("allowed", Some(Status::Ok)),
        ("TRUE", Some(Status::Ok)),
        ("Failed", Some(Status::Failed)),
        ("false", Some(Status::Failed)),
        ("denied", Some(Status::Blocked)),
        ("429", Some(Status::Failed)),
        ("200", Some(Status::Ok)),
        ("pending", Some(Status::NotRun("pending"))),
        ("Dry run", Some(Status::NotRun("dry-run"))),
        ("cache-hit", Some(Status::Cached)),
        ("refunded", Some(Status::Refunded)),
        ("frobnicated", Some(Status::Unknown)),
        ("N/A", None),
    ] {
        assert_eq!(super::status(cell, &OwnWords::default()), status, "{cell}");
    }
}

#[test]
fn the_reasons_of_calls_that_did_not_run_are_explained() {
    for reason in WORDS.status.not_run.keys() {
        assert!(crate::ingest::reject::IGNORED.iter().any(|(id, _)| id == reason), "{reason}");
    }
}

#[test]
fn absent_cells() {
    for cell in ["", "null", "NULL", "None", "undefined", "NaN", "n/a", "-", "—", "(null)"] {
        assert!(is_absent(cell), "{cell}");
    }
    for cell in ["0", "no", "nullable", "nobody", "shop"] {
        assert!(!is_absent(cell), "{cell}");
    }
}

#[test]
fn operations_in_any_spelling() {
    for cell in [
        "InvokeLLM",
        "base44.integrations.Core.InvokeLLM",
        "send_email",
        "SendEmail",
        "None",
        "stripe",
        "Agent Message",
        "invokeLLM (GPT-5)",
        "Core.InvokeLLM (gpt-4.1)",
        "SendEmail (custom domain)",
        "Build prompt (simple)",
    ] {
        assert!(is_known_operation(cell), "{cell}");
    }
    for cell in ["Core", "coffee", ""] {
        assert!(!is_known_operation(cell), "{cell}");
    }
}

#[test]
fn brackets_name_models_and_scopes() {
    for (operation, model) in [
        ("invokeLLM (GPT-5)", Some("GPT-5")),
        ("invokeLLM (gpt-4o-mini, short prompt)", Some("gpt-4o-mini")),
        ("Agent message (Gemini 3 Flash)", Some("Gemini 3 Flash")),
        ("InvokeLLM (turbo-2)", Some("turbo-2")),
        ("InvokeLLM (short prompt)", None),
        ("sendEmail (transactional)", None),
        ("SendEmail (2 recipients)", None),
        ("InvokeLLM", None),
    ] {
        assert_eq!(model_in(operation), model, "{operation}");
    }
    for (text, wanted) in [
        ("app-wide", Some(Scope::AppWide)),
        ("App Wide", Some(Scope::AppWide)),
        ("Simple visual or text change", Some(Scope::Simple)),
        ("Improving a small feature", Some(Scope::Feature)),
        ("complex module", Some(Scope::Module)),
        ("Large-scale or app-wide change", Some(Scope::AppWide)),
        ("huge", None),
    ] {
        assert_eq!(scope(text), wanted, "{text}");
    }
    assert_eq!(scope_in("Build prompt (module)"), Some(Scope::Module));
    assert_eq!(scope_in("Simple visual or text change"), Some(Scope::Simple));
    assert_eq!(scope_in("text_edit"), None);
}
