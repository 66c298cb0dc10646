//! The docs as a site: every page is in the table of contents, and no link leads nowhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::root;

/// The pages below a folder.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
}

/// The targets of `[text](target)` outside of code blocks.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, prose) in text.split("```").enumerate() {
        if at % 2 == 0 {
            let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            found.extend(targets.map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let docs = root().join("docs");
    let contents = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let listed = links(&contents);
    let mut found = Vec::new();
    pages(&docs, &mut found);
    assert!(found.len() > 15, "only {} pages", found.len());
    for page in found.iter().filter(|page| !page.ends_with("SUMMARY.md")) {
        let name = page.strip_prefix(&docs).unwrap().to_string_lossy().replace('\\', "/");
        assert_eq!(listed.iter().filter(|link| **link == name).count(), 1, "{name}");
    }
}

#[test]
fn no_link_leads_nowhere() {
    let mut found = vec![root().join("README.md")];
    pages(&root().join("docs"), &mut found);
    let mut checked = 0;
    for page in found {
        let folder = page.parent().unwrap();
        for link in links(&fs::read_to_string(&page).unwrap()) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let target = folder.join(path).canonicalize();
            assert!(target.is_ok(), "{}: {link}", page.display());
            // The site has the pages of this folder alone.
            let (target, docs) = (target.unwrap(), root().join("docs").canonicalize().unwrap());
            let is_on_site = target.starts_with(docs) || !page.starts_with(root().join("docs"));
            assert!(is_on_site, "{}: {link} is not a page of the site", page.display());
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} links");
}
