//! Predictions as tensors: one of each kind of number and word that all of them have.

use super::malformed::{Malformed, short};
use super::request::Wanted;
use maquette_contract::{Classes, Prediction, Quantity, Ranked};

/// An output, with as many elements as its shape says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output {
    pub(crate) name: &'static str,
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Column,
}

/// FP64 or BYTES.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Column {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

/// The whole of each prediction in JSON; there is no kind that lacks it.
pub(crate) const WHOLE: &str = "prediction";

/// The outputs that are wanted, each with how; or those that a model gives by itself.
///
/// # Errors
/// One that is not among them, or classes of what has none.
pub(crate) fn outputs(
    predictions: &[Prediction],
    wanted: &[Wanted],
    binary: bool,
) -> Result<Vec<(Output, bool)>, Malformed> {
    let given = typed(predictions);
    if wanted.is_empty() {
        let given = if given.is_empty() { vec![whole(predictions)] } else { given };
        return Ok(given.into_iter().map(|output| (output, binary)).collect());
    }
    for (place, one) in wanted.iter().enumerate() {
        if wanted[..place].iter().any(|other| other.name == one.name) {
            return Err(Malformed(format!("the output {} is wanted twice", short(&one.name))));
        }
    }
    let find = |wanted: &Wanted| {
        let output = match given.iter().find(|output| output.name == wanted.name) {
            Some(output) => output.clone(),
            None if wanted.name == WHOLE => whole(predictions),
            None => {
                let names = given.iter().map(|output| output.name).chain([WHOLE]).collect::<Vec<_>>();
                let message =
                    format!("there is no output {}; there are {}", short(&wanted.name), names.join(", "));
                return Err(Malformed(message));
            }
        };
        let output = match wanted.classification {
            Some(most) if most > 0 => likeliest(&given, output, most)?,
            _ => output,
        };
        Ok((output, wanted.binary))
    };
    wanted.iter().map(find).collect()
}

fn whole(predictions: &[Prediction]) -> Output {
    // Everything that a prediction is made of can be written.
    let written = predictions.iter().map(|prediction| serde_json::to_string(prediction).unwrap_or_default());
    texts(WHOLE, written.collect())
}

/// What there is beside the whole: of several kinds at once nothing.
fn typed(predictions: &[Prediction]) -> Vec<Output> {
    let as_classes =
        all(predictions, |one| if let Prediction::Classes(one) = one { Some(one) } else { None });
    let as_ranked =
        || all(predictions, |one| if let Prediction::Ranked(one) = one { Some(one) } else { None });
    let as_number =
        || all(predictions, |one| if let Prediction::Number(one) = one { Some(one) } else { None });
    let as_text =
        || all(predictions, |one| if let Prediction::Text(one) = one { Some(one.clone()) } else { None });
    let typed = as_classes.map(|all| classes(&all));
    let typed = typed.or_else(|| as_ranked().map(|all| ranked(&all)));
    let typed = typed.or_else(|| as_number().map(|all| quantities(&all)));
    typed.or_else(|| as_text().map(|all| vec![texts("text", all)])).unwrap_or_default()
}

fn all<'a, T>(predictions: &'a [Prediction], one: impl Fn(&'a Prediction) -> Option<T>) -> Option<Vec<T>> {
    predictions.iter().map(one).collect()
}

fn classes(all: &[&Classes]) -> Vec<Output> {
    let label = texts("label", all.iter().map(|classes| classes.label.to_string()).collect());
    let probability = numbers("probability", all.iter().map(|classes| classes.probability).collect());
    // Each row has the classes in an order of its own: here they are by their names.
    let rows: Vec<_> = all.iter().map(|classes| by_name(classes)).collect();
    let [names, probabilities] = table(&rows, ["classes", "probabilities"]);
    vec![label, probability, names, probabilities]
}

fn by_name(classes: &Classes) -> Vec<(&str, f64)> {
    let mut pairs: Vec<_> = classes.classes.iter().map(|class| (&*class.label, class.probability)).collect();
    pairs.sort_by_key(|(label, _)| *label);
    pairs
}

/// Scores that are no probabilities, highest first.
fn ranked(all: &[&Ranked]) -> Vec<Output> {
    let first = |ranked: &&Ranked| ranked.labels.first().map(|(label, _)| label.clone()).unwrap_or_default();
    let label = texts("label", all.iter().map(first).collect());
    let rows: Vec<Vec<_>> = all
        .iter()
        .map(|ranked| ranked.labels.iter().map(|(label, score)| (label.as_str(), *score)).collect())
        .collect();
    let [names, scores] = table(&rows, ["classes", "scores"]);
    vec![label, names, scores]
}

/// Rows of labels and numbers as two tensors; a row with fewer than another is filled up.
fn table(rows: &[Vec<(&str, f64)>], names: [&'static str; 2]) -> [Output; 2] {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    for row in rows {
        let filled = std::iter::repeat_n(("", f64::NAN), width - row.len());
        for (label, value) in row.iter().copied().chain(filled) {
            labels.push(label.to_owned());
            values.push(value);
        }
    }
    let shape = vec![rows.len(), width];
    let [labelled, valued] = names;
    [
        Output { name: labelled, shape: shape.clone(), data: Column::Texts(labels) },
        Output { name: valued, shape, data: Column::Numbers(values) },
    ]
}

fn quantities(all: &[&Quantity]) -> Vec<Output> {
    let mut given = vec![numbers("value", all.iter().map(|quantity| quantity.value).collect())];
    if all.iter().any(|quantity| quantity.interval.is_some()) {
        let ends =
            all.iter().map(|quantity| quantity.interval.map_or([f64::NAN; 2], |ends| [ends.low, ends.high]));
        let (lows, highs) = ends.map(|[low, high]| (low, high)).unzip();
        given.extend([numbers("low", lows), numbers("high", highs)]);
    }
    given
}

/// Triton's classification: of each row the highest `most`, as `value:place:label`.
fn likeliest(given: &[Output], output: Output, most: usize) -> Result<Output, Malformed> {
    let labels = given.iter().find(|other| other.name == "classes" && other.shape == output.shape);
    let (Column::Numbers(values), Some(Output { data: Column::Texts(labels), .. })) = (&output.data, labels)
    else {
        return Err(Malformed(format!(
            "the output {} has no classes; ask for those of probabilities",
            output.name
        )));
    };
    let width = output.shape[1];
    let most = most.min(width);
    let mut words = Vec::with_capacity(output.shape[0] * most);
    for (values, labels) in std::iter::zip(values.chunks(width.max(1)), labels.chunks(width.max(1))) {
        let mut places: Vec<usize> = (0..width).collect();
        places.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        let word = |place: usize| format!("{:.6}:{place}:{}", values[place], labels[place]);
        words.extend(places.into_iter().take(most).map(word));
    }
    Ok(Output { shape: vec![output.shape[0], most], data: Column::Texts(words), ..output })
}

fn texts(name: &'static str, texts: Vec<String>) -> Output {
    Output { name, shape: vec![texts.len()], data: Column::Texts(texts) }
}

fn numbers(name: &'static str, numbers: Vec<f64>) -> Output {
    Output { name, shape: vec![numbers.len()], data: Column::Numbers(numbers) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Class, PredictionSet};

    fn classes(labels: &[(&str, f64)]) -> Prediction {
        let class = |&(label, probability): &(&str, f64)| Class { label: label.into(), probability };
        let set = PredictionSet { labels: vec![labels[0].0.into()], coverage: 0.9 };
        let (label, probability) = (labels[0].0.into(), labels[0].1);
        Prediction::Classes(Classes { label, probability, classes: labels.iter().map(class).collect(), set })
    }

    fn wanted(name: &str, classification: Option<usize>) -> Wanted {
        Wanted { name: name.to_owned(), binary: false, classification }
    }

    fn check(predictions: &[Prediction], wanted: &[Wanted], expected: Result<&[&str], &str>) {
        let shown = |(output, _): (Output, bool)| match output.data {
            Column::Numbers(numbers) => format!("{} {:?} {numbers:?}", output.name, output.shape),
            Column::Texts(texts) => format!("{} {:?} {texts:?}", output.name, output.shape),
        };
        let given = outputs(predictions, wanted, false);
        let given = given.map(|given| given.into_iter().map(shown).collect::<Vec<_>>());
        let expected = expected.map(|lines| lines.iter().copied().map(str::to_owned).collect());
        assert_eq!(given.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn classes_are_in_one_order_for_all_rows() {
        let rows = [classes(&[("b", 0.75), ("a", 0.25)]), classes(&[("a", 1.0), ("b", 0.0)])];
        check(
            &rows,
            &[],
            Ok(&[
                r#"label [2] ["b", "a"]"#,
                "probability [2] [0.75, 1.0]",
                r#"classes [2, 2] ["a", "b", "a", "b"]"#,
                "probabilities [2, 2] [0.25, 0.75, 1.0, 0.0]",
            ]),
        );
        check(
            &rows,
            &[wanted("probabilities", Some(1))],
            Ok(&[r#"probabilities [2, 1] ["0.750000:1:b", "1.000000:0:a"]"#]),
        );
        check(
            &rows,
            &[wanted("label", Some(2))],
            Err("the output label has no classes; ask for those of probabilities"),
        );
        check(
            &rows,
            &[wanted("wings", None)],
            Err("there is no output wings; there are label, probability, classes, probabilities, prediction"),
        );
    }

    #[test]
    fn numbers_have_their_intervals_where_there_are_any() {
        let plain = Prediction::Number(Quantity::new(3.0, 0));
        let held = Prediction::Number(Quantity::new(3.0, 0).interval(1.0, 5.0, 0.9));
        check(std::slice::from_ref(&plain), &[], Ok(&["value [1] [3.0]"]));
        check(
            &[held, plain],
            &[],
            Ok(&["value [2] [3.0, 3.0]", "low [2] [1.0, NaN]", "high [2] [5.0, NaN]"]),
        );
    }

    #[test]
    fn what_is_neither_is_given_as_a_whole() {
        let json = Prediction::Json(serde_json::json!([1]));
        check(&[json], &[], Ok(&[r#"prediction [1] ["{\"json\":[1]}"]"#]));
        check(&[Prediction::Text("a".to_owned())], &[], Ok(&[r#"text [1] ["a"]"#]));
        let ranked = |labels: &[(&str, f64)]| Prediction::Ranked(Ranked::new(labels.iter().copied()));
        check(
            &[ranked(&[("a", 1.0), ("b", 2.0)]), ranked(&[("c", 3.0)])],
            &[],
            Ok(&[
                r#"label [2] ["b", "c"]"#,
                r#"classes [2, 2] ["b", "a", "c", ""]"#,
                "scores [2, 2] [2.0, 1.0, 3.0, NaN]",
            ]),
        );
    }
}
