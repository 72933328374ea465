//! From a first demo to a server, in seven pages. All of their code is compiled and run.

#[doc = include_str!("../docs/tutorial/1-first-demo.md")]
pub mod first_demo {}

#[doc = include_str!("../docs/tutorial/2-own-model.md")]
pub mod own_model {}

#[doc = include_str!("../docs/tutorial/3-own-training.md")]
pub mod own_training {}

#[doc = include_str!("../docs/tutorial/4-own-page.md")]
pub mod own_page {}

#[doc = include_str!("../docs/tutorial/5-pictures-and-sound.md")]
pub mod pictures_and_sound {}

#[doc = include_str!("../docs/tutorial/6-streams.md")]
pub mod streams {}

#[doc = include_str!("../docs/tutorial/7-deploying.md")]
pub mod deploying {}
