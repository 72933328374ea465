//! Relative links in what an author writes: right on every page of a demo, however deep that lies.

/// Safe HTML with its relative links made absolute: those to other pages from where the app begins, and those that are
/// only a query from the demo's own `page`, `/prefix/demo`.
pub fn rooted(html: &str, page: &str) -> String {
    let mut parts = html.split("<a ");
    let mut rooted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rooted.push_str("<a ");
        // Outside of quotes, inside, outside: a value holds no quote of its own.
        let mut pieces = part.split('"').peekable();
        let mut in_href = false;
        let mut done = false;
        let mut quoted = false;
        while let Some(piece) = pieces.next() {
            match in_href {
                true => rooted.push_str(&absolute(piece, page)),
                false => rooted.push_str(piece),
            }
            done |= in_href || (!quoted && piece.contains('>'));
            quoted = !quoted;
            in_href = quoted && !done && (piece == "href=" || piece.ends_with(" href="));
            if pieces.peek().is_some() {
                rooted.push('"');
            }
        }
    }
    rooted
}

fn absolute(link: &str, page: &str) -> String {
    let root = page.rsplit_once('/').map_or("", |(root, _)| root);
    let scheme = link.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    match link {
        _ if scheme || link.is_empty() || link.starts_with(['/', '#']) => link.to_owned(),
        _ if link.starts_with('?') => format!("{page}{link}"),
        _ => format!("{root}/{}", link.trim_start_matches("./")),
    }
}

#[cfg(test)]
mod tests {
    use super::rooted;

    #[test]
    fn a_relative_link_leads_from_where_the_app_begins() {
        let check = |page: &str, link: &str, expected: &str| {
            let html = |link: &str| {
                format!("<p>a href=\"b\" <a title=\"a > b\" href=\"{link}\" rel=\"c\">d \"e\"</a></p>")
            };
            assert_eq!(rooted(&html(link), page), html(expected), "{link} on {page}");
        };
        check("/training", "digits", "/digits");
        check("/models/training", "digits", "/models/digits");
        check("/models/training", "./digits?ink=1#the-outcome", "/models/digits?ink=1#the-outcome");
        check("/models/training", "../about", "/models/../about");
        check("/models/training", "?epochs=3", "/models/training?epochs=3");
        check("/models/training", "docs/training", "/models/docs/training");
        for link in ["/digits", "//example.org/a", "https://example.org/a", "mailto:a@b.org", "#place", ""] {
            check("/models/training", link, link);
        }
    }

    #[test]
    fn nothing_else_changes() {
        for html in ["", "<p>a</p>", "<a rel=\"nofollow\">a href=\"b\"</a>", "<abbr href=\"x\">a</abbr>"] {
            assert_eq!(rooted(html, "/demo"), html);
        }
        let two = "<a href=\"a\">\"a\"</a> and <a href=\"b\">b</a>";
        assert_eq!(rooted(two, "/x"), "<a href=\"/a\">\"a\"</a> and <a href=\"/b\">b</a>");
    }
}
