//! What does the house cost? This should be wrong by a factor of at most 1.16 for two houses in three (an RMSE
//! of 0.15 on log price), and its 90 % intervals should hold 87 to 93 of 100 prices.

mod sales;
mod linear;
mod neighbourhood;
mod net;

use maquette::prelude::*;
use neighbourhood::Neighbourhood;
use net::Net;
use sales::Sales;

/// A house in Ames, Iowa. The fields are named as the table's columns.
#[derive(Inputs)]
struct House {
    /// Living area above ground
    #[input(section = "Size", unit = "sq ft", range = 334..=5642, step = 10)]
    gr_liv_area: f64,
    /// Basement
    #[input(unit = "sq ft", range = 0..=6110, step = 10)]
    total_bsmt_sf: f64,
    /// Lot
    #[input(unit = "sq ft", range = 1300..=215_245, step = 100)]
    lot_area: f64,
    /// Bedrooms above ground
    #[input(range = 0..=8)]
    bedroom_abvgr: u8,
    /// Full bathrooms
    #[input(range = 0..=4)]
    full_bath: u8,
    /// Fireplaces
    #[input(range = 0..=4)]
    fireplaces: u8,
    /// Garage
    #[input(unit = "cars", range = 0..=5)]
    garage_cars: u8,
    /// Built in
    #[input(section = "Age and state", range = 1872..=2010)]
    year_built: u16,
    /// Last remodelled in
    /// The table counts from 1950
    #[input(range = 1950..=2010)]
    year_remod_add: u16,
    /// Condition
    overall_cond: Condition,
    /// Neighbourhood
    #[input(section = "Where and what")]
    neighborhood: Neighbourhood,
    /// Kind of house
    bldg_type: Kind,
}

#[derive(Choice)]
enum Condition {
    #[choice(value = "Very_Poor")]
    VeryPoor,
    Poor,
    Fair,
    #[choice(value = "Below_Average")]
    BelowAverage,
    Average,
    #[choice(value = "Above_Average")]
    AboveAverage,
    Good,
    #[choice(value = "Very_Good")]
    VeryGood,
    Excellent,
}

#[derive(Choice)]
enum Kind {
    /// Detached
    OneFam,
    /// Detached, for two families
    TwoFmCon,
    Duplex,
    /// Terraced, at the end
    TwnhsE,
    /// Terraced, between two
    Twnhs,
}

const TABLE: &[u8] = include_bytes!("ames.csv");
const SHIPPED: Trained = Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

pub(super) fn demo() -> Demo {
    let sales = Sales::from_table(TABLE);
    let (three, sold, far, alike) = (sales.clone(), sales.clone(), sales.clone(), sales);
    Demo::new("houses", Regressor::<House>::trained_by(recipe()).shipped(SHIPPED))
        .title("What does the house cost?")
        .description(
            "Describe a house in Ames, Iowa, and learn what it would have sold for between 2006 and 2010, and how far off that may be.\n\n\
             Make it small and old and see what a straight line makes of it.",
        )
        .example("A family house", house())
        .example("A new one with everything", House {
            gr_liv_area: 2600.0,
            total_bsmt_sf: 1900.0,
            lot_area: 13_000.0,
            bedroom_abvgr: 4,
            full_bath: 3,
            fireplaces: 2,
            garage_cars: 3,
            year_built: 2007,
            year_remod_add: 2008,
            neighborhood: Neighbourhood::NorthridgeHeights,
            ..house()
        })
        .example("Small, old, no basement", House {
            gr_liv_area: 334.0,
            total_bsmt_sf: 0.0,
            lot_area: 5000.0,
            bedroom_abvgr: 1,
            full_bath: 1,
            garage_cars: 0,
            year_built: 1872,
            year_remod_add: 1950,
            overall_cond: Condition::Fair,
            neighborhood: Neighbourhood::OldTown,
            ..house()
        })
        .warn(move |house: &House| far.extrapolates(house))
        .beside("", move |house: &House, _| alike.like(house))
        .beside("", move |house: &House, prediction| three.compare(house, prediction))
        .beside("", move |house: &House, prediction| sold.neighbours(house, prediction))
}

fn house() -> House {
    House {
        gr_liv_area: 1500.0,
        total_bsmt_sf: 1000.0,
        lot_area: 9500.0,
        bedroom_abvgr: 3,
        full_bath: 2,
        fireplaces: 0,
        garage_cars: 2,
        year_built: 1975,
        year_remod_add: 1995,
        overall_cond: Condition::Average,
        neighborhood: Neighbourhood::NorthAmes,
        bldg_type: Kind::OneFam,
    }
}

fn recipe() -> Recipe {
    Recipe::regressor::<House>("sale_price", TABLE)
        .unit("$")
        .decimals(0)
        .log()
        .source(
            "House sales in Ames, Iowa, 2006 to 2010 (De Cock 2011; cleaned by the R package modeldata)",
            "MIT",
        )
        .net(Net::new)
        .split(0.6, 0.2, 0.2)
        .epochs(40)
        .batch(32)
        .learning_rate(0.003)
        // Many numbers for 1,758 houses: without a strong pull towards 0 it learns them by heart.
        .weight_decay(1.0)
        .goal("log_rmse", 0.15)
        .aim(Goal::between("coverage", 0.87, 0.93))
}
