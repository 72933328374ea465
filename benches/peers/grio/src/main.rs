//! grio with next to nothing to do: four numbers in, a word out. `grio-peer ADDR`.

use grio::{App, Number, Output};

fn main() -> grio::Result<()> {
    App::new("Which penguin is it?")
        .item(Number::new("bill_length"))
        .item(Number::new("bill_depth"))
        .item(Number::new("flipper_length"))
        .item(Number::new("body_mass"))
        .item(Output::new("species"))
        .on_submit(|ctx| {
            let long = ctx.get_f64("flipper_length")? > 205.0;
            ctx.set("species", if long { "Gentoo" } else { "Adelie" });
            Ok(())
        })
        .launch(&std::env::args().nth(1).unwrap_or_default())
}
