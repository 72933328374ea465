//! [`Target`]: the column that a network learns, and what it means.

use maquette_contract::Alternative;

/// What a network learns to say: the column of the table that holds it, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub column: String,
    pub kind: TargetKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TargetKind {
    /// In the order of the logits.
    Classes(Vec<Alternative>),
    Number {
        unit: String,
        /// How many decimals mean something.
        decimals: u8,
        /// Whether the natural logarithm is trained_tensors, of numbers above 0.
        log: bool,
    },
}

impl Target {
    /// Classes by their value and their label; the column may hold either.
    pub fn classes(column: &str, classes: &[(&str, &str)]) -> Self {
        let class =
            |&(value, label): &(&str, &str)| Alternative { value: value.to_owned(), label: label.to_owned() };
        let kind = TargetKind::Classes(classes.iter().map(class).collect());
        Self { column: column.to_owned(), kind }
    }

    pub fn number(column: &str) -> Self {
        let kind = TargetKind::Number { unit: String::new(), decimals: 2, log: false };
        Self { column: column.to_owned(), kind }
    }

    /// Learns the logarithm of a number; of classes there is none.
    #[must_use]
    pub fn log(mut self) -> Self {
        if let TargetKind::Number { log, .. } = &mut self.kind {
            *log = true;
        }
        self
    }

    /// The labels of the classes, in the order of the logits; a number has none.
    pub fn labels(&self) -> Vec<String> {
        match &self.kind {
            TargetKind::Classes(classes) => classes.iter().map(|class| class.label.clone()).collect(),
            TargetKind::Number { .. } => vec![],
        }
    }

    /// How many numbers the network gives for a row.
    pub fn outputs(&self) -> usize {
        match &self.kind {
            TargetKind::Classes(classes) => classes.len(),
            TargetKind::Number { .. } => 1,
        }
    }

    /// What a cell of its column says: the place of a class, or the number.
    pub(super) fn truth(&self, cell: &str) -> Result<f64, String> {
        match &self.kind {
            TargetKind::Classes(classes) => {
                let by_value = classes.iter().position(|class| class.value == cell);
                let place = by_value.or_else(|| classes.iter().position(|class| class.label == cell));
                let values = || classes.iter().map(|class| class.value.as_str()).collect::<Vec<_>>();
                place
                    .map(|place| place as f64)
                    .ok_or_else(|| format!("{cell} is not one of the classes: {}", values().join(", ")))
            }
            TargetKind::Number { log, .. } => match cell.parse::<f64>() {
                Ok(number) if *log && number <= 0.0 => Err(format!("{cell} has no logarithm")),
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(format!("{cell} is not a number")),
            },
        }
    }
}
