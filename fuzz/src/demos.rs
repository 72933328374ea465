//! The demos that the fuzz targets send requests to.

use crate::{COUNTING, EVERYTHING};
use maquette::prelude::*;

/// Every kind of input there is. Only the first has to be given.
#[derive(Inputs)]
struct Everything {
    #[input(range = -10.0..=10.0)]
    number: f64,
    whole: Option<u8>,
    truth: bool,
    known: Option<bool>,
    taste: Option<Taste>,
    tastes: Vec<Taste>,
    #[input(max_len = 20)]
    words: Option<String>,
    #[input(long)]
    letter: Option<String>,
    #[input(range = "2015-01-01"..="2019-12-31")]
    day: Option<Date>,
    #[input(default = "#3e63dd")]
    color: Color,
    photo: Option<Image>,
    sketch: Option<Sketch>,
    sound: Option<Audio>,
    file: Option<File>,
    #[input(range = 1..=50)]
    items: Option<Rows<Item>>,
}

#[derive(Choice, Debug)]
enum Taste {
    Sweet,
    Sour,
    Salty,
}

#[derive(Inputs)]
struct Item {
    name: String,
    price: f64,
    count: Option<u8>,
}

#[derive(Inputs)]
struct Count {
    #[input(range = 0..=20, default = 3)]
    up_to: u32,
}

/// Says what it was given, so that all of it has to be there.
pub(crate) fn everything() -> Demo {
    Demo::function(EVERYTHING, |given: Everything| {
        let Everything { number, whole, truth, known, taste, tastes, words, letter, day, color, .. } = &given;
        let said = format!(
            "{number} {whole:?} {truth} {known:?} {taste:?} {tastes:?} {words:?} {letter:?} {day:?} {color}"
        );
        let sketch = given.sketch.as_ref().map(Sketch::image);
        let sizes =
            [given.photo.as_ref(), sketch].map(|image| image.map(|image| (image.width(), image.height())));
        let sound = given.sound.as_ref().map(Audio::secs);
        let file = given.file.as_ref().map(|file| (&*file.name, &*file.kind, file.bytes.len()));
        let item = |item: &Item| format!("{} {} {:?}", item.name, item.price, item.count);
        let items = given.items.as_ref().map(|items| items.0.iter().map(item).collect::<Vec<_>>());
        format!("{said} {sizes:?} {sound:?} {file:?} {items:?}")
    })
}

/// Counts, in words that grow.
pub(crate) fn counting() -> Demo {
    Demo::stream(COUNTING, |count: Count, _: &Work| {
        let mut said = String::new();
        (1..=count.up_to).map(move |number| {
            said.push_str(&format!("{number} "));
            said.clone()
        })
    })
}
