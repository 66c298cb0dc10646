//! The README's pictures show what the program prints today.
//!
//! `docs/pictures/first-screen.svg` is written here, from the report of the sample: `UPDATE=1 cargo test`. `docs/pictures/page.png` takes a
//! browser (`tests/browser/pictures.mjs`); the headline of the page that it shows is stored in it.

use std::fmt::Write as _;
use std::fs;

use crate::program::{root, run};

/// What a sequence of the terminal looks like on a dark ground.
const STYLES: &[(&str, &str)] =
    &[("1", "b"), ("2", "d"), ("31", "r"), ("32", "g"), ("33", "y"), ("36", "c")];

const HEAD: &str = "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d7dae0;white-space:pre}\
    .b{font-weight:700}.d{fill:#8b93a1}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}.c{fill:#79c0ff}</style>";

/// Columns of the picture, and the size of a character and a line.
const WIDTH: usize = 100;
const CELL: (f32, f32) = (8.43, 17.0);

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One line with the sequences of a terminal, as the inside of a `<text>`.
fn spans(line: &str) -> String {
    let mut out = String::new();
    let mut classes: Vec<&str> = Vec::new();
    for (at, part) in line.split('\u{1b}').enumerate() {
        let text = if at == 0 {
            part
        } else {
            let (codes, text) = part.strip_prefix('[').and_then(|p| p.split_once('m')).unwrap();
            for code in codes.split(';') {
                match STYLES.iter().find(|(of, _)| *of == code) {
                    Some((_, class)) => classes.push(class),
                    None => classes.clear(),
                }
            }
            text
        };
        if text.is_empty() {
            continue;
        }
        // A bright colour stands for bold and dim, too.
        let class = classes.join(" ");
        let _ = match class.as_str() {
            "" => write!(out, "{}", escape(text)),
            class => write!(out, "<tspan class=\"{class}\">{}</tspan>", escape(text)),
        };
    }
    out
}

/// The sample's first screen as a drawing of a terminal.
fn drawing() -> String {
    let width = WIDTH.to_string();
    let ran = run(&["demo", "--report", "-q", "--width", &width, "--color", "always"]);
    let lines: Vec<&str> = std::iter::once("$ credits demo").chain(ran.stdout.lines()).collect();
    let size = ((WIDTH + 4) as f32 * CELL.0, (lines.len() + 2) as f32 * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0} {1:.0}\" width=\"{0:.0}\" height=\"{1:.0}\" role=\"img\" \
         aria-label=\"The first screen of credits demo\">\n{HEAD}\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16191f\"/>\n",
        size.0, size.1
    );
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = (at + 2) as f32 * CELL.1;
        let columns = anstyle_free(line).chars().count();
        // The width is told, so that columns meet whatever font there is.
        let length = columns as f32 * CELL.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.2}\" y=\"{y:.0}\" textLength=\"{length:.2}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            2.0 * CELL.0,
            spans(line)
        );
    }
    svg + "</svg>\n"
}

/// The line without its sequences.
fn anstyle_free(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
#[allow(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the generated file")]
fn the_first_screen_of_the_readme_is_current() {
    let path = root().join("docs/pictures/first-screen.svg");
    let drawing = drawing();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &drawing).unwrap();
    }
    assert!(drawing.len() < 40_000, "{} bytes", drawing.len());
    let same = fs::read_to_string(&path).is_ok_and(|there| there == drawing);
    assert!(same, "docs/pictures/first-screen.svg is not current: UPDATE=1 cargo test");
}

/// The width, the height and the stored text of a PNG file.
fn png(bytes: &[u8]) -> (u32, u32, String) {
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let length = number(33) as usize;
    assert_eq!(&bytes[37..41], b"iTXt", "the text follows the header");
    let text = std::str::from_utf8(&bytes[41..41 + length]).unwrap();
    (number(16), number(20), text.trim_start_matches("Description").trim_matches('\0').to_owned())
}

/// What a picture has to say: the heading of a page of today.
fn is_current(picture: &str, page: &str, how: &str) {
    let bytes = fs::read(root().join("docs/pictures").join(picture)).unwrap();
    assert!(bytes.len() < 250_000, "{} bytes", bytes.len());
    let (width, height, shown) = png(&bytes);
    assert_eq!((width, height), (1120, 880));
    let heading = page.split_once("<h1>").unwrap().1.split_once("</h1>").unwrap().0;
    let mut text = String::new();
    let mut inside = false;
    for letter in heading.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let how = format!(
        "{how} -o page.html; node tests/browser/pictures.mjs page.html docs/pictures/{picture}"
    );
    assert_eq!(text, shown, "docs/pictures/{picture} is not current: {how}");
}

#[test]
fn the_page_of_the_readme_says_what_the_page_says_today() {
    let page = run(&["demo", "--report", "-q", "-f", "html"]).stdout;
    is_current("page.png", &page, "credits demo --report");
}

#[test]
fn the_pages_of_the_guide_for_consultants_say_what_they_say_today() {
    let folder = "fixtures/workspaces/audit-engagement";
    let file = |name: &str| root().join(folder).join(name).display().to_string();
    let (config, log, after) = (file("credits.toml"), file("usage.csv"), file("after.csv"));
    let common = ["-q", "-f", "html", "--config", &config];
    let audit = run(&[&["audit", &log][..], &common].concat()).stdout;
    is_current("audit.png", &audit, "in the engagement's folder: credits audit usage.csv");
    let compare = run(&[&["compare", &log, &after, "--audit"][..], &common].concat()).stdout;
    is_current("comparison.png", &compare, "there: credits compare usage.csv after.csv --audit");
}
