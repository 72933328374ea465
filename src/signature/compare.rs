//! What a model was trained with beside what is declared now: the order of the training where nothing but the order has
//! changed, and what has changed otherwise.

use super::{Signature, SignatureInput, SignatureKind, SignatureOutput};
use maquette_contract::{Alternative, Kind, Schema};

/// What has changed since a model was trained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mismatch(String);

impl Mismatch {
    /// Of weights that hold no names where there have to be some.
    pub fn unnamed() -> Self {
        Self(
            "its weights do not hold the names it was trained with, so a changed order would go unnoticed"
                .to_owned(),
        )
    }
}

impl Signature {
    /// A schema with its features and their choices in the order of the training. What may be unknown is what could be
    /// then: an input that is always given now is encoded as it was.
    ///
    /// # Errors
    /// An input or a choice that was added, removed or renamed, or whose kind or unit has changed.
    pub fn arrange(&self, schema: &Schema) -> Result<Schema, Mismatch> {
        let now: Vec<_> = schema.features.iter().map(SignatureInput::from).collect();
        self.check_inputs(&now)?;
        let arranged = self.inputs.iter().filter_map(|input| {
            let mut feature = schema.feature(&input.name)?.clone();
            feature.required = !input.optional;
            if let Kind::Choice { choices } | Kind::Choices { choices } = &mut feature.kind {
                let trained = input.kind.choices();
                choices.sort_by_key(|choice: &Alternative| {
                    trained.iter().position(|value| *value == choice.value)
                });
            }
            Some(feature)
        });
        Ok(Schema { features: arranged.collect() })
    }

    /// Which of the declared classes each logit belongs to. An empty `name` is not compared.
    ///
    /// # Errors
    /// A class that was added, removed or renamed, or a model of something else.
    pub fn class_order(&self, name: &str, declared: &[&str]) -> Result<Vec<usize>, Mismatch> {
        match &self.output {
            SignatureOutput::Classes { name: trained_name, classes } => {
                same_column("say", trained_name, name)?;
                let trained: Vec<&str> = classes.iter().map(String::as_str).collect();
                same_names("this model was trained to say", &trained, "the enum says", declared)?;
                Ok(trained.iter().filter_map(|class| declared.iter().position(|now| now == class)).collect())
            }
            SignatureOutput::Number { name, .. } => {
                let name = if name.is_empty() { "a number" } else { name };
                Err(Mismatch(format!("this model was trained to estimate {name}; now it is to say classes")))
            }
        }
    }

    /// The unit of the number that is estimated. What is empty, here or in the weights, is not compared.
    ///
    /// # Errors
    /// A number of another name or unit, or a model of something else.
    pub fn number_unit(&self, name: &str, unit: &str) -> Result<String, Mismatch> {
        match &self.output {
            SignatureOutput::Number { name: trained_name, unit: trained } => {
                same_column("estimate", trained_name, name)?;
                if differ(trained, unit) {
                    return Err(Mismatch(format!(
                        "this model was trained to estimate {trained_name} in {trained}; now the unit is {unit}"
                    )));
                }
                Ok(if unit.is_empty() { trained.clone() } else { unit.to_owned() })
            }
            SignatureOutput::Classes { classes, .. } => Err(Mismatch(format!(
                "this model was trained to say {}; now it is to estimate a number",
                listed(classes)
            ))),
        }
    }

    /// For a network that is read and written by code of its author's, where nobody knows what an order means.
    ///
    /// # Errors
    /// Any difference, one in the order too.
    pub fn require_same(&self, now: &Self) -> Result<(), Mismatch> {
        self.require_same_inputs(&now.inputs)?;
        match &now.output {
            SignatureOutput::Number { name, unit } => self.number_unit(name, unit).map(drop),
            SignatureOutput::Classes { name, classes } => {
                let declared: Vec<&str> = classes.iter().map(String::as_str).collect();
                let trained: Vec<&str> =
                    self.class_order(name, &declared)?.into_iter().map(|place| declared[place]).collect();
                same_order("this model was trained to say", &trained, "the enum says", &declared)
            }
        }
    }

    /// The part of [`require_same`](Self::require_same) that is about the inputs.
    ///
    /// # Errors
    /// Any difference, one in the order too.
    pub fn require_same_inputs(&self, now: &[SignatureInput]) -> Result<(), Mismatch> {
        self.check_inputs(now)?;
        same_order(TRAINED_ON, &names(&self.inputs), THE_STRUCT_HAS, &names(now))?;
        for (trained, now) in std::iter::zip(&self.inputs, now) {
            if trained.optional != now.optional {
                return Err(changed_kind(trained, now));
            }
            same_order(&trained.with(), trained.kind.choices(), "the enum says", now.kind.choices())?;
        }
        Ok(())
    }

    /// Whether there are the same inputs and choices, in whatever order.
    fn check_inputs(&self, now: &[SignatureInput]) -> Result<(), Mismatch> {
        same_names(TRAINED_ON, &names(&self.inputs), THE_STRUCT_HAS, &names(now))?;
        for trained in &self.inputs {
            if let Some(now) = now.iter().find(|now| now.name == trained.name) {
                trained.check(now)?;
            }
        }
        Ok(())
    }
}

const TRAINED_ON: &str = "this model was trained on the inputs";
const THE_STRUCT_HAS: &str = "the struct has";

impl SignatureInput {
    fn check(&self, now: &Self) -> Result<(), Mismatch> {
        let same_kind = match (&self.kind, &now.kind) {
            (SignatureKind::Number { unit: trained }, SignatureKind::Number { unit }) => {
                !differ(trained, unit)
            }
            (trained, now) => std::mem::discriminant(trained) == std::mem::discriminant(now),
        };
        // What was always given has no column that says that it is unknown.
        if !same_kind || (now.optional && !self.optional) {
            return Err(changed_kind(self, now));
        }
        same_names(&self.with(), self.kind.choices(), "the enum says", now.kind.choices())
    }

    fn with(&self) -> String {
        format!("this model was trained with {} as", self.name)
    }
}

fn names(inputs: &[SignatureInput]) -> Vec<&str> {
    inputs.iter().map(|input| input.name.as_str()).collect()
}

fn changed_kind(trained: &SignatureInput, now: &SignatureInput) -> Mismatch {
    let kind = |input: &SignatureInput| {
        let unknown = if input.optional { " that may be unknown" } else { "" };
        format!("{}{unknown}", input.kind)
    };
    Mismatch(format!("{} {}; now it is {}", trained.with(), kind(trained), kind(now)))
}

/// Whether both are stated, and not alike.
fn differ(trained: &str, now: &str) -> bool {
    trained != now && !trained.is_empty() && !now.is_empty()
}

fn same_column(does: &str, trained: &str, now: &str) -> Result<(), Mismatch> {
    if differ(trained, now) {
        return Err(Mismatch(format!(
            "this model was trained to {does} {trained}; the column of its recipe is {now}"
        )));
    }
    Ok(())
}

/// Whether both have the same names, in whatever order.
fn same_names<A: AsRef<str>, B: AsRef<str>>(
    trained_to: &str,
    trained: &[A],
    now_is: &str,
    now: &[B],
) -> Result<(), Mismatch> {
    let sorted = |mut names: Vec<String>| {
        names.sort_unstable();
        names
    };
    let (then, today) = (sorted(owned(trained)), sorted(owned(now)));
    if then == today {
        return Ok(());
    }
    let beyond = |what: &str, all: &[String], others: &[String]| {
        let names: Vec<_> = all.iter().filter(|name| !others.contains(name)).collect();
        (!names.is_empty()).then(|| format!("{what}: {}", listed(&names)))
    };
    let changes: Vec<_> =
        [beyond("gone", &then, &today), beyond("new", &today, &then)].into_iter().flatten().collect();
    let changes = if changes.is_empty() { "one is named twice".to_owned() } else { changes.join("; ") };
    Err(Mismatch(format!("{trained_to} {}; {now_is} {} ({changes})", listed(trained), listed(now))))
}

/// Whether the same names stand in the same order.
fn same_order<A: AsRef<str>, B: AsRef<str>>(
    trained_to: &str,
    trained: &[A],
    now_is: &str,
    now: &[B],
) -> Result<(), Mismatch> {
    if owned(trained) == owned(now) {
        return Ok(());
    }
    Err(Mismatch(format!("{trained_to} {}; {now_is} {} (another order)", listed(trained), listed(now))))
}

fn owned<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    names.iter().map(|name| name.as_ref().to_owned()).collect()
}

/// "a, b, c", and of many the first.
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MAX: usize = 12;
    let first = names.iter().take(MAX).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Date, Feature};

    fn number(name: &str, unit: &str) -> Feature {
        Feature::number(name, "", unit, 0.0..=9.0, 1.0)
    }

    fn signature(features: Vec<Feature>) -> Signature {
        Signature::new(&Schema { features }, SignatureOutput::classes("level", ["Low", "High"]))
    }

    /// One input as it was trained and as it is now: whether it is read as before, or what has changed.
    fn check(trained: Feature, now: Feature, expected: Result<(), &str>) {
        let arranged = signature(vec![trained.clone()]).arrange(&Schema { features: vec![now.clone()] });
        let actual = arranged.map(|schema| assert_eq!(schema.features[0].required, trained.required));
        assert_eq!(actual.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{now:?}");
    }

    #[test]
    fn an_input_of_the_same_name_has_to_be_of_the_same_kind() {
        let choice = || Feature::choice("age", "", &[("y", "Young"), ("o", "Old")]);
        let Kind::Choice { choices } = choice().kind else { panic!("a choice") };
        check(number("age", "y"), Feature { label: "Its age".to_owned(), ..number("age", "y") }, Ok(()));
        check(choice(), Feature::choice("age", "", &[("y", "Not old"), ("o", "Old")]), Ok(()));
        check(number("age", ""), number("age", "y"), Ok(()));
        check(
            number("age", "years"),
            number("age", "days"),
            Err("this model was trained with age as a number in years; now it is a number in days"),
        );
        check(
            number("age", "y"),
            Feature::new("age", "", Kind::Bool),
            Err("this model was trained with age as a number in y; now it is yes or no"),
        );
        check(
            Feature::new("age", "", Kind::Date { first: Date::FIRST, last: Date::LAST }),
            number("age", ""),
            Err("this model was trained with age as a date; now it is a number"),
        );
        check(
            choice(),
            Feature::new("age", "", Kind::Choices { choices }),
            Err("this model was trained with age as one of some choices; now it is any of some choices"),
        );
        check(
            number("age", "y"),
            number("age", "y").optional(),
            Err(
                "this model was trained with age as a number in y; now it is a number in y that may be unknown",
            ),
        );
        // The column that says that it is unknown stays 0.
        check(number("age", "y").optional(), number("age", "y"), Ok(()));
    }

    #[test]
    fn what_is_estimated_has_to_be_the_same() {
        let check = |column: &str, unit: &str, expected: Result<&str, &str>| {
            let trained = Signature::new(&Schema::default(), SignatureOutput::number("price", "$"));
            let unit = trained.number_unit(column, unit).map_err(|error| error.to_string());
            assert_eq!(unit, expected.map(str::to_owned).map_err(str::to_owned));
        };
        check("price", "$", Ok("$"));
        // Without a recipe the column is not known, and without a unit the trained one holds.
        check("", "", Ok("$"));
        check("rent", "$", Err("this model was trained to estimate price; the column of its recipe is rent"));
        check("price", "€", Err("this model was trained to estimate price in $; now the unit is €"));
    }

    #[test]
    fn classes_are_no_number_and_of_one_column() {
        let level = signature(vec![]);
        assert_eq!(level.class_order("level", &["High", "Low"]), Ok(vec![1, 0]));
        assert_eq!(level.class_order("", &["Low", "High"]), Ok(vec![0, 1]));
        let check = |actual: Result<(), Mismatch>, expected: &str| {
            assert_eq!(actual.map_err(|error| error.to_string()), Err(expected.to_owned()));
        };
        check(
            level.class_order("risk", &["Low", "High"]).map(drop),
            "this model was trained to say level; the column of its recipe is risk",
        );
        check(
            level.class_order("level", &["Low", "High", "High"]).map(drop),
            "this model was trained to say Low, High; the enum says Low, High, High (one is named twice)",
        );
        check(
            level.number_unit("level", "").map(drop),
            "this model was trained to say Low, High; now it is to estimate a number",
        );
        let price = Signature::new(&Schema::default(), SignatureOutput::number("price", "$"));
        check(
            price.class_order("price", &["Low"]).map(drop),
            "this model was trained to estimate price; now it is to say classes",
        );
    }

    #[test]
    fn of_many_names_the_first_are_listed() {
        let names: Vec<String> = (0..14).map(|name| name.to_string()).collect();
        assert_eq!(listed(&names), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more");
        assert_eq!(listed(&names[..12]), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
    }
}
