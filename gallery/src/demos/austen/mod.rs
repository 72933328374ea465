//! Where is it said in *Pride and Prejudice*? By meaning, with MiniLM where it is installed, and by keywords everywhere;
//! passages that are alike are found without the model, by vectors made with it before.

mod bert;
mod keywords;
mod minilm;
mod passages;
mod vectors;

use keywords::Keywords;
use maquette::prelude::*;
use minilm::{MiniLm, folder};
use passages::{Passage, passages};
use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;
use vectors::{Match, Vectors};

#[derive(Inputs)]
struct Question {
    /// What you look for
    /// A few words, or a sentence
    #[input(default = "a marriage proposal is refused")]
    question: String,
    /// How to search
    #[input(default = By::Meaning)]
    by: By,
    /// Or: passages like this one
    /// By its number; what you look for does not count then
    passage: Option<u16>,
}

#[derive(Choice, Clone, Copy)]
enum By {
    /// By meaning
    Meaning,
    /// By keywords
    Keywords,
}

const NOVEL: &str = include_str!("pride.txt");
const VECTORS: &[u8] = include_bytes!("vectors.bin");
/// So many passages are an answer.
const FOUND: usize = 5;
/// A passage in which Elizabeth sees the house.
const PEMBERLEY: &str = "caught by Pemberley House";

pub(super) fn demo() -> Demo {
    let ask = |question: &str, by| Question { question: question.to_owned(), by, passage: None };
    let house = passages(NOVEL).iter().position(|passage| passage.text.contains(PEMBERLEY)).unwrap_or(0);
    let like = Question { passage: Some(house as u16 + 1), ..ask("Pemberley", By::Meaning) };
    Demo::load("austen", Library::new)
        .title("Where is it said in Pride and Prejudice?")
        .description(
            "Ask in your own words; the answer is passages of the novel, the nearest first.\n\n\
             *By meaning* two texts are near that say the same in \
             other words; it needs a model of 91 MB, which `tools/minilm.sh` installs. *By keywords* works everywhere. A score orders the passages \
             and promises nothing: below 0.45 by meaning they are often beside the point.\n\n\
             Text: Jane Austen, *Pride and Prejudice* (1813), public domain, by way of janeaustenr. Model: all-MiniLM-L6-v2, Apache-2.0.",
        )
        .example("A proposal is refused", ask("a marriage proposal is refused", By::Meaning))
        .example("A grand estate", ask("Elizabeth visits a grand estate", By::Meaning))
        .example("A cold after the rain", ask("a visitor falls ill with a cold after riding in the rain", By::Meaning))
        .example("By keywords: a ball at Netherfield", ask("ball at Netherfield", By::Keywords))
        .example("Passages like the first sight of Pemberley", like)
        .button("Search")
}

/// How the passages were found, what they say, and for programs where they are.
type Found = (Metric, Markdown, Titled<Table>);

struct Library {
    passages: Vec<Passage>,
    keywords: Keywords,
    vectors: Vectors,
    minilm: Lazy,
}

/// What a visitor reads where the model is not there.
const UNAVAILABLE: &str = "search by meaning is not available on this server";

impl Library {
    fn new() -> anyhow::Result<Self> {
        let passages = passages(NOVEL);
        let keywords = Keywords::new(passages.iter().map(|passage| passage.text.as_str()));
        let vectors = Vectors::read(VECTORS, passages.len())?;
        Ok(Self { passages, keywords, vectors, minilm: Lazy::default() })
    }

    fn search(&mut self, question: &Question, models: &Path) -> anyhow::Result<Found> {
        let text = question.question.trim();
        if let Some(number) = question.passage {
            let known = self.passages.len();
            let Some(place) = usize::from(number).checked_sub(1).filter(|place| *place < known) else {
                return Err(
                    Refusal::new(format!("There is no passage {number}; they go from 1 to {known}")).into()
                );
            };
            let like = self.vectors.like(place, FOUND);
            let remark = format!("passages like number {number}, by meaning");
            return Ok(self.shown(Metric::new("Search", "More like this").remark(&remark), &like));
        }
        let by_keywords = |remark: &str| Metric::new("Search", "By keywords").remark(remark);
        let (how, found) = match question.by {
            By::Keywords => (by_keywords("as chosen"), self.keywords.search(text, FOUND)),
            By::Meaning => match self.minilm.get(models) {
                Ok(minilm) => {
                    let near = self.vectors.nearest(&minilm.embed(text)?, FOUND);
                    (Metric::new("Search", "By meaning").remark("with MiniLM"), near)
                }
                // How to install it is for the owner of the server, and stands in docs/gallery.md.
                Err(_) => (by_keywords(UNAVAILABLE), self.keywords.search(text, FOUND)),
            },
        };
        Ok(self.shown(how, &found))
    }

    fn shown(&self, how: Metric, found: &[Match]) -> Found {
        let mut words = String::new();
        let mut table = Table::new(["Passage", "Chapter", "Score"]);
        for Match { passage, score } in found {
            let Passage { chapter, text } = &self.passages[*passage];
            let (number, text) = (passage + 1, escaped(text));
            write!(
                words,
                "> {text}\n\nChapter {chapter}, score {score:.2}. [More like this](?passage={number})\n\n"
            )
            .ok();
            let score = (f64::from(*score) * 1000.0).round() / 1000.0;
            table = table.row([(number as f64).into(), f64::from(*chapter).into(), score.into()]);
        }
        if found.is_empty() {
            words.push_str("No passage has any of these words.");
        }
        (how, markdown(&words), titled("Where they are", table))
    }
}

/// A text in which nothing is Markdown.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, letter| {
        if letter.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(letter);
        escaped
    })
}

impl Model for Library {
    type Inputs = Question;
    type Output = Found;
    type Error = anyhow::Error;

    fn forward(&mut self, batch: Vec<Question>) -> anyhow::Result<Vec<Found>> {
        let models = folder();
        batch.iter().map(|question| self.search(question, &models)).collect()
    }

    fn max_batch(&self) -> usize {
        1
    }
}

/// The model, opened when somebody first asks by meaning. Once its files change it is tried again.
#[derive(Default)]
struct Lazy {
    tried: Option<(Stamp, Result<MiniLm, String>)>,
}

/// The size and the time of each file that is there.
type Stamp = Vec<(u64, Option<SystemTime>)>;

impl Lazy {
    fn get(&mut self, folder: &Path) -> Result<&MiniLm, &str> {
        let stamp = stamp(folder);
        if self.tried.as_ref().is_none_or(|(tried, _)| *tried != stamp) {
            let opened = MiniLm::open(folder).map_err(|error| error.to_string());
            self.tried = Some((stamp, opened));
        }
        match &self.tried {
            Some((_, Ok(minilm))) => Ok(minilm),
            Some((_, Err(reason))) => Err(reason),
            None => Err("MiniLM was not opened"),
        }
    }
}

fn stamp(folder: &Path) -> Stamp {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = files.filter_map(|file| file.metadata().ok());
    let mut stamp: Stamp = files.map(|file| (file.len(), file.modified().ok())).collect();
    stamp.sort();
    stamp
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where no model is.
    const NOWHERE: &str = "no-such-folder";

    fn ask(question: &str, by: By, passage: Option<u16>) -> Found {
        let question = Question { question: question.to_owned(), by, passage };
        Library::new().expect("opened").search(&question, Path::new(NOWHERE)).expect("answered")
    }

    #[test]
    fn keywords_always_answer() {
        let (how, passages, _) = ask("ball at Netherfield", By::Keywords, None);
        assert_eq!((how.value.as_str(), how.remark.as_str()), ("By keywords", "as chosen"));
        assert!(passages.html.contains("Netherfield"), "{}", passages.html);
        assert!(passages.html.contains("href=\"?passage="), "{}", passages.html);
        let (_, none, _) = ask("zeppelin", By::Keywords, None);
        assert_eq!(none.source, "No passage has any of these words.");
    }

    #[test]
    fn passages_alike_need_no_model() {
        let house = passages(NOVEL).iter().position(|passage| passage.text.contains(PEMBERLEY));
        let (how, passages, _) = ask("", By::Meaning, house.map(|house| house as u16 + 1));
        assert_eq!(how.value, "More like this");
        assert!(passages.html.contains("Pemberley"), "{}", passages.html);
    }

    #[test]
    fn without_the_model_it_says_so_and_answers_by_keywords() {
        let (how, passages, _) = ask("a marriage proposal is refused", By::Meaning, None);
        assert_eq!(how.value, "By keywords");
        assert_eq!(how.remark, UNAVAILABLE);
        assert!(passages.html.contains("refused"), "{}", passages.html);
    }

    #[test]
    fn a_model_that_comes_or_is_damaged_is_noticed() {
        let folder = std::env::temp_dir().join(format!("maquette-austen-{}", std::process::id()));
        let mut lazy = Lazy::default();
        let missing = lazy.get(&folder).err().map(str::to_owned);
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("tokenizer.json"), "{}").expect("written");
        let wrong = lazy.get(&folder).err().map(str::to_owned);
        std::fs::remove_dir_all(&folder).expect("removed");
        assert!(missing.is_some_and(|reason| reason.contains("run tools/minilm.sh")));
        assert!(wrong.is_some_and(|reason| reason.contains("its SHA-256 should be")));
    }
}
