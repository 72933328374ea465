//! What an author declares, and what becomes of it; and what is said of each mistake.

use maquette::{Feature, Inputs as _, RawValue, Schema};
use maquette_derive::{Choice, Inputs};

#[derive(Debug, PartialEq, Inputs)]
struct Bird {
    /// Bill length.
    ///
    /// From the tip to the feathers,
    /// along the ridge
    #[input(unit = "mm", range = 30.0..=65.0, step = 0.1)]
    bill_length: f32,
    #[input(range = -10.0..=10)]
    warmth: Option<f64>,
    island: Island,
    sex: Option<Sex>,
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

#[test]
fn a_struct_is_its_schema() {
    let islands = [("Biscoe", "The island of Biscoe"), ("KingGeorge", "King george")];
    let features = vec![
        Feature::number("bill_length", "Bill length", "mm", 30.0..=65.0, 0.1)
            .help("From the tip to the feathers, along the ridge"),
        Feature::number("warmth", "Warmth", "", -10.0..=10.0, 0.2).optional(),
        Feature::choice("island", "Island", &islands),
        Feature::choice("sex", "Sex", &[("f", "Female"), ("m", "Male")]).optional(),
    ];
    assert_eq!(Bird::schema(), Schema { features });
}

#[test]
fn an_instance_is_its_struct() {
    let check = |texts: [&str; 4], expected| {
        let schema = Bird::schema();
        let instance = schema.parse(&schema.raw_fields(&texts.map(str::to_owned))).expect("valid");
        assert_eq!(Bird::from_instance(&instance), Some(expected));
    };
    check(
        ["46.5", "", "KingGeorge", "f"],
        Bird { bill_length: 46.5, warmth: None, island: Island::KingGeorge, sex: Some(Sex::Female) },
    );
    check(
        ["30", "-2", "Biscoe", ""],
        Bird { bill_length: 30.0, warmth: Some(-2.0), island: Island::Biscoe, sex: None },
    );
}

#[test]
fn an_instance_of_another_schema_is_none() {
    let schema = Schema { features: vec![Feature::choice("island", "Island", &[("a", "A"), ("b", "B")])] };
    let instance = schema.parse(&[("island".to_owned(), RawValue::Text("a".to_owned()))]).expect("valid");
    assert_eq!(Bird::from_instance(&instance), None);
}

/// `TRYBUILD=overwrite cargo test -p maquette-derive` writes what the compiler says now.
#[test]
fn mistakes_are_said_where_they_are_made() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
