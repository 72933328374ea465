//! Streams an answer that becomes more exact: `cargo run --example stream`, then open http://127.0.0.1:3000.
use maquette::prelude::*;
use std::f64::consts::PI;

#[derive(Inputs)]
struct Rain {
    /// Drops
    #[input(unit = "million", range = 1..=500, default = 50)]
    millions: u32,
    /// Day
    /// Another number, other drops
    #[input(range = 1..=99, default = 7)]
    day: u64,
}

fn main() -> maquette::Result<()> {
    Maquette::new().demo(demo()).serve()
}

fn demo() -> Demo {
    Demo::stream("pi", fall)
        .title("How does rain find π?")
        .description("Drops fall on a square. Of four, about π hit the quarter of a circle in it.")
        .example("A shower", Rain { millions: 50, day: 7 })
        .autorun(false)
}

fn fall(Rain { millions, day }: Rain, work: &Work) -> impl Iterator<Item = (Metric, Chart)> + use<> {
    const SHOWERS: u64 = 100;
    let (work, drops) = (work.clone(), u64::from(millions) * 1_000_000 / SHOWERS);
    let (mut state, mut hits, mut points) = (day, 0, vec![]);
    // SplitMix64, so that a day always has the same drops.
    let mut random = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (1..=SHOWERS).map(move |shower| {
        work.doing(&format!("Shower {shower} of {SHOWERS}"));
        hits += (0..drops).filter(|_| random().powi(2) + random().powi(2) < 1.0).count();
        work.progress(shower, SHOWERS);
        let pi = 4.0 * hits as f64 / (shower * drops) as f64;
        points.push([(shower * drops) as f64 / 1e6, pi - PI]);
        let chart = Chart::line("The error shrinks with more drops").x("Drops (million)").y("Error");
        let remark = format!("{:+.5} beside it", pi - PI);
        (Metric::new("π", &format!("{pi:.5}")).remark(&remark), chart.series("So far", points.clone()))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_million_drops_find_two_decimals() -> maquette::Result<()> {
        let answer = super::demo().session()?.set("millions", 1).set("day", 7).predict()?;
        assert!(answer.prediction.headline().starts_with("π: 3.14"), "{}", answer.prediction.headline());
        Ok(())
    }
}
