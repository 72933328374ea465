//! Which bytes are a text, and which texts are markup.

use std::borrow::Cow;

/// The text that bytes are in UTF-8, or in UTF-16 behind a byte order mark, if it has no control characters besides
/// tabs, form feeds and the ends of lines.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let (pairs, odd) = bytes.as_chunks();
        let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
        text.ok().filter(|_| odd.is_empty()).map(Cow::Owned)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => utf16(u16::from_be_bytes, rest),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    };
    let control = |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r' | '\x0c');
    text.filter(|text| !text.contains(control))
}

/// Which markup a text is, if it begins with a tag, a comment or a declaration; a table may begin with `<18,18-65`.
pub(super) fn markup(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let inside = text.strip_prefix('<')?;
    let opens = inside.starts_with(|first: char| first.is_ascii_alphabetic() || "!?/".contains(first));
    opens.then(|| match text.as_bytes() {
        bytes if infer::text::is_html(bytes) => "text/html",
        bytes if infer::text::is_xml(bytes) => "text/xml",
        _ if text.contains("<svg") => "image/svg+xml",
        _ => "text/html",
    })
}

#[cfg(test)]
mod tests {
    use super::super::kind;
    use super::*;

    /// The letters that formats begin with, each in a text, and what they would be taken for. These are all that the
    /// infer crate knows which have nothing but printable letters and ends of lines.
    #[test]
    fn a_text_is_one_whatever_letters_it_begins_with() {
        let check = |text: &str, taken_for: &str| {
            let found = infer::get(text.as_bytes()).map(|found| found.mime_type());
            assert_eq!(found, Some(taken_for), "{text:?} is no example any more");
            assert_eq!(kind(text.as_bytes()), "text/plain", "{text:?}");
            let utf16: Vec<u8> =
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            assert_eq!(kind(&utf16), "text/plain", "{text:?} in UTF-16");
        };
        // What stands at a place further inside.
        let at = |place: usize, letters: &str| format!("{}{letters} and more\n", "x".repeat(place));

        check("MZ,intensity\n1,2\n", "application/vnd.microsoft.portable-executable");
        check("BC,AD\n1,2\n", "application/x-llvm");
        let dex = format!("dex\n{}p\n", "x".repeat(32));
        check(&dex, "application/vnd.android.dex");
        let dey = format!("dey\n{}{dex}{}", "x".repeat(36), "y".repeat(60));
        check(&dey, "application/vnd.android.dey");
        check("-----BEGIN -----\n", "application/x-x509-ca-cert");
        check(&at(60, "BOOKMOBI"), "application/x-mobipocket-ebook");

        check("GIF,PNG\n1,2\n", "image/gif");
        check("a,b,c,d,WEBP\n", "image/webp");
        check("BMI,age\n23,51\n", "image/bmp");
        check("8BPS,1\n", "image/vnd.adobe.photoshop");
        check("AT&TFORM,ab,DJVU\n", "image/vnd.djvu");
        for version in [
            "1.40", "1.50", "2.10", "2.21", "2.22", "1001", "1002", "1003", "1004", "1006", "1009", "1012",
            "1013", "1014", "1015", "1018", "1021", "1024", "1027", "1032", "1035",
        ] {
            check(&format!("AC{version},b\n"), "image/vnd.dwg");
        }

        check("abcdftypisom,1\n", "video/mp4");
        check("abcdftypM4V,1\n", "video/x-m4v");
        for text in
            ["abcdftypqt  ,e,f\n", "abcdmoov,efghijklm\n", "abcdmdat,efghijklm\n", "abcdefghijklmdat,1\n"]
        {
            check(text, "video/quicktime");
        }
        check("RIFF,ab,AVI,1\n", "video/x-msvideo");

        check("MThd,1\n", "audio/midi");
        check("ID3,x\n1,2\n", "audio/mpeg");
        check("abcdftypM4A,1\n", "audio/m4a");
        check("M4A ,abcdefgh\n", "audio/m4a");
        check("OggS,1\n", "audio/ogg");
        check(&format!("OggS{}OpusHead\n", "x".repeat(24)), "audio/opus");
        check("fLaC,1\n", "audio/x-flac");
        check("RIFF,ab,WAVE,1\n", "audio/x-wav");
        check("#!AMR\n1,2,3,4\n", "audio/amr");
        check("FORM,ab,AIFF,1\n", "audio/x-aiff");
        check("DSD ,1\n", "audio/x-dsf");
        check("MAC ,1\n", "audio/x-ape");

        check(&at(257, "ustar"), "application/x-tar");
        check("BZh,1\n", "application/x-bzip2");
        check("BZ3v1,1\n", "application/vnd.bzip3");
        check("%PDF,1\n", "application/pdf");
        check("share of users,%PDF\n", "application/pdf");
        check("CWS,1\n", "application/x-shockwave-flash");
        check("FWS,1\n", "application/x-shockwave-flash");
        check("{\\rtf,1\n", "application/rtf");
        check("%!,1\n", "application/postscript");
        check("SQLite,1\n", "application/vnd.sqlite3");
        check("Cr24,1\n", "application/x-google-chrome-extension");
        check("MSCF,1\n", "application/vnd.ms-cab-compressed");
        check("ISc(,1\n", "application/vnd.ms-cab-compressed");
        check("!<arch>\ndebian-binary", "application/vnd.debian.binary-package");
        check("!<arch>,1\n", "application/x-unix-archive");
        check("LZIP,1\n", "application/x-lzip");
        check(&at(128, "DICM"), "application/dicom");
        check("070701,070702\n", "application/x-cpio");
        check("#!,1\n", "text/x-shellscript");
    }

    #[test]
    fn a_text_is_whole_and_has_no_control_characters() {
        let check =
            |bytes: &[u8], expected: Option<&str>| assert_eq!(text(bytes).as_deref(), expected, "{bytes:?}");
        check("a\tb\r\n\x0cä€𝄞".as_bytes(), Some("a\tb\r\n\x0cä€𝄞"));
        check(b"\xff\xfea\0\xe4\0", Some("aä"));
        check(b"\xfe\xff\0a\xd8\x34\xdd\x1e", Some("a𝄞"));
        check(b"\xfe\xff\0a\xd8\x34", None);
        check(b"\xff\xfea\0b", None);
        check(b"\xff\xfea\0\0\0", None);
        check(b"a\xe4b", None);
        for control in (0..0x20).filter(|control| !b"\t\n\r\x0c".contains(control)).chain([0x7f]) {
            check(&[b'B', b'M', control], None);
        }
    }

    #[test]
    fn markup_begins_with_a_tag() {
        let check = |text: &str, expected: &str| assert_eq!(kind(text.as_bytes()), expected, "{text}");
        check("<!DOCTYPE html><svg></svg>", "text/html");
        check("\u{feff}\n<p>a</p>", "text/html");
        check("<main>a</main>", "text/html");
        check("<?xml version='1.0'?><a/>", "text/xml");
        check("<!-- a --><svg></svg>", "text/html");
        check("<svg onload='x'>\x1b", "image/svg+xml");
        check("<18,18-65,>65\n1,2,3\n", "text/plain");
        check("<p,b\n1,2\n", "text/html");
        check("a,<b>\n1,2\n", "text/plain");
    }
}
