//! The neighbourhoods of Ames.

use maquette::prelude::*;

/// The 28 neighbourhoods of Ames, as the table names them.
#[derive(Choice, Clone, Copy, PartialEq)]
pub(super) enum Neighbourhood {
    /// Bloomington Heights
    #[choice(value = "Bloomington_Heights")]
    BloomingtonHeights,
    /// Blueste
    Blueste,
    /// Briardale
    Briardale,
    /// Brookside
    Brookside,
    /// Clear Creek
    #[choice(value = "Clear_Creek")]
    ClearCreek,
    /// College Creek
    #[choice(value = "College_Creek")]
    CollegeCreek,
    /// Crawford
    Crawford,
    /// Edwards
    Edwards,
    /// Gilbert
    Gilbert,
    /// Green Hills
    #[choice(value = "Green_Hills")]
    GreenHills,
    /// Greens
    Greens,
    /// Iowa DOT and rail road
    #[choice(value = "Iowa_DOT_and_Rail_Road")]
    IowaDOTAndRailRoad,
    /// Landmark
    Landmark,
    /// Meadow Village
    #[choice(value = "Meadow_Village")]
    MeadowVillage,
    /// Mitchell
    Mitchell,
    /// North Ames
    #[choice(value = "North_Ames")]
    NorthAmes,
    /// Northpark Villa
    #[choice(value = "Northpark_Villa")]
    NorthparkVilla,
    /// Northridge
    Northridge,
    /// Northridge Heights
    #[choice(value = "Northridge_Heights")]
    NorthridgeHeights,
    /// Northwest Ames
    #[choice(value = "Northwest_Ames")]
    NorthwestAmes,
    /// Old Town
    #[choice(value = "Old_Town")]
    OldTown,
    /// Sawyer
    Sawyer,
    /// Sawyer West
    #[choice(value = "Sawyer_West")]
    SawyerWest,
    /// Somerset
    Somerset,
    /// South and west of Iowa State University
    #[choice(value = "South_and_West_of_Iowa_State_University")]
    SouthAndWestOfIowaStateUniversity,
    /// Stone Brook
    #[choice(value = "Stone_Brook")]
    StoneBrook,
    /// Timberland
    Timberland,
    /// Veenker
    Veenker,
}
