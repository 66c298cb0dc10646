//! Whether each input is complete: pages of one list that were all given complete each other, and a round number of rows is a sign of a
//! cut.

use std::path::Path;

use crate::ingest::Input;
use crate::ingest::event::outcome::Rejected;
use crate::ingest::record::json::page::Page;
use crate::ingest::record::json::page_words;
use crate::ingest::record::table::Table;

/// Reasons to reject a row that is no event but a sentence or a line about pages.
const NO_EVENT: [&str; 5] = ["bad-time", "no-time", "ragged", "nothing-to-count", "bad-amount"];

/// Why an input is incomplete if a row says so that is no event: `Showing 20 of 500 rows`, or `{"next_cursor":"x"}` on a line.
pub(crate) fn told_in_rows(table: &Table, rejects: &[Rejected]) -> Option<String> {
    let mut told = rejects.iter().filter(|reject| NO_EVENT.contains(&reject.reason));
    let names_more = || {
        table.format == "jsonl"
            && table.columns.iter().any(|column| page_words::tells_of_more(&column.name.plain))
    };
    let is_told = told.clone().any(|reject| page_words::leaves_out(&reject.excerpt))
        || (told.any(|reject| reject.reason == "no-time") && names_more());
    is_told.then(|| "a row of it says that there is more".to_owned())
}

/// Why a table is incomplete if a line above its header says so.
pub(crate) fn told_above(start: &str, table: &Table) -> Option<String> {
    let above = usize::try_from(table.header_line?).ok()?.saturating_sub(1);
    let mut lines = start.lines().take(above);
    lines
        .any(page_words::leaves_out)
        .then(|| "a line above its header says that rows are left out".to_owned())
}

/// Number of rows at which the platform cuts its lists, in any format.
const CUT: u64 = 5_000;

/// Settles why each input is incomplete. `pages` is what each of them says of itself, if it is a page of a list.
pub(crate) fn settle(inputs: &mut [Input], pages: &[Option<Page>]) {
    let complete = complete_sets(inputs, pages);
    for ((input, page), is_complete) in inputs.iter_mut().zip(pages).zip(complete) {
        if is_complete {
            input.cut = None;
        } else if input.rows == CUT && !page.as_ref().is_some_and(|page| page.is_last) {
            input.cut.get_or_insert_with(|| {
                "exactly 5,000 rows, where the platform cuts its lists".to_owned()
            });
        }
    }
}

/// Which inputs are pages of a list whose pages are all there.
fn complete_sets(inputs: &[Input], pages: &[Option<Page>]) -> Vec<bool> {
    let folder = |input: &Input| Path::new(input.path.raw()).parent().map(Path::to_path_buf);
    let mut complete = vec![false; inputs.len()];
    for (at, page) in pages.iter().enumerate() {
        let Some(page) = page else { continue };
        // The pages of one list are in one folder.
        let others: Vec<(&Input, &Page)> = inputs
            .iter()
            .zip(pages)
            .filter(|(input, _)| folder(input) == folder(&inputs[at]))
            .filter_map(|(input, page)| Some((input, page.as_ref()?)))
            .collect();
        complete[at] = is_complete(page, &others);
    }
    complete
}

fn is_complete(page: &Page, all: &[(&Input, &Page)]) -> bool {
    if all.len() < 2 {
        return false;
    }
    if let (Some(_), Some(pages)) = (page.number, page.pages) {
        let numbers: Vec<u64> = all
            .iter()
            .filter(|(_, other)| other.pages == Some(pages))
            .filter_map(|(_, other)| other.number)
            .collect();
        let has = |mut range: std::ops::Range<u64>| range.all(|number| numbers.contains(&number));
        return pages <= all.len() as u64 && (has(1..pages + 1) || has(0..pages));
    }
    if let Some((_, total)) = &page.total {
        let same =
            all.iter().filter(|(_, other)| other.total.as_ref().is_some_and(|(_, t)| t == total));
        return same.map(|(_, other)| other.rows).sum::<u64>() >= *total;
    }
    is_chain(all)
}

/// Whether pages that name the next one only by a cursor are probably all of a list: one of them says that it is the last, each of the
/// others names another page, and the numbers in their names leave no gap.
fn is_chain(all: &[(&Input, &Page)]) -> bool {
    let (more, last): (Vec<_>, Vec<_>) = all.iter().partition(|(_, page)| page.more.is_some());
    let [(last, page)] = last.as_slice() else { return false };
    let mut cursors: Vec<&str> =
        more.iter().filter_map(|(_, page)| Some(page.more.as_ref()?.1.as_str())).collect();
    cursors.sort_unstable();
    cursors.dedup();
    // A page that says only that there is more has an empty cursor.
    let names_pages = cursors.len() == more.len() || cursors == [""];
    if !page.is_last || !names_pages {
        return false;
    }
    let mut numbers: Vec<Option<u64>> = more.iter().map(|(input, _)| number_of(input)).collect();
    numbers.sort_unstable();
    numbers.push(number_of(last));
    numbers.windows(2).all(|pair| match (pair[0], pair[1]) {
        (Some(one), Some(next)) => one + 1 == next,
        // Without numbers, only two pages can follow each other for certain.
        (None, None) => numbers.len() == 2,
        _ => false,
    })
}

/// The last number in a file's name.
fn number_of(input: &Input) -> Option<u64> {
    let name = Path::new(input.path.raw()).file_name()?.to_string_lossy().into_owned();
    let end = name.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = name[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    name[start..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::run::all::blank;

    fn inputs(given: &[(&str, Page)]) -> Vec<bool> {
        let mut inputs: Vec<Input> = given
            .iter()
            .map(|(path, page)| {
                let mut input = blank((*path).into(), &Table::default(), page.rows);
                input.cut = (!page.is_last).then(|| "more".to_owned());
                input
            })
            .collect();
        let pages: Vec<Option<Page>> = given.iter().map(|(_, page)| Some(page.clone())).collect();
        settle(&mut inputs, &pages);
        inputs.iter().map(|input| input.cut.is_none()).collect()
    }

    fn more(cursor: &str) -> Page {
        Page { rows: 50, more: Some(("next".to_owned(), cursor.to_owned())), ..Page::default() }
    }

    fn last() -> Page {
        Page { rows: 20, is_last: true, ..Page::default() }
    }

    #[test]
    fn pages_that_name_each_other() {
        assert_eq!(inputs(&[("page1.json", more("a"))]), [false]);
        assert_eq!(inputs(&[("page1.json", more("a")), ("page2.json", last())]), [true, true]);
        assert_eq!(inputs(&[("first.json", more("a")), ("last.json", last())]), [true, true]);
        let gap = [("page1.json", more("a")), ("page3.json", last())];
        assert_eq!(inputs(&gap), [false, true]);
        let open = [("page1.json", more("a")), ("page2.json", more("b"))];
        assert_eq!(inputs(&open), [false, false]);
        let other_folder = [("a/page1.json", more("a")), ("b/page2.json", last())];
        assert_eq!(inputs(&other_folder), [false, true]);
    }

    #[test]
    fn numbered_pages_and_totals() {
        let page = |number| Page {
            rows: 50,
            number: Some(number),
            pages: Some(3),
            is_last: number == 3,
            ..Page::default()
        };
        assert_eq!(inputs(&[("a", page(1)), ("b", page(2)), ("c", page(3))]), [true; 3]);
        assert_eq!(inputs(&[("a", page(1)), ("c", page(3))]), [false, true]);
        let part = |rows| Page {
            rows,
            total: Some(("total".to_owned(), 120)),
            is_last: rows < 50,
            ..Page::default()
        };
        assert_eq!(inputs(&[("a", part(50)), ("b", part(50)), ("c", part(20))]), [true; 3]);
        assert_eq!(inputs(&[("a", part(50)), ("c", part(20))]), [false, true]);
    }

    #[test]
    fn five_thousand_rows_are_a_cut() {
        let many = |page: Page| Page { rows: 5_000, ..page };
        assert_eq!(inputs(&[("a.json", many(last()))]), [true]);
        let mut csv = [blank("a.csv".into(), &Table::default(), 5_000)];
        settle(&mut csv, &[None]);
        assert!(csv[0].cut.is_some());
    }
}
