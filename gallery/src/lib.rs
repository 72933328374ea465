//! The gallery: the demos that the program `maquette` serves, written with nothing but Maquette's public interface.

pub mod demos;
pub mod new;
