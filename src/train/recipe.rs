//! [`Recipe`]: everything needed to train from a table.

use super::{Fit, MakeNet, Shares, Target, TargetKind, mlp, net};
use crate::evaluate::Goal;
use candle_core::Module;
use candle_nn::VarBuilder;
use maquette_contract::{Choice, Inputs, Schema, has_columns};
use std::borrow::Cow;

/// All it takes to train from a table.
///
/// The inputs are numbers, dates, choices, yes and no. Others are refused: by the compiler where they are the fields of a
/// struct, and otherwise by the training. Write a [`Training`](super::Training) and a [`Model`](crate::model::Model) for them.
///
/// The weights hold the names of the inputs, with their kinds, units and choices, and of the classes, or the name and the
/// unit of the number. Where the struct or the enum has changed after the training, that is noticed: another order is mapped,
/// and anything else has to be trained again.
///
/// ```
/// use maquette::train::{Recipe, Target, Training};
/// use maquette_contract::{Feature, Schema};
///
/// let table: String = (0..60).map(|x| format!("{x},{}\n", 2 * x)).collect();
/// let schema = Schema { features: vec![Feature::number("x", "X", "", 0.0..=60.0, 1.0)] };
/// let recipe = Recipe::new(schema, Target::number("y"), format!("x,y\n{table}").into_bytes())
///     .epochs(40)
///     .goal("r2", 0.9);
/// let trained = recipe.train(0, &mut ())?;
/// maquette::evaluate::verify_card(&trained.card()?, &recipe.measure(&trained)?)?;
/// assert!(maquette::evaluate::meets_goals(&trained.card()?, recipe.goals()));
/// # Ok::<(), anyhow::Error>(())
/// ```
#[derive(Clone)]
pub struct Recipe {
    pub schema: Schema,
    pub target: Target,
    /// The rows, as CSV with a header. A row that lacks a required value is left out.
    pub csv: Cow<'static, [u8]>,
    pub data_name: String,
    pub data_licence: String,
    pub net: MakeNet,
    pub settings: Settings,
    /// What the model is to reach.
    pub goals: Vec<Goal>,
}

/// How a network is trained from a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub fit: Fit,
    /// How often an optional value is left out, 0 to 1, in training as in measuring: a table knows
    /// nearly everything, the people who come to the page do not.
    pub hide: f64,
    pub shares: Shares,
}

impl Default for Settings {
    fn default() -> Self {
        let fit = Fit { epochs: 100, batch: 32, learning_rate: 0.01, weight_decay: 0.01, patience: None };
        Self { fit, hide: 0.0, shares: Shares::default() }
    }
}

impl Recipe {
    /// From a schema and a target that are at hand; a plain network with one hidden layer of 32.
    pub fn new(schema: Schema, target: Target, csv: impl Into<Cow<'static, [u8]>>) -> Self {
        Self {
            schema,
            target,
            csv: csv.into(),
            data_name: "a table of one's own".to_owned(),
            data_licence: "not stated".to_owned(),
            net: net(mlp([32])),
            settings: Settings::default(),
            goals: vec![],
        }
    }

    /// Learns which of `C`'s answers a column holds, by their value or their label.
    pub fn classifier<I: Inputs, C: Choice>(column: &str, csv: impl Into<Cow<'static, [u8]>>) -> Self {
        const { has_columns::<I>() };
        Self::new(I::schema(), Target::classes(column, C::CHOICES), csv)
    }

    /// Learns the number that a column holds.
    pub fn regressor<I: Inputs>(column: &str, csv: impl Into<Cow<'static, [u8]>>) -> Self {
        const { has_columns::<I>() };
        Self::new(I::schema(), Target::number(column), csv)
    }

    /// The unit of the number that is learnt.
    #[must_use]
    pub fn unit(mut self, of: &str) -> Self {
        if let TargetKind::Number { unit, .. } = &mut self.target.kind {
            of.clone_into(unit);
        }
        self
    }

    /// How many decimals of the number mean something.
    #[must_use]
    pub fn decimals(mut self, many: u8) -> Self {
        if let TargetKind::Number { decimals, .. } = &mut self.target.kind {
            *decimals = many;
        }
        self
    }

    /// Learns the number's logarithm: where ratios count for more than differences. Whatever the
    /// network says, the number is then above 0.
    #[must_use]
    pub fn log(mut self) -> Self {
        self.target = self.target.log();
        self
    }

    /// The network: how many numbers a row has, how many it gives, and where its weights are.
    #[must_use]
    pub fn net<M, F>(mut self, make: F) -> Self
    where
        M: Module + 'static,
        F: Fn(usize, usize, VarBuilder<'_>) -> candle_core::Result<M> + Send + Sync + 'static,
    {
        self.net = net(make);
        self
    }

    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.settings.fit.epochs = epochs;
        self
    }

    /// How many rows a step learns from.
    #[must_use]
    pub fn batch(mut self, rows: usize) -> Self {
        self.settings.fit.batch = rows;
        self
    }

    #[must_use]
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.settings.fit.learning_rate = rate;
        self
    }

    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.settings.fit.weight_decay = decay;
        self
    }

    /// Stops after so many epochs that were no better on a tenth of the training rows, and keeps the
    /// weights that did best there.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.settings.fit.patience = Some(epochs);
        self
    }

    /// How often an optional value is left out, 0 to 1.
    #[must_use]
    pub fn hide(mut self, share: f64) -> Self {
        self.settings.hide = share;
        self
    }

    /// How the rows are shared out; half, a quarter and a quarter by default.
    #[must_use]
    pub fn split(mut self, train: f64, calibration: f64, test: f64) -> Self {
        self.settings.shares = Shares { train, calibration, test };
        self
    }

    /// Whose rows they are, and under which licence.
    #[must_use]
    pub fn source(mut self, name: &str, licence: &str) -> Self {
        name.clone_into(&mut self.data_name);
        licence.clone_into(&mut self.data_licence);
        self
    }

    /// What a score is to reach: at least this, or at most where less of it is better.
    #[must_use]
    pub fn goal(self, score: &str, at: f64) -> Self {
        self.aim(Goal::reach(score, at))
    }

    /// Any goal: `Goal::between("coverage", 0.87, 0.93)`.
    #[must_use]
    pub fn aim(mut self, goal: Goal) -> Self {
        self.goals.push(goal);
        self
    }
}
