//! The address of the CI run that this process is a part of, as its environment names it.

use super::env::Env;

/// Variables with the whole address, of the systems that set one: GitLab, Jenkins, `CircleCI`, Buildkite, Azure Pipelines.
const WHOLE: [&str; 5] =
    ["CI_JOB_URL", "CI_PIPELINE_URL", "BUILD_URL", "CIRCLE_BUILD_URL", "BUILDKITE_BUILD_URL"];

/// The longest address that is believed.
const LONGEST: usize = 500;

/// The address, if the environment has one.
pub(crate) fn address(env: &Env) -> Option<String> {
    let github = || {
        let server = env.var("GITHUB_SERVER_URL")?;
        let (repository, run) = (env.var("GITHUB_REPOSITORY")?, env.var("GITHUB_RUN_ID")?);
        Some(format!("{server}/{repository}/actions/runs/{run}"))
    };
    let whole = || WHOLE.iter().find_map(|name| env.var(name)).map(ToOwned::to_owned);
    github().or_else(whole).filter(|address| is_address(address))
}

fn is_address(text: &str) -> bool {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web && text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line_of_the_web() {
        assert!(is_address("https://github.com/acme/usage/actions/runs/42"));
        for other in ["javascript:alert(1)", "https://x y", "https://x\n::error::", "ci"] {
            assert!(!is_address(other), "{other}");
        }
    }
}
