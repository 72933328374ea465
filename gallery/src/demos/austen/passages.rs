//! The novel in passages: its 889 longer paragraphs, each with its chapter.

/// Paragraphs of fewer characters, as the file has them, say too little by themselves.
const LONGER_THAN: usize = 250;

/// A paragraph, on one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Passage {
    pub(super) chapter: u8,
    pub(super) text: String,
}

/// The longer paragraphs of a novel whose chapters begin with "Chapter 1" on a line of its own, in their order.
pub(super) fn passages(novel: &str) -> Vec<Passage> {
    let mut chapter = 0;
    let mut found = vec![];
    for paragraph in paragraphs(novel) {
        match paragraph.strip_prefix("Chapter ").map(str::parse) {
            Some(Ok(number)) => chapter = number,
            _ if paragraph.chars().count() > LONGER_THAN => {
                // The file writes _so_ for what is in italics.
                found.push(Passage { chapter, text: paragraph.replace('_', "") });
            }
            _ => {}
        }
    }
    found
}

/// What stands between empty lines, each on one line.
fn paragraphs(novel: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in novel.lines().map(str::trim) {
        match found.last_mut() {
            Some(paragraph) if !line.is_empty() => {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
            }
            _ => found.push(String::new()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEL: &str = include_str!("pride.txt");

    #[test]
    fn there_are_889_and_all_have_a_chapter() {
        let passages = passages(NOVEL);
        assert_eq!(passages.len(), 889);
        assert!(passages.is_sorted_by_key(|passage| passage.chapter));
        let chapter = |text: &str| {
            passages.iter().find(|passage| passage.text.contains(text)).map(|passage| passage.chapter)
        };
        assert_eq!(chapter("He was quite young, wonderfully handsome"), Some(3));
        assert_eq!(chapter("caught by Pemberley House, situated on the opposite side"), Some(43));
        assert_eq!(chapter("Mr. Bennet replied that he had not."), None);
        assert_eq!(passages.last().map(|passage| passage.chapter), Some(61));
    }

    #[test]
    fn lines_are_unwrapped_and_short_paragraphs_left_out() {
        let long = "word ".repeat(60);
        let novel = format!("TITLE\n\nChapter 7\n\n\nShort.\n\n{long}\n_is_\n  here.\r\n\n{long}");
        let text = format!("{long}is here.");
        let passages = passages(&novel);
        assert_eq!(passages.len(), 2);
        assert_eq!(passages[0], Passage { chapter: 7, text });
    }
}
