//! The head of an HTML page, whether to open the page, and the text of a line.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::cli::error::{Failure, Kind};
use crate::cli::origin::{Merged, Text};
use crate::render::HtmlOptions;
use crate::report::view::brief::{self, Template};

/// Limit for a logo, which is embedded in every page.
const MOST_BYTES: usize = 256 * 1024;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct PageSettings {
    pub(crate) title: Option<String>,
    pub(crate) client: Option<String>,
    /// The path as written.
    logo: Option<Text>,
    pub(crate) open: bool,
    /// The text of `-f line`.
    pub(crate) template: Option<Template>,
}

impl PageSettings {
    pub(crate) fn of(written: &Merged) -> Result<Self, Failure> {
        let text = |name: &str| {
            written.one(name).map(|t| t.text.trim().to_owned()).filter(|t| !t.is_empty())
        };
        let logo = written.one("logo").filter(|t| !t.text.is_empty()).cloned();
        Ok(Self {
            title: text("title"),
            client: text("client"),
            logo,
            open: written.on("open")?,
            template: written.one("template").map(template).transpose()?,
        })
    }

    /// The file of the logo.
    pub(crate) fn logo(&self) -> Option<&Path> {
        self.logo.as_ref().map(|text| Path::new(&text.text))
    }

    /// The head of the page. Reads the logo.
    pub(crate) fn options(&self) -> Result<HtmlOptions, Failure> {
        let logo = self.logo.as_ref().map(read).transpose()?;
        Ok(HtmlOptions { title: self.title.clone(), client: self.client.clone(), logo })
    }
}

fn template(text: &Text) -> Result<Template, Failure> {
    Template::parse(&text.text).map_err(|why| {
        text.wrong(why).hint(format!("the fields are {}", brief::names().join(", ")))
    })
}

/// Reads an image; returns its media type and bytes.
fn read(text: &Text) -> Result<(String, Vec<u8>), Failure> {
    let path = PathBuf::from(&text.text);
    let cannot = |error: std::io::Error| {
        let failure = Failure::new(Kind::Input, format!("cannot read the logo: {error}"));
        failure.at(path.display().to_string(), None, None)
    };
    let mut bytes = Vec::new();
    // Read one byte more than allowed, to notice a file that is too large.
    File::open(&path)
        .map_err(cannot)?
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() > MOST_BYTES {
        let size = path
            .metadata()
            .map_or_else(|_| "larger".to_owned(), |m| format!("{} kB", m.len().div_ceil(1024)));
        let failure = text.wrong(format!(
            "the logo {} is {size}; the limit is {} kB",
            path.display(),
            MOST_BYTES / 1024
        ));
        return Err(
            failure.hint("the page shows it 40 pixels high, so a smaller image looks the same")
        );
    }
    let Some(kind) = kind(&path, &bytes) else {
        let failure =
            text.wrong(format!("{} is not an image that a page can show", path.display()));
        return Err(failure.hint("use a PNG, JPEG, SVG, WebP or GIF file"));
    };
    Ok((kind.to_owned(), bytes))
}

/// The media type by content. SVG has no signature, so it also needs the file name: text with an
/// `svg` element may be another kind of document.
fn kind(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => {
            let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg"));
            let text = std::str::from_utf8(bytes).ok().filter(|_| named)?;
            text.contains("<svg").then_some("image/svg+xml")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::origin::Origin;

    fn logo(name: &str, bytes: &[u8]) -> Result<(String, Vec<u8>), Failure> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read(&Text { text: path.display().to_string(), origin: Origin::Flag("--logo".to_owned()) })
    }

    #[test]
    fn an_image_is_known_by_its_content_whatever_its_name() {
        let webp = b"RIFF\x1a\0\0\0WEBPVP8L";
        let images: [(&str, &[u8], &str); 6] = [
            ("a.png", b"\x89PNG\r\n\x1a\n rest", "image/png"),
            ("a.png", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
            ("a", b"GIF89a rest", "image/gif"),
            ("a.webp", webp, "image/webp"),
            (
                "a.SVG",
                b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                "image/svg+xml",
            ),
            ("a.svg", b"\xef\xbb\xbf<svg/>", "image/svg+xml"),
        ];
        for (name, bytes, kind) in images {
            assert_eq!(logo(name, bytes).unwrap(), (kind.to_owned(), bytes.to_vec()), "{name}");
        }
    }

    #[test]
    fn what_is_no_image_is_refused_with_what_would_do() {
        for (name, bytes) in [
            ("a.png", &b"<svg/>"[..]),
            ("a.svg", b"hello"),
            ("a.svg", b"\xff<svg/>"),
            ("a.html", b"<svg/>"),
            ("a.gif", b""),
        ] {
            let failure = logo(name, bytes).unwrap_err();
            assert!(
                failure.message.ends_with("is not an image that a page can show"),
                "{}",
                failure.message
            );
            assert_eq!((failure.kind, failure.hints.len()), (Kind::Usage, 1));
        }
    }

    #[test]
    fn a_logo_has_at_most_256_kilobytes() {
        let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
        image.resize(256 * 1024, 0);
        assert!(logo("a.png", &image).is_ok());
        image.push(0);
        let failure = logo("a.png", &image).unwrap_err();
        assert!(
            failure.message.ends_with("a.png is 257 kB; the limit is 256 kB"),
            "{}",
            failure.message
        );
    }

    #[test]
    fn a_missing_logo_is_an_error_with_its_path() {
        let text =
            Text { text: "no/such.png".to_owned(), origin: Origin::Flag("--logo".to_owned()) };
        let failure = read(&text).unwrap_err();
        assert_eq!((failure.kind, failure.file.as_deref()), (Kind::Input, Some("no/such.png")));
    }
}
