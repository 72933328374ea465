//! Shows every widget, chart and output in its own demo: `cargo run --example catalogue`, then open
//! http://127.0.0.1:3000. The pages in docs/catalogue are made from these files.

use maquette::prelude::*;

pub mod inputs {
    pub mod slider;
    pub mod integer;
    pub mod number;
    pub mod checkbox;
    pub mod yes_no;
    pub mod choice;
    pub mod select;
    pub mod choices;
    pub mod text;
    pub mod long_text;
    pub mod date;
    pub mod color;
    pub mod image;
    pub mod sketch;
    pub mod audio;
    pub mod file;
    pub mod table;
}

pub mod charts {
    pub mod line;
    pub mod scatter;
    pub mod band;
    pub mod bar;
    pub mod histogram;
    pub mod heat_map;
}

pub mod outputs {
    pub mod classes;
    pub mod ranked;
    pub mod number;
    pub mod text;
    pub mod markdown;
    pub mod code;
    pub mod json;
    pub mod table;
    pub mod metric;
    pub mod chart;
    pub mod forecast;
    pub mod image;
    pub mod annotated;
    pub mod gallery;
    pub mod audio;
    pub mod highlighted;
    pub mod file;
    pub mod markup;
    pub mod several;
}

fn main() -> maquette::Result<()> {
    demos().into_iter().fold(Maquette::new(), Maquette::demo).serve()
}

fn demos() -> Vec<Demo> {
    vec![
        inputs::slider::demo(),
        inputs::integer::demo(),
        inputs::number::demo(),
        inputs::checkbox::demo(),
        inputs::yes_no::demo(),
        inputs::choice::demo(),
        inputs::select::demo(),
        inputs::choices::demo(),
        inputs::text::demo(),
        inputs::long_text::demo(),
        inputs::date::demo(),
        inputs::color::demo(),
        inputs::image::demo(),
        inputs::sketch::demo(),
        inputs::audio::demo(),
        inputs::file::demo(),
        inputs::table::demo(),
        charts::line::demo(),
        charts::scatter::demo(),
        charts::band::demo(),
        charts::bar::demo(),
        charts::histogram::demo(),
        charts::heat_map::demo(),
        outputs::classes::demo(),
        outputs::ranked::demo(),
        outputs::number::demo(),
        outputs::text::demo(),
        outputs::markdown::demo(),
        outputs::code::demo(),
        outputs::json::demo(),
        outputs::table::demo(),
        outputs::metric::demo(),
        outputs::chart::demo(),
        outputs::forecast::demo(),
        outputs::image::demo(),
        outputs::annotated::demo(),
        outputs::gallery::demo(),
        outputs::audio::demo(),
        outputs::highlighted::demo(),
        outputs::file::demo(),
        outputs::markup::demo(),
        outputs::several::demo(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_gives_what_it_says() -> maquette::Result<()> {
        for demo in demos() {
            demo.session()?.check_examples()?;
        }
        Ok(())
    }

    /// The pictures are taken by these names.
    #[test]
    fn every_demo_is_named_after_its_file() -> maquette::Result<()> {
        let mut files = vec![];
        for (folder, kind) in [("inputs", "input"), ("charts", "chart"), ("outputs", "output")] {
            for file in
                std::fs::read_dir(format!("{}/examples/catalogue/{folder}", env!("CARGO_MANIFEST_DIR")))?
            {
                let file = file?.file_name().into_string().unwrap_or_default();
                files.push(format!("{kind}-{}", file.trim_end_matches(".rs")));
            }
        }
        let mut named: Vec<_> = demos().iter().map(|demo| demo.name().to_owned()).collect();
        files.sort();
        named.sort();
        assert_eq!(named, files);
        Ok(())
    }
}
