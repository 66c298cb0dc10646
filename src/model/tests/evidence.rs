//! How a build prompt finds its scope.

use super::*;

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
        let found = op("prompt").reported(credits).scope(Scope::Feature).classify(model, None);
        assert_eq!(model.class(found.class).id, class, "{credits}");
        assert_eq!(
            (found.basis, found.credits, found.confidence),
            (Basis::Reported, Some(c(credits)), Confidence::Certain)
        );
    }
    let found = op("compare").reported("7").classify(model, None);
    assert_eq!((model.class(found.class).id.as_str(), found.credits), ("compare", Some(c("7"))));
}

#[test]
fn evidence_of_scope_in_its_order() {
    let model = series();
    let with_confidence = |row: &Row| (row.priced(), row.classify(model, None).confidence);
    let words = "translate the whole app";
    assert_eq!(
        with_confidence(&op("prompt").scope(Scope::Simple).files(12).text(words)),
        ("build.simple ~0.5".into(), Confidence::High)
    );
    assert_eq!(
        with_confidence(&op("prompt").files(1).text(words)),
        ("build.simple ~0.5".into(), Confidence::High)
    );
    for (files, class) in [
        (1, "build.simple"),
        (2, "build.feature"),
        (3, "build.feature"),
        (4, "build.module"),
        (9, "build.module"),
        (10, "build.app-wide"),
        (400, "build.app-wide"),
    ] {
        assert!(op("prompt").files(files).priced().starts_with(class), "{files}");
    }
    assert_eq!(with_confidence(&op("prompt").files(0).text(words)).1, Confidence::Low);
    let texts = [
        ("Change the colour of the button", "build.simple 0.5<0.5<4"),
        ("tweak padding", "build.simple 0.5<0.5<4"),
        ("rewrite the hero copy", "build.simple 0.5<0.5<4"),
        ("fix the typo in the headline", "build.simple 0.5<0.5<4"),
        ("Fix the button colour", "build.simple 0.5<0.5<4"),
        ("rewrite the login flow and its text", "build.module 0.5<2<4"),
        ("rebuild src/Home.jsx, do not modify any other file", "build.simple 0.5<0.5<4"),
        (
            "In Home.jsx: fix the header. Don't touch anything else in Home.jsx.",
            "build.simple 0.5<0.5<4",
        ),
        ("fix Home.jsx and Nav.jsx, nothing else", "build.feature 0.5<1<4"),
        ("fix it, do not modify any other", "build.feature 0.5<1<4"),
        ("Debug the date picker", "build.feature 0.5<1<4"),
        ("add entities and flows for invoices", "build.module 0.5<2<4"),
        ("Translate the copy", "build.app-wide 0.5<3.5<4"),
        ("make it for mobile", "build.app-wide 0.5<3.5<4"),
        ("Hello", "build.unscoped -"),
    ];
    for (text, expected) in texts {
        assert_eq!(op("prompt").text(text).priced(), expected);
    }
    // The span is the card's: no app-wide price before March 2026.
    assert_eq!(on("2026-02-01", "prompt").text("tweak padding").priced(), "build.simple 0.5<0.5<2");
    assert_eq!(
        model.scope_evidence(&op("prompt").files(5).reported("1").event),
        Some((Scope::Module, Confidence::High))
    );
}
