//! On what was measured.

use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub kernel: String,
    pub date: String,
    /// Processes that wanted to run in the minute before: others' work makes every figure noisy.
    pub load: String,
    pub rust: String,
    pub maquette: String,
}

impl Machine {
    /// # Errors
    /// A system that is not Linux.
    pub fn read() -> Result<Self> {
        let cpu = fs::read_to_string("/proc/cpuinfo")?;
        let processor = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let memory = fs::read_to_string("/proc/meminfo")?;
        let kib: Option<f64> = memory.split_whitespace().nth(1).and_then(|kib| kib.parse().ok());
        let load = fs::read_to_string("/proc/loadavg")?;
        Ok(Self {
            processor: processor.map_or("an unnamed processor", |(_, name)| name).to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            memory_gib: kib.context("/proc/meminfo does not begin with a number")? / 1024.0 / 1024.0,
            kernel: said("uname", &["-sr"])?,
            date: said("date", &["-u", "+%F"])?,
            load: load.split(' ').next().unwrap_or_default().to_owned(),
            rust: said("rustc", &["--version"])?,
            maquette: said("git", &["describe", "--always", "--dirty"])?,
        })
    }
}

/// What a program prints, on one line.
fn said(program: &str, arguments: &[&str]) -> Result<String> {
    let output =
        Command::new(program).args(arguments).output().with_context(|| format!("{program} is not there"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
