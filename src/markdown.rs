//! Markdown as HTML that is safe to show.

use ammonia::Builder;
use maquette_contract::Markdown;
use pulldown_cmark::{Options, Parser, html};
use std::collections::HashSet;

/// The elements that a text may have. Scripts, styles, forms and pictures are not among them.
const TAGS: [&str; 25] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Formats CommonMark, with tables and strikethrough, as HTML. Scripts, styles, forms, pictures and links other than
/// `http`, `https` and `mailto` are removed, so the source need not be trusted.
///
/// ```
/// let text = maquette::markdown("**Bold**<script>alert(1)</script>");
/// assert_eq!(text.html, "<p><strong>Bold</strong></p>\n");
/// ```
pub fn markdown(source: &str) -> Markdown {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut unsafe_html = String::new();
    html::push_html(&mut unsafe_html, Parser::new_ext(source, options));
    let html = Builder::new()
        .tags(HashSet::from(TAGS))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("nofollow noopener"))
        .clean(&unsafe_html)
        .to_string()
        // A screen reader would announce an empty header cell.
        .replace("<th></th>", "<td></td>");
    Markdown { source: source.to_owned(), html }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(markdown(source).html.trim(), expected, "{source}");
    }

    #[test]
    fn formats_common_markdown() {
        check("# Title", "<h1>Title</h1>");
        check("a *b* `c<d`", "<p>a <em>b</em> <code>c&lt;d</code></p>");
        check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
        check("~~a~~", "<p><del>a</del></p>");
        let table = "<table><thead><tr><td></td><th>a</th></tr></thead><tbody>\n<tr><td>b</td><td>1</td></tr>\n</tbody></table>";
        check("| | a |\n|-|-|\n| b | 1 |", table);
        check("[a](https://b.org)", r#"<p><a href="https://b.org" rel="nofollow noopener">a</a></p>"#);
    }

    #[test]
    fn it_can_be_read_without_its_marks() {
        let check = |source: &str, summary: &str, words: &str| {
            let text = markdown(source);
            assert_eq!((text.summary().as_str(), text.words().as_str()), (summary, words), "{source}");
        };
        let penguin = "Which *penguin* is it? See [here](https://a.b).";
        check(
            &format!("{penguin}\n\nMore."),
            "Which penguin is it? See here.",
            "Which penguin is it? See here. More.",
        );
        let about = "# About us\nWe sell *things*, un**believ**able ones. See [the gauge](/models/gauge).";
        let words = "About us We sell things, unbelievable ones. See the gauge.";
        check(about, words, words);
        check("a < b & c", "a < b & c", "a < b & c");
        check("- one\n- two\n\n> three", "one two three", "one two three");
        check("| a | b |\n|-|-|\n| 1 | 2 |", "a b 1 2", "a b 1 2");
        check("&amp;lt; \\*no\\* `a*b`", "&lt; *no* a*b", "&lt; *no* a*b");
        check("", "", "");
    }

    #[test]
    fn removes_what_could_do_harm() {
        check("<script>alert(1)</script>", "");
        check("<img src=x onerror=alert(1)>", "");
        check("[a](javascript:alert(1))", r#"<p><a rel="nofollow noopener">a</a></p>"#);
        check(
            "<a href='https://b.org' onclick='x()' style='color:red'>a</a>",
            r#"<p><a href="https://b.org" rel="nofollow noopener">a</a></p>"#,
        );
        check("<iframe src=https://b.org></iframe>", "");
        check("<form action=/x><input name=a></form>", "");
        check("![a](https://b.org/c.png)", "<p></p>");
        check("<style>p{}</style>a", "a");
    }
}
