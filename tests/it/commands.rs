//! The program as it is typed: every `console` block of the README and the guides, and the cases under `tests/cmd`.

#[test]
fn commands_print_what_the_documents_say() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("README.md")
        .case("docs/guide/*.md")
        .run();
}
