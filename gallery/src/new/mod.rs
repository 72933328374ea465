//! `maquette new` writes a crate with a first demo, which needs only Rust.

use anyhow::{Context, Result, bail, ensure};
use clap::{CommandFactory, FromArgMatches};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const MAIN: &str = include_str!("main.rs.txt");
const TEST: &str = include_str!("demo.rs.txt");

/// Create an app of your own: a crate with a first demo.
#[derive(Debug, clap::Parser)]
#[command(name = "new")]
struct New {
    /// The name of the crate and of its folder
    name: String,
    /// The folder of Maquette's source code [default: the one that this program was built from if it still exists,
    /// otherwise the published crate]
    #[arg(long)]
    maquette: Option<PathBuf>,
}

/// Words of the language, and crates that an app could not do without.
const TAKEN: [&str; 48] = [
    "abstract", "alloc", "as", "async", "await", "become", "box", "break", "const", "continue", "core",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
    "let", "loop", "macro", "maquette", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "static", "std", "struct", "super", "test", "trait", "true", "try", "type", "unsafe", "use",
];

/// The subcommand `new`.
pub fn command() -> clap::Command {
    New::command()
}

/// Writes the crate that the arguments of [`command`] ask for.
///
/// # Errors
/// A name that no crate can have, a folder that is there already or can't be written.
pub fn run(matches: &clap::ArgMatches) -> Result<()> {
    New::from_arg_matches(matches)?.run()
}

impl New {
    fn run(&self) -> Result<()> {
        let Self { name, maquette } = self;
        let fits = name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
            });
        ensure!(
            fits,
            "“{name}” can't be the name of a crate: begin with a lower-case letter, and use these, digits, - and _"
        );
        ensure!(
            !TAKEN.contains(&name.as_str()),
            "Rust or Maquette has a “{name}” already: choose another name"
        );
        let folder = Path::new(name);
        if folder.exists() {
            bail!("{name} is there already: choose another name or another folder");
        }
        let source = match maquette {
            Some(folder) => Some(checked(folder)?),
            None => built_from(),
        };
        let write = |file: &str, text: &str| {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
        };
        write("Cargo.toml", &manifest(name, source.as_deref()))?;
        write("src/main.rs", MAIN)?;
        write("src/demo.rs", TEST)?;
        write(".gitignore", "/target\n/maquette-data\n")?;
        // The same versions as here, so that what was compiled once need not be compiled again.
        if let Some(lock) =
            source.as_deref().map(|source| source.join("Cargo.lock")).filter(|lock| lock.exists())
        {
            fs::copy(lock, folder.join("Cargo.lock"))?;
        }
        let next = format!(
            "Created {name}, with a demo in src/demo.rs. The first build compiles candle and takes some minutes.\n\n  \
             cd {name}\n  cargo run        # serves it on http://127.0.0.1:3000\n  cargo test\n"
        );
        // The crate is there, whether anybody reads this or not.
        std::io::stdout().write_all(next.as_bytes()).ok();
        Ok(())
    }
}

/// What does the arithmetic. The rest is compiled sooner without.
const ARITHMETIC: [&str; 7] =
    ["candle-core", "candle-nn", "gemm", "gemm-common", "gemm-f32", "rayon", "rayon-core"];

fn manifest(name: &str, source: Option<&Path>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let optimised: String = ARITHMETIC.iter().map(|name| format!("{name}.opt-level = 3\n")).collect();
    let maquette = match source {
        Some(source) => format!("{{ path = {:?} }}", source.display().to_string()),
        None => format!("{version:?}"),
    };
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nmaquette = {maquette}\n\n\
         # Panics name their line. Full debug information would make the first build three times as large.\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n\
         # Optimises the arithmetic of models, which would be slow in a debug build.\n\
         [profile.dev.package]\n\"*\".debug = false\n{optimised}\n\
         # Makes this crate independent of a workspace around its folder.\n[workspace]\n"
    )
}

/// The folder this program was built from, while it lies in its target folder.
fn built_from() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    program.ancestors().skip(1).find_map(|folder| checked(folder).ok())
}

fn checked(folder: &Path) -> Result<PathBuf> {
    let folder = folder.canonicalize().with_context(|| format!("there is no folder {}", folder.display()))?;
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    ensure!(
        manifest.contains("\nname = \"maquette\"\n"),
        "{} does not hold Maquette's source",
        folder.display()
    );
    Ok(folder)
}
