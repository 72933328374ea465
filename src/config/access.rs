//! The flags of access control: keys, rate limits, hosts, origins and proxies.

use super::Secret;
use crate::access::{
    Cidr, Credentials, HostName, Hosts, Lock, Origin, Origins, Rate, Settings, is_base_path,
};
use anyhow::{Context, Result, bail, ensure};
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::net::IpAddr;
use std::sync::Arc;

/// The least burst: what a browser asks for a page at once.
const LEAST_BURST: u32 = 10;

/// Who may ask for what, and how often.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Access")]
pub struct Access {
    /// A host name that this server answers to, such as maquette.example, or *.maquette.example for its subdomains;
    /// repeatable. On a loopback address, localhost always works; on any other, every name does unless this is given
    #[arg(long, env = "MAQUETTE_HOSTS", value_name = "NAME", value_delimiter = ',')]
    pub host: Vec<HostName>,
    /// Another site whose pages may call this server from a browser, such as `https://app.example`, or * for every site,
    /// without cookies; repeatable
    #[arg(long, env = "MAQUETTE_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<Origin>,
    /// A token for programs, sent as Authorization: Bearer TOKEN; locks the server; repeatable
    #[arg(long, env = "MAQUETTE_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Vec<Secret>,
    /// A name and a password, for the login page and for Basic authentication; locks the server; repeatable
    #[arg(long, env = "MAQUETTE_USER", value_name = "NAME:PASSWORD", hide_env_values = true)]
    pub user: Vec<Secret>,
    /// Lock only this demo instead of the whole server; needs --token or --user; repeatable
    #[arg(long, env = "MAQUETTE_LOCK", value_name = "DEMO", value_delimiter = ',')]
    pub lock: Vec<String>,
    /// The number of requests per second that each client address may make [default: no limit]
    #[arg(long, env = "MAQUETTE_RATE", value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
    /// The number of these requests that may come at once [default: 10, or twice the rate if that is more]
    #[arg(long, env = "MAQUETTE_BURST", value_name = "N", requires = "rate", value_parser = clap::value_parser!(u32).range(1..))]
    pub burst: Option<u32>,
    /// A trusted proxy (address or CIDR): its X-Forwarded-For and Forwarded headers are believed; repeatable
    #[arg(long, env = "MAQUETTE_PROXY", value_name = "CIDR", value_delimiter = ',')]
    pub proxy: Vec<Cidr>,
    /// The path prefix under which a proxy serves this server, such as /app, whether the proxy removes it or not
    #[arg(long, env = "MAQUETTE_BASE", value_name = "PATH")]
    pub base: Option<String>,
}

impl Access {
    /// Splits the secrets of an environment variable at commas. A flag is given several times instead, so
    /// that a comma is part of what it says.
    pub(super) fn with_sources(self, matches: &ArgMatches) -> Self {
        let split = |id: &str, secrets: Vec<Secret>| match matches.value_source(id) {
            Some(ValueSource::EnvVariable) => secrets.iter().flat_map(Secret::split_commas).collect(),
            _ => secrets,
        };
        Self { token: split("token", self.token), user: split("user", self.user), ..self }
    }

    /// What the doors need to know of it. `listening` is the address that the server listens on, `demos` are the names
    /// of the demos, and `reserved` the other names that addresses of the server begin with.
    ///
    /// # Errors
    /// What does not fit together, in words that quote no secret.
    pub fn settings(&self, listening: IpAddr, demos: &[&str], reserved: &[&str]) -> Result<Settings> {
        Ok(Settings {
            hosts: Hosts { loopback: listening.is_loopback(), named: self.host.clone() },
            origins: Origins { allowed: self.allow_origin.clone() },
            lock: self.lock(demos)?,
            rate: self.rate.map(|per_second| Rate { per_second, burst: self.burst(per_second) }),
            proxies: self.proxy.clone(),
            base_path: self.base(demos, reserved)?,
            ..Settings::default()
        })
    }

    fn lock(&self, demos: &[&str]) -> Result<Option<Arc<Lock>>> {
        if self.token.is_empty() && self.user.is_empty() {
            ensure!(self.lock.is_empty(), "--lock needs --token or --user: nothing else opens the lock");
            return Ok(None);
        }
        for name in &self.lock {
            ensure!(
                demos.contains(&&**name),
                "--lock: there is no demo named {name}; choose from {}",
                demos.join(", ")
            );
        }
        let tokens: Vec<_> = self.token.iter().map(|token| token.reveal().to_owned()).collect();
        for token in &tokens {
            ensure!(
                !token.is_empty(),
                "--token or MAQUETTE_TOKEN: the token is empty; give one that nobody can guess"
            );
            ensure!(
                token.chars().all(|letter| letter.is_ascii_graphic()),
                "--token or MAQUETTE_TOKEN: use ASCII letters, digits and signs without spaces, so that it fits into a header"
            );
        }
        let users = self.user.iter().map(|user| {
            let pair = user
                .reveal()
                .split_once(':')
                .filter(|(name, password)| !name.is_empty() && !password.is_empty());
            let (name, password) = pair.context("--user or MAQUETTE_USER: give a name and a password, as in ann:secret; in the variable, commas separate the users")?;
            Ok((name.to_owned(), password.to_owned()))
        });
        let users = users.collect::<Result<Vec<_>>>()?;
        Ok(Some(Arc::new(Lock::new(Credentials::new(&tokens, &users), self.lock.clone()))))
    }

    fn burst(&self, per_second: f64) -> u32 {
        self.burst.unwrap_or_else(|| LEAST_BURST.max((2.0 * per_second).ceil() as u32))
    }

    /// The prefix as addresses begin with it: `/app`, or nothing.
    pub fn prefix(&self) -> String {
        let base = self.base.as_deref().unwrap_or_default().trim_matches('/');
        if base.is_empty() { String::new() } else { format!("/{base}") }
    }

    fn base(&self, demos: &[&str], reserved: &[&str]) -> Result<String> {
        let base = self.prefix();
        if base.is_empty() {
            return Ok(base);
        }
        let first = base.split('/').nth(1).unwrap_or_default();
        if !is_base_path(&base) {
            bail!("--base: give a path of letters, digits, -, _, . and ~, such as /app");
        }
        ensure!(
            !demos.contains(&first) && !reserved.contains(&first),
            "--base: /{first} is already an address of this server; choose another prefix"
        );
        Ok(base)
    }

    /// The settings in words, for the person who starts the server. Secrets are only counted.
    pub fn summary(&self, listening: IpAddr) -> Vec<String> {
        let mut lines = Vec::new();
        let keys = [counted(self.token.len(), "token"), counted(self.user.len(), "user")];
        let keys = keys.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        lines.push(match (keys.is_empty(), self.lock.is_empty()) {
            (true, _) if listening.is_loopback() => "open to this machine only".to_owned(),
            (true, _) => "open to everyone who can reach it; --token or --user locks it".to_owned(),
            (false, true) => format!("locked ({keys})"),
            (false, false) => format!("{} locked ({keys})", self.lock.join(", ")),
        });
        if let Some(rate) = self.rate {
            lines.push(format!(
                "at most {rate} requests a second from each address, {} at once",
                self.burst(rate)
            ));
        }
        let lists = [
            (self.host.iter().map(ToString::to_string).collect::<Vec<_>>(), "host names:"),
            (self.allow_origin.iter().map(ToString::to_string).collect(), "allowed sites:"),
            (self.proxy.iter().map(ToString::to_string).collect(), "trusted proxies:"),
            (Some(self.prefix()).filter(|prefix| !prefix.is_empty()).into_iter().collect(), "path prefix:"),
        ];
        let given = lists.iter().filter(|(list, _)| !list.is_empty());
        lines.extend(given.map(|(list, words)| format!("{words} {}", list.join(", "))));
        lines
    }
}

fn counted(count: usize, what: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{count} {what}s")),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| *rate >= 0.001 && *rate <= 1e6);
    rate.ok_or_else(|| "give a number of requests a second, such as 5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        access: Access,
    }

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn settings(args: &[&str]) -> Result<Settings> {
        let command = Command::try_parse_from([&["maquette"], args].concat()).map_err(anyhow::Error::from)?;
        command.access.settings(HERE, &["penguins", "houses"], &["api"])
    }

    fn refused(args: &[&str], says: &str) {
        let error = settings(args).err().expect("refused").to_string();
        assert!(error.contains(says), "{args:?}: {error}");
        assert!(!error.contains("hush"), "{args:?} says a secret: {error}");
    }

    #[test]
    fn what_does_not_fit_together_is_said() {
        refused(&["--lock", "penguins"], "--lock needs --token or --user");
        refused(
            &["--token", "hush", "--lock", "dodos"],
            "there is no demo named dodos; choose from penguins, houses",
        );
        refused(&["--token", ""], "the token is empty");
        refused(&["--token", "hush hush"], "without spaces");
        refused(&["--user", "hush"], "give a name and a password");
        refused(&["--user", "hush:"], "give a name and a password");
        refused(&["--user", ":hush"], "give a name and a password");
        refused(&["--base", "/penguins"], "/penguins is already an address of this server");
        refused(&["--base", "/api/v2"], "/api is already an address of this server");
        refused(&["--base", "//a\"b"], "give a path of letters");
        refused(&["--rate", "0"], "give a number of requests a second");
        refused(&["--rate", "NaN"], "give a number of requests a second");
        refused(&["--burst", "3"], "--rate");
        refused(&["--rate", "5", "--burst", "0"], "0 is not in 1..");
        refused(&["--proxy", "10.0.0.0/99"], "as in 10.0.0.0/8");
        refused(&["--host", "http://a"], "such as maquette.example");
        refused(&["--allow-origin", "null"], "such as https://app.example");
    }

    #[test]
    fn what_fits_is_taken() {
        let is = |args: &[&str]| settings(args).expect("taken");
        assert!(is(&[]).lock.is_none() && is(&[]).hosts.loopback);
        assert!(is(&["--user", "ann:a:b,c"]).lock.is_some());
        assert_eq!(is(&["--base", "app/"]).base_path, "/app");
        assert_eq!(is(&["--base", "/"]).base_path, "");
        assert_eq!(is(&["--rate", "2"]).rate, Some(Rate { per_second: 2.0, burst: 10 }));
        assert_eq!(is(&["--rate", "50.5"]).rate, Some(Rate { per_second: 50.5, burst: 101 }));
        assert_eq!(is(&["--rate", "5", "--burst", "7"]).rate, Some(Rate { per_second: 5.0, burst: 7 }));
        assert_eq!(is(&["--host", "a.example,b.example", "--host", "c.example"]).hosts.named.len(), 3);
        assert_eq!(is(&["--proxy", "10.0.0.0/8,::1"]).proxies.len(), 2);
    }

    #[test]
    fn a_secret_is_counted_and_never_said() {
        let args = [
            "maquette",
            "--token",
            "hush1,hush0",
            "--user",
            "ann:hush2",
            "--user",
            "ben:hush3",
            "--rate",
            "5",
        ];
        let more = ["--lock", "penguins", "--host", "*.a.example", "--proxy", "10.0.0.0/8", "--base", "/app"];
        let access = Command::try_parse_from([&args[..], &more].concat()).expect("taken").access;
        assert!(!format!("{access:?}").contains("hush"), "{access:?}");
        assert_eq!(
            access.summary(HERE),
            [
                "penguins locked (1 token and 2 users)",
                "at most 5 requests a second from each address, 10 at once",
                "host names: *.a.example",
                "trusted proxies: 10.0.0.0/8",
                "path prefix: /app",
            ]
        );
        let open = IpAddr::from([0, 0, 0, 0]);
        assert_eq!(
            Access::default().summary(open),
            ["open to everyone who can reach it; --token or --user locks it"]
        );
        assert_eq!(Access::default().summary(HERE), ["open to this machine only"]);
    }
}
