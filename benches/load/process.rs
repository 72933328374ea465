//! Servers as processes of their own: started, waited for, looked at and ended.

use crate::http::{ask, get};
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a server may take until it answers. MLflow imports for half a minute on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A server that is ended when this is dropped.
pub struct Server {
    pub addr: SocketAddr,
    /// How long it took from its start to its first answer.
    pub start: Duration,
    process: Child,
}

impl Server {
    /// Starts a server and waits until it answers a path with 200. What it says goes to target/load/NAME.log.
    ///
    /// # Errors
    /// A program that does not start, ends, or does not answer.
    pub async fn start(
        name: &str,
        path: &str,
        command: impl FnOnce(SocketAddr) -> Result<Command>,
    ) -> Result<Self> {
        Self::begin(name, &get(path), Duration::from_millis(50), command).await
    }

    /// Starts a program, and polls for its first answer at this interval.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn begin(
        name: &str,
        request: &[u8],
        often: Duration,
        command: impl FnOnce(SocketAddr) -> Result<Command>,
    ) -> Result<Self> {
        let addr = free_address()?;
        let log = Path::new("target/load").join(format!("{name}.log"));
        fs::create_dir_all("target/load")?;
        let said = File::create(&log)?;
        let mut command = command(addr)?;
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let started = Instant::now();
        let process = command.spawn().with_context(|| format!("{name} does not start: {command:?}"))?;
        let mut server = Self { addr, start: Duration::ZERO, process };
        loop {
            if let Ok((200, _)) = ask(addr, request).await {
                server.start = started.elapsed();
                return Ok(server);
            }
            let ended = server.process.try_wait()?.is_some();
            if ended || started.elapsed() > TIMEOUT {
                bail!("{name} does not answer; see {}", log.display());
            }
            sleep(often).await;
        }
    }

    /// What it and the processes that it started hold in memory, in bytes.
    ///
    /// # Errors
    /// A process that has ended.
    pub fn memory(&self) -> Result<u64> {
        Ok(self.processes()?.iter().filter_map(|process| resident(process).ok()).sum())
    }

    /// The processor time that they have had.
    ///
    /// # Errors
    /// A process that has ended.
    pub fn cpu(&self) -> Result<Duration> {
        Ok(self.processes()?.iter().filter_map(|process| busy(process).ok()).sum())
    }

    /// The folders of it and of the processes that it started, and these in turn: some begin a session of their own,
    /// so that a group would not hold them.
    fn processes(&self) -> Result<Vec<PathBuf>> {
        let folders: Vec<PathBuf> =
            fs::read_dir("/proc")?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        let parents =
            folders.iter().filter_map(|folder| Some((folder, stat(folder).ok()?.get(1)?.parse().ok()?)));
        let parents: Vec<(&PathBuf, u32)> = parents.collect();
        let mut ours = vec![Path::new("/proc").join(self.process.id().to_string())];
        let mut place = 0;
        while place < ours.len() {
            let id = number(&ours[place]);
            let children = parents.iter().filter(|(_, parent)| Some(*parent) == id);
            ours.extend(children.map(|(folder, _)| (*folder).clone()));
            place += 1;
        }
        ours.retain(|folder| folder.exists());
        ensure!(!ours.is_empty(), "the server has ended");
        Ok(ours)
    }
}

/// The number of the process that a folder is of.
fn number(folder: &Path) -> Option<u32> {
    folder.file_name()?.to_str()?.parse().ok()
}

/// The kernel's hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What the kernel says of a process, from what follows its name.
fn stat(folder: &Path) -> Result<Vec<String>> {
    let stat = fs::read_to_string(folder.join("stat"))?;
    let rest = stat.rsplit(") ").next().unwrap_or_default();
    Ok(rest.split(' ').map(str::to_owned).collect())
}

/// The processor time of a process, its own and the kernel's.
fn busy(folder: &Path) -> Result<Duration> {
    let stat = stat(folder)?;
    let ticks: u32 = stat[11].parse::<u32>()? + stat[12].parse::<u32>()?;
    Ok(TICK * ticks)
}

/// VmRSS of a process, in bytes.
fn resident(folder: &Path) -> Result<u64> {
    let status = fs::read_to_string(folder.join("status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kib.context("a process says nothing of its memory")? * 1024)
}

/// An address where nobody listens.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

impl Drop for Server {
    fn drop(&mut self) {
        let all = self.processes().unwrap_or_default();
        let all = all.iter().filter_map(|folder| Some(number(folder)?.to_string()));
        Command::new("kill").arg("-KILL").args(all).stderr(Stdio::null()).status().ok();
        self.process.wait().ok();
    }
}
