//! What an author declares, and what becomes of it; and what is said of each mistake.

use maquette::{Date, Feature, Inputs as _, Kind, RawValue, Schema, Value};
use maquette_derive::{Choice, Inputs};

#[derive(Debug, PartialEq, Inputs)]
struct Bird {
    /// Bill length.
    ///
    /// From the tip to the feathers,
    /// along the ridge
    #[input(unit = "mm", range = 30.0..=65.0, step = 0.1, default = 44)]
    bill_length: f32,
    #[input(range = -10.0..=10)]
    warmth: Option<f64>,
    any: f64,
    #[input(section = "Where and when")]
    island: Island,
    #[input(default = Sex::Male)]
    sex: Option<Sex>,
    #[input(range = 0..=9)]
    eggs: u8,
    count: i32,
    ringed: bool,
    #[input(default = [Colour::Grey, Colour::Black])]
    colours: Vec<Colour>,
    #[input(max_len = 5, default = "Pingu")]
    name: String,
    #[input(long)]
    story: Option<String>,
    #[input(range = "2007-01-01"..="2009-12-31", default = "2008-02-29")]
    seen: Date,
}

#[derive(Debug, PartialEq, Choice)]
enum Island {
    /// The island of Biscoe
    Biscoe,
    KingGeorge,
}

#[derive(Debug, PartialEq, Choice)]
enum Sex {
    #[choice(value = "f")]
    Female,
    #[choice(value = "m")]
    Male,
}

#[derive(Debug, PartialEq, Choice)]
enum Colour {
    Black,
    White,
    Grey,
}

fn whole(range: (f64, f64), step: Option<f64>) -> Kind {
    let range = Some(maquette::Range { low: range.0, high: range.1 });
    Kind::Number { unit: String::new(), range, step, whole: true, seen: None }
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn a_struct_is_its_schema() {
    let islands = [("Biscoe", "The island of Biscoe"), ("KingGeorge", "King george")];
    let colours = [("Black", "Black"), ("White", "White"), ("Grey", "Grey")];
    let Kind::Choice { choices } = Feature::choice("", "", &colours).kind else { panic!("a choice") };
    let any = Kind::Number { unit: String::new(), range: None, step: None, whole: false, seen: None };
    let features = vec![
        Feature::number("bill_length", "Bill length", "mm", 30.0..=65.0, 0.1)
            .help("From the tip to the feathers, along the ridge")
            .default(&Value::Number(44.0)),
        Feature::number("warmth", "Warmth", "", -10.0..=10.0, 0.2).optional(),
        Feature::new("any", "Any", any),
        Feature::choice("island", "Island", &islands).section("Where and when"),
        Feature::choice("sex", "Sex", &[("f", "Female"), ("m", "Male")])
            .optional()
            .default(&Value::Choice(1)),
        Feature::new("eggs", "Eggs", whole((0.0, 9.0), Some(1.0))),
        Feature::new("count", "Count", whole((-2_147_483_648.0, 2_147_483_647.0), None)),
        Feature::new("ringed", "Ringed", Kind::Bool).default(&Value::Bool(false)),
        Feature::new("colours", "Colours", Kind::Choices { choices }).default(&Value::Choices(vec![0, 2])),
        Feature::new("name", "Name", Kind::Text { max_len: 5, long: false })
            .default(&Value::Text("Pingu".to_owned())),
        Feature::new("story", "Story", Kind::Text { max_len: 5000, long: true }).optional(),
        Feature::new("seen", "Seen", Kind::Date { first: day("2007-01-01"), last: day("2009-12-31") })
            .default(&Value::Date(day("2008-02-29"))),
    ];
    assert_eq!(Bird::schema(), Schema { features });
}

fn bird() -> Bird {
    Bird {
        bill_length: 46.1,
        warmth: None,
        any: -1e6,
        island: Island::KingGeorge,
        sex: Some(Sex::Female),
        eggs: 2,
        count: -3,
        ringed: true,
        colours: vec![Colour::White, Colour::Black],
        name: "Ping".to_owned(),
        story: Some("Once\nthere was".to_owned()),
        seen: day("2007-11-11"),
    }
}

#[test]
fn a_struct_its_values_and_its_texts_are_the_same_instance() {
    let schema = Bird::schema();
    let texts: Vec<_> = std::iter::zip(&schema.features, bird().values())
        .map(|(feature, value)| feature.text(&value))
        .collect();
    let expected = [
        "46.1",
        "",
        "-1000000",
        "KingGeorge",
        "f",
        "2",
        "-3",
        "true",
        "Black,White",
        "Ping",
        "Once\nthere was",
        "2007-11-11",
    ];
    assert_eq!(texts, expected);
    let instance = schema.parse(&schema.raw_fields(&texts)).expect("valid");
    assert_eq!(schema.texts(&instance), texts);
    // The answers of a choice of several come in their own order.
    let ordered = Bird { colours: vec![Colour::Black, Colour::White], ..bird() };
    assert_eq!(Bird::from_instance(&instance), Some(ordered));
}

#[test]
fn what_is_left_out_is_the_default() {
    let given = ["any", "island", "eggs", "count"].map(|name| {
        (
            name.to_owned(),
            RawValue::Text(match name {
                "island" => "Biscoe".to_owned(),
                _ => "1".to_owned(),
            }),
        )
    });
    let instance = Bird::schema().parse(&given).expect("valid");
    let bird = Bird::from_instance(&instance).expect("a bird");
    assert_eq!((bird.bill_length, bird.sex, bird.ringed), (44.0, Some(Sex::Male), false));
    assert_eq!((bird.name.as_str(), bird.story, bird.seen), ("Pingu", None, day("2008-02-29")));
}

#[test]
fn an_instance_of_another_schema_is_none() {
    let schema = Schema { features: vec![Feature::choice("island", "Island", &[("a", "A"), ("b", "B")])] };
    let instance = schema.parse(&[("island".to_owned(), RawValue::Text("a".to_owned()))]).expect("valid");
    assert_eq!(Bird::from_instance(&instance), None);
}

/// `TRYBUILD=overwrite cargo test -p maquette-derive` writes what the compiler says now.
/// The first field that a network of numbers can't read is named, while the compiler is at it.
#[test]
fn a_struct_says_which_field_has_no_columns() {
    #[derive(Inputs)]
    struct Sides {
        _a: f64,
        _b: Option<Sex>,
        _c: Vec<Colour>,
    }
    const SIDES: Option<&str> = Sides::WITHOUT_COLUMNS;
    const BIRD: Option<&str> = Bird::WITHOUT_COLUMNS;
    assert_eq!(SIDES, None);
    let reason = "a Classifier, a Regressor and a Recipe read numbers, dates, choices, yes and no, and the input name is none \
                  of these: write a `Model` that reads it";
    assert_eq!(BIRD, Some(reason));
}

#[test]
fn mistakes_are_said_where_they_are_made() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
