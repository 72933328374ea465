//! Names travel with the weights: what is declared in another order than it was trained in is answered as before, and
//! what has other names is refused.

use maquette::evaluate::verify_card;
use maquette::prelude::*;
use maquette::signature::{Signature, SignatureOutput};
use maquette::testing::DemoTest;
use maquette::train::{Progress, mlp};
use maquette_contract::{Feature, ModelCard, Schema};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the weights are trained with.
mod trained {
    use maquette::prelude::*;

    #[derive(Choice)]
    pub(super) enum Climate {
        Desert,
        Forest,
        City,
    }

    #[derive(Choice)]
    pub(super) enum Side {
        Ham,
        Egg,
    }

    #[derive(Choice)]
    pub(super) enum Level {
        Low,
        Middle,
        High,
    }

    #[derive(Inputs)]
    pub(super) struct Place {
        #[input(unit = "m", range = 0.0..=4.0)]
        x: f64,
        #[input(range = 0.0..=1.0)]
        y: Option<f64>,
        climate: Option<Climate>,
        sides: Vec<Side>,
        hot: bool,
    }
}

use trained::{Climate, Level, Place, Side};

macro_rules! choice {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        #[derive(Choice)]
        enum $name {
            $($variant),*
        }
    };
}

#[derive(Inputs)]
struct Reordered {
    hot: bool,
    sides: Vec<Side>,
    #[input(range = 0.0..=1.0)]
    y: Option<f64>,
    climate: Option<Climate>,
    #[input(unit = "m", range = 0.0..=4.0)]
    x: f64,
}

#[derive(Inputs)]
struct Renamed {
    #[input(unit = "m", range = 0.0..=4.0)]
    width: f64,
    y: Option<f64>,
    climate: Option<Climate>,
    sides: Vec<Side>,
    hot: bool,
}

#[derive(Inputs)]
struct Added {
    #[input(unit = "m", range = 0.0..=4.0)]
    x: f64,
    y: Option<f64>,
    z: Option<f64>,
    climate: Option<Climate>,
    sides: Vec<Side>,
    hot: bool,
}

#[derive(Inputs)]
struct Removed {
    #[input(unit = "m", range = 0.0..=4.0)]
    x: f64,
    climate: Option<Climate>,
    sides: Vec<Side>,
    hot: bool,
}

/// The trained inputs with other choices.
macro_rules! with_choices {
    ($name:ident, $climate:ident, $side:ident) => {
        #[derive(Inputs)]
        struct $name {
            #[input(unit = "m", range = 0.0..=4.0)]
            x: f64,
            #[input(range = 0.0..=1.0)]
            y: Option<f64>,
            climate: Option<$climate>,
            sides: Vec<$side>,
            hot: bool,
        }
    };
}

choice!(ReorderedClimate { City, Desert, Forest });
choice!(ReorderedSide { Egg, Ham });
choice!(RenamedClimate { Desert, Wood, City });
choice!(AddedClimate { Desert, Forest, City, Coast });
choice!(RemovedClimate { Desert, Forest });
with_choices!(ReorderedChoices, ReorderedClimate, ReorderedSide);
with_choices!(RenamedChoice, RenamedClimate, Side);
with_choices!(AddedChoice, AddedClimate, Side);
with_choices!(RemovedChoice, RemovedClimate, Side);

choice!(ReorderedLevel { High, Low, Middle });
choice!(RenamedLevel { Low, Medium, High });
choice!(AddedLevel { Low, Middle, High, Extreme });
choice!(RemovedLevel { Low, High });

/// Places whose level depends on every input, and so on every column.
static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let row = |row: usize| {
        let (x, y, hot) = ((row % 41) as f64 / 10.0, (row % 7) as f64 / 7.0, row % 2);
        let (climate, warmth) = [("Desert", 2.0), ("Forest", -1.0), ("City", 0.5)][row % 3];
        let (sides, many) = [("", 0.0), ("Ham", 1.0), ("Egg", -0.5), ("\"Ham,Egg\"", 0.5)][row / 2 % 4];
        let height = x + y + warmth + many + hot as f64;
        let level = if height < 2.0 {
            "Low"
        } else if height < 4.0 {
            "Middle"
        } else {
            "High"
        };
        format!("{x},{y},{climate},{sides},{hot},{level},{height}\n")
    };
    ("x,y,climate,sides,hot,level,height\n".to_owned() + &(0..400).map(row).collect::<String>()).into_bytes()
});

fn classes<I: Inputs, C: Choice>() -> Recipe {
    Recipe::classifier::<I, C>("level", TABLE.as_slice()).net(mlp([12])).epochs(30).hide(0.3)
}

fn heights<I: Inputs>() -> Recipe {
    Recipe::regressor::<I>("height", TABLE.as_slice()).unit("m").net(mlp([12])).epochs(30).hide(0.3)
}

static CLASSES: LazyLock<Trained> =
    LazyLock::new(|| classes::<Place, Level>().train(0, &mut ()).expect("trained"));
static HEIGHTS: LazyLock<Trained> = LazyLock::new(|| heights::<Place>().train(0, &mut ()).expect("trained"));

/// The same weights without a card, and so without a calibration.
fn without_card(trained: &Trained, name: &str) -> Trained {
    let folder = std::env::temp_dir().join(format!("maquette-{name}-{}", std::process::id()));
    trained.write(&folder).expect("written");
    std::fs::remove_file(folder.join("card.json")).expect("removed");
    let read = Trained::load(&folder).expect("read");
    std::fs::remove_dir_all(&folder).expect("removed");
    read
}

fn open(source: impl maquette::model::Source) -> Result<DemoTest, String> {
    Demo::new("levels", source).session().map_err(|error| format!("{error:#}"))
}

/// The answers to some places: each choice, each field, known and unknown.
fn answers(session: Result<DemoTest, String>) -> Result<Vec<Prediction>, String> {
    let mut session = session?;
    let mut answers = vec![];
    for (place, climate) in ["Desert", "Forest", "City"].into_iter().enumerate() {
        for hot in [true, false] {
            session.set("x", 1.0 + place as f64 / 2.0).set("climate", climate).set("hot", hot);
            session.set("sides", ["Ham"]).set("y", 0.3);
            answers.push(session.predict());
            session.set("y", ()).set("sides", ["Ham", "Egg"]);
            answers.push(session.predict());
            session.set("climate", ()).set("sides", ["Egg"]);
            answers.push(session.predict());
        }
    }
    let answers = answers.into_iter().map(|answer| answer.map(|answer| answer.prediction));
    answers.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// What a changed declaration gives: the answers of the trained one, or the reason why it does not open.
fn check<I: Inputs + 'static, C: Choice + 'static>(expected: Result<(), &str>) {
    let refused = |reason: &str| {
        format!("the demo levels does not open: {reason}: train again with `cargo run -- train levels`")
    };
    let compare = |actual: Result<Vec<Prediction>, String>, trained: Result<Vec<Prediction>, String>| {
        let expected = match expected {
            Ok(()) => Ok(trained.expect("the trained declaration answers")),
            Err(reason) => Err(refused(reason)),
        };
        assert_eq!(actual, expected);
    };
    let measure = |recipe: Recipe, trained: &Trained| {
        let measured = recipe.measure(trained).map_err(|error| error.to_string());
        match (measured, expected) {
            (Ok(card), Ok(())) => {
                verify_card(&trained.card().expect("a card"), &card).expect("as the card states")
            }
            (measured, expected) => assert_eq!(measured.map(drop), expected.map_err(str::to_owned)),
        }
    };
    for trained in [CLASSES.clone(), without_card(&CLASSES, "classes")] {
        let changed = Classifier::<I, C>::trained_by(classes::<I, C>()).shipped(trained.clone());
        let declared = Classifier::<Place, Level>::trained_by(classes::<Place, Level>()).shipped(trained);
        compare(answers(open(changed)), answers(open(declared)));
    }
    measure(classes::<I, C>(), &CLASSES);
    // A regressor has no classes that could change.
    if std::any::TypeId::of::<C>() != std::any::TypeId::of::<Level>() {
        return;
    }
    for trained in [HEIGHTS.clone(), without_card(&HEIGHTS, "heights")] {
        let changed = Regressor::<I>::trained_by(heights::<I>()).shipped(trained.clone());
        let declared = Regressor::<Place>::trained_by(heights::<Place>()).shipped(trained);
        compare(answers(open(changed)), answers(open(declared)));
    }
    measure(heights::<I>(), &HEIGHTS);
}

#[test]
fn a_changed_declaration_is_mapped_or_refused() {
    // Fields.
    check::<Reordered, Level>(Ok(()));
    check::<Renamed, Level>(Err(
        "this model was trained on the inputs x, y, climate, sides, hot; the struct has width, y, climate, sides, hot \
         (gone: x; new: width)",
    ));
    check::<Added, Level>(Err(
        "this model was trained on the inputs x, y, climate, sides, hot; the struct has x, y, z, climate, sides, hot \
         (new: z)",
    ));
    check::<Removed, Level>(Err(
        "this model was trained on the inputs x, y, climate, sides, hot; the struct has x, climate, sides, hot (gone: y)",
    ));
    // Choices.
    check::<ReorderedChoices, Level>(Ok(()));
    check::<RenamedChoice, Level>(Err(
        "this model was trained with climate as Desert, Forest, City; the enum says Desert, Wood, City \
         (gone: Forest; new: Wood)",
    ));
    check::<AddedChoice, Level>(Err(
        "this model was trained with climate as Desert, Forest, City; the enum says Desert, Forest, City, Coast \
         (new: Coast)",
    ));
    check::<RemovedChoice, Level>(Err(
        "this model was trained with climate as Desert, Forest, City; the enum says Desert, Forest (gone: City)",
    ));
    // Classes.
    check::<Place, ReorderedLevel>(Ok(()));
    check::<Place, RenamedLevel>(Err(
        "this model was trained to say Low, Middle, High; the enum says Low, Medium, High (gone: Middle; new: Medium)",
    ));
    check::<Place, AddedLevel>(Err(
        "this model was trained to say Low, Middle, High; the enum says Low, Middle, High, Extreme (new: Extreme)",
    ));
    check::<Place, RemovedLevel>(Err(
        "this model was trained to say Low, Middle, High; the enum says Low, High (gone: Middle)",
    ));
    // All that can be reordered at once.
    check::<ReorderedChoices, ReorderedLevel>(Ok(()));
}

#[test]
fn the_answers_depend_on_every_input() {
    let place = || Classifier::<Place, Level>::trained_by(classes::<Place, Level>()).shipped(CLASSES.clone());
    let answers = answers(open(place())).expect("answered");
    for (place, answer) in answers.iter().enumerate() {
        assert!(answers[..place].iter().all(|other| other != answer), "{answer:?}");
    }
}

/// Weights without names: in the declared order where they come from elsewhere, and refused where a training of ours,
/// which writes names, must have made them.
#[test]
fn weights_without_names_are_taken_from_elsewhere_alone() {
    #[derive(Inputs)]
    struct Sides {
        a: f64,
        b: f64,
    }
    choice!(Longer { A, B });
    let tensor =
        |rows: &[[f32; 2]; 2]| candle_core::Tensor::new(rows, &candle_core::Device::Cpu).expect("made");
    let elsewhere = HashMap::from([("output.weight".to_owned(), tensor(&[[1.0, 0.0], [0.0, 1.0]]))]);
    let net = |inputs, outputs, weights: VarBuilder<'_>| {
        candle_nn::linear_no_bias(inputs, outputs, weights.pp("output"))
    };
    let card = || CLASSES.card().expect("a card");
    let unnamed = |tensors| Trained::new(tensors, card()).expect("written");
    let longer = |session: Result<DemoTest, String>| {
        session?
            .set("a", 2.0)
            .set("b", 1.0)
            .predict()
            .map(|answer| answer.prediction.headline())
            .map_err(|e| e.to_string())
    };
    let declared = Classifier::<Sides, Longer>::new(net).shipped(unnamed(&elsewhere));
    assert_eq!(longer(open(declared)), Ok("A".to_owned()));

    // The names say that the first column is b, and the first logit B.
    let columns = ["b", "a"].map(|name| Feature::number(name, "", "", 0.0..=9.0, 0.1));
    let columns = Schema { features: columns.to_vec() };
    let stated = Signature::new(&columns, SignatureOutput::classes("", ["B", "A"]));
    let named = unnamed(&elsewhere).with_signature(&stated).expect("named");
    assert_eq!(longer(open(Classifier::<Sides, Longer>::new(net).shipped(named))), Ok("A".to_owned()));
    let stated = Signature::new(&columns, SignatureOutput::classes("", ["A", "B"]));
    let named = unnamed(&elsewhere).with_signature(&stated).expect("named");
    assert_eq!(longer(open(Classifier::<Sides, Longer>::new(net).shipped(named))), Ok("B".to_owned()));

    let refused = |advice: &str| {
        Err(format!(
            "the demo levels does not open: its weights do not hold the names it was trained with, so a changed order \
             would go unnoticed: {advice}"
        ))
    };
    let ours = CLASSES.tensors().expect("tensors");
    let before = Classifier::<Place, Level>::new(mlp([12])).shipped(unnamed(&ours));
    assert_eq!(open(before).map(drop), refused("declare what they were trained with, or take other weights"));
    let with_recipe = Classifier::<Place, Level>::trained_by(classes::<Place, Level>());
    let again = refused("train again with `cargo run -- train levels`");
    assert_eq!(open(with_recipe.shipped(unnamed(&elsewhere))).map(drop), again);
}

/// A training of an author's own, with or without a signature.
struct Own(Option<Signature>);

impl Training for Own {
    fn train(&self, _: u64, _: &mut dyn Progress) -> maquette::Result<Trained> {
        Ok(CLASSES.clone())
    }

    fn measure(&self, trained: &Trained) -> maquette::Result<ModelCard> {
        trained.card()
    }

    fn goals(&self) -> &[Goal] {
        &[]
    }

    fn signature(&self) -> Option<Signature> {
        self.0.clone()
    }
}

/// What is read by code of an author's own.
struct Reader<I>(std::marker::PhantomData<I>);

impl<I: Inputs + 'static> Model for Reader<I> {
    type Inputs = I;
    type Output = f64;
    type Error = std::convert::Infallible;

    fn forward(&mut self, batch: Vec<I>) -> Result<Vec<f64>, Self::Error> {
        Ok(batch.iter().map(|_| 1.0).collect())
    }
}

#[test]
fn an_authors_own_network_takes_its_very_names_in_their_order() {
    fn check<I: Inputs + 'static>(trained: &Trained, stated: Option<Signature>, expected: Result<(), &str>) {
        let make = |_: &Trained| Ok(Reader::<I>(std::marker::PhantomData));
        let opened = open(TrainedModel::new(Own(stated), make).shipped(trained.clone()));
        let expected = expected.map_err(|reason| {
            format!("the demo levels does not open: {reason}: train again with `cargo run -- train levels`")
        });
        assert_eq!(opened.map(drop), expected);
    }
    let level = || SignatureOutput::classes("level", ["Low", "Middle", "High"]);
    let stated = |schema: Schema, output| Some(Signature::new(&schema, output));
    let unnamed = Trained::new(&CLASSES.tensors().expect("tensors"), CLASSES.card().expect("a card"));
    let unnamed = unnamed.expect("written");
    check::<Place>(&CLASSES, stated(Place::schema(), level()), Ok(()));
    check::<Place>(&CLASSES, None, Ok(()));
    check::<Place>(&unnamed, None, Ok(()));
    check::<Place>(
        &unnamed,
        stated(Place::schema(), level()),
        Err("its weights do not hold the names it was trained with, so a changed order would go unnoticed"),
    );
    let fields = "this model was trained on the inputs x, y, climate, sides, hot; the struct has hot, sides, y, climate, x \
                  (another order)";
    check::<Reordered>(&CLASSES, None, Err(fields));
    check::<Reordered>(&CLASSES, stated(Reordered::schema(), level()), Err(fields));
    check::<ReorderedChoices>(
        &CLASSES,
        None,
        Err(
            "this model was trained with climate as Desert, Forest, City; the enum says City, Desert, Forest (another order)",
        ),
    );
    check::<Place>(
        &CLASSES,
        stated(Place::schema(), SignatureOutput::classes("level", ["Middle", "Low", "High"])),
        Err(
            "this model was trained to say Low, Middle, High; the enum says Middle, Low, High (another order)",
        ),
    );
    check::<Place>(
        &CLASSES,
        stated(Place::schema(), SignatureOutput::classes("level", ["Low", "Middle"])),
        Err("this model was trained to say Low, Middle, High; the enum says Low, Middle (gone: High)"),
    );
}

#[test]
fn every_trained_demo_of_the_gallery_holds_its_names() {
    let mut checked = 0;
    for row in maquette_gallery::demos::DEMOS {
        let demo = (row.demo)();
        let Some(training) = demo.training() else { continue };
        let shipped = demo.shipped().expect("the gallery ships its weights");
        assert_eq!(shipped.signature().expect("read"), training.signature(), "{}", demo.name());
        assert!(training.signature().is_some(), "{}", demo.name());
        checked += 1;
    }
    assert_eq!(checked, 5);
}
