//! The binary as somebody starts it: it says where it listens, leaves at a signal, loses nobody
//! on the way, and speaks plainly where it can't start.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

pub(crate) struct Server {
    pub(crate) child: Child,
    addr: String,
}

pub(crate) fn maquette(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command
        .args(args)
        .env_remove("MAQUETTE_ADDR")
        .env_remove("MAQUETTE_DATA")
        .current_dir(std::env::temp_dir());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Server {
    /// Starts one on a free port, and returns when it has said which.
    fn start() -> Self {
        Self::start_as(&mut maquette(&["serve", "--addr", "127.0.0.1:0"]))
    }

    pub(crate) fn start_as(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("started");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let addr = line.trim().rsplit("http://").next().expect("an address").to_owned();
        Self { child, addr }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.addr).expect("connected")
    }

    pub(crate) fn terminate(&self) {
        let killed =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(killed.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn said(output: Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_request_in_flight_is_answered_before_the_process_leaves() {
    let mut server = Server::start();
    let body = r#"{"bill_length":46.1,"bill_depth":14.2,"flipper_length":211,"body_mass":4500}"#;
    let head = format!(
        "POST /api/penguins/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).expect("sent");
    // The server asks for the body, so it has the request and is waiting.
    let mut more = [0; 25];
    stream.read_exact(&mut more).expect("a go-ahead");
    assert_eq!(&more, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.terminate();
    stream.write_all(body.as_bytes()).expect("sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("answered");
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("Gentoo"), "{reply}");
    assert!(server.child.wait().expect("left").success());
}

#[test]
fn a_client_that_never_ends_does_not_hold_the_process() {
    let mut server = Server::start();
    let mut stream = server.connect();
    stream.write_all(b"POST /api/penguins/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n").expect("sent");
    stream.read_exact(&mut [0; 25]).expect("a go-ahead");
    server.terminate();
    assert!(server.child.wait().expect("left").success());
}

#[test]
fn a_second_server_on_the_same_port_says_what_to_do() {
    let server = Server::start();
    let output = maquette(&["serve", "--addr", &server.addr]).output().expect("ran");
    assert_eq!(output.status.code(), Some(1));
    let said = said(output);
    assert!(said.contains(&format!("{} is taken: stop the server", server.addr)), "{said}");
    assert!(!said.contains("backtrace") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_demo_that_is_not_there_is_named() {
    let output = maquette(&["evaluate", "dodos"]).output().expect("ran");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(output),
        "maquette: there is no demo named dodos; choose from penguins, houses, co2, digits, languages, voice, austen, training, seattle\n"
    );
}

#[test]
fn what_was_trained_is_what_is_measured() {
    let data = std::env::temp_dir().join(format!("maquette-{}", std::process::id()));
    let data = data.to_str().expect("a path");
    let trained = maquette(&["train", "penguins", "--seed", "3", "--data", data]).output().expect("ran");
    assert!(trained.status.success());
    let lines = said(trained);
    assert!(lines.contains("epoch 150 of 150  loss "), "{lines}");
    let measured = maquette(&["evaluate", "penguins", "--data", data]).output().expect("ran");
    std::fs::remove_dir_all(data).expect("removed");
    let words = String::from_utf8_lossy(&measured.stdout).into_owned();
    assert!(words.contains("with seed 3") && words.contains("equal to what the card states"), "{words}");
}

/// A pipe that nobody reads, as behind `| head -1` once that has seen enough.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let name = format!("piped-{}", std::process::id());
    let folder = std::env::temp_dir().join(&name);
    let data = std::env::temp_dir().join(format!("{name}-data"));
    let data = data.to_str().expect("a path");
    // As a shell counts a program that a closed pipe has ended; where all is done, nothing is wrong.
    for (args, code) in [
        (&["new", &name][..], 0),
        (&["train", "penguins", "--data", data], 0),
        (&["evaluate", "penguins", "--data", data], 141),
        (&["evaluate", "dodos"], 1),
        (&["--help"], 0),
        (&["train", "--help"], 0),
        (&["--version"], 0),
        (&["dance"], 2),
    ] {
        let output = maquette(args).stdout(closed()).output().expect("ran");
        let exit = output.status.code();
        let said = said(output);
        assert!(!said.contains("panicked") && exit == Some(code), "{args:?} ends with {exit:?}: {said}");
        std::fs::remove_dir_all(&folder).ok();
        let deaf = maquette(args).stdout(closed()).stderr(closed()).status().expect("ran");
        assert_eq!(deaf.code(), Some(code), "{args:?}");
        std::fs::remove_dir_all(&folder).ok();
    }
    std::fs::remove_dir_all(data).expect("removed");
}

#[test]
fn a_server_whose_log_nobody_reads_answers() {
    let mut command = maquette(&["serve", "--addr", "127.0.0.1:0"]);
    let server = Server::start_as(command.env("RUST_LOG", "trace").stderr(closed()));
    for _ in 0..3 {
        let mut stream = server.connect();
        let head =
            format!("GET /api/penguins HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.addr);
        stream.write_all(head.as_bytes()).expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("answered");
        assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    }
}

/// What a container asks that has no other program in it.
#[test]
fn the_health_command_uses_the_settings_of_the_server() {
    let mut command = maquette(&["serve", "--addr", "127.0.0.1:0"]);
    let server =
        Server::start_as(command.env("MAQUETTE_USER", "ann:hush,ben:hush").env("MAQUETTE_HOSTS", ""));
    let ask_as = |user: &str| {
        let mut command = maquette(&["health", "--addr", &server.addr]);
        command.env("MAQUETTE_USER", user).output().expect("ran")
    };
    // Its models load meanwhile.
    let mut ready = ask_as("ann:hush");
    while !ready.status.success() {
        let said = said(ready);
        assert!(said.contains("is not loaded"), "{said}");
        ready = ask_as("ann:hush");
    }
    let refused = ask_as("ann:other");
    assert_eq!(refused.status.code(), Some(1));
    let said = said(refused);
    assert!(said.contains("This password or token is not right") && !said.contains("other"), "{said}");
    let keyless = maquette(&["health", "--addr", &server.addr]).output().expect("ran");
    let keyless = String::from_utf8_lossy(&keyless.stderr).into_owned();
    assert!(
        keyless.contains("has a lock: give this command its MAQUETTE_TOKEN or MAQUETTE_USER"),
        "{keyless}"
    );
    let nowhere = maquette(&["health", "--addr", "127.0.0.1:1"]).output().expect("ran");
    assert_eq!(nowhere.status.code(), Some(1));
}

/// CVE-2023-25823, CVE-2026-27167: neither help nor greeting nor error says a secret.
#[test]
fn a_secret_is_never_said() {
    let help = maquette(&["serve", "--help"]).env("MAQUETTE_TOKEN", "hush").output().expect("ran");
    assert!(help.status.success());
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("MAQUETTE_TOKEN") && !help.contains("hush"), "{help}");

    let mut command = maquette(&["serve", "--addr", "127.0.0.1:0", "--user", "ann:hush", "--rate", "50"]);
    let mut child = command.env("MAQUETTE_TOKEN", "hush").env("RUST_LOG", "debug").spawn().expect("started");
    let mut greeting = String::new();
    let mut lines = BufReader::new(child.stdout.take().expect("stdout"));
    while !greeting.contains("Stop with") {
        lines.read_line(&mut greeting).expect("a line");
    }
    child.kill().expect("stopped");
    let logged = said(child.wait_with_output().expect("stopped"));
    assert!(greeting.contains("locked (1 token and 1 user)"), "{greeting}");
    assert!(greeting.contains("at most 50 requests a second from each address, 100 at once"), "{greeting}");
    assert!(!greeting.contains("hush") && !logged.contains("hush"), "{greeting} {logged}");

    for wrong in [["--user", "hush"], ["--token", "hush hush"], ["--user", "hush:"]] {
        let refused =
            maquette(&["serve", "--addr", "127.0.0.1:0", wrong[0], wrong[1]]).output().expect("ran");
        assert_eq!(refused.status.code(), Some(1));
        let said = said(refused);
        assert!(said.contains(wrong[0]) && !said.contains("hush"), "{said}");
    }
}

/// As a page of another host name on the same machine would ask.
#[test]
fn a_server_on_loopback_answers_to_its_own_names_alone() {
    let server = Server::start();
    let ask_as = |host: &str| {
        let mut stream = server.connect();
        stream
            .write_all(format!("GET /api HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes())
            .expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("answered");
        reply.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(ask_as(&format!("Host: {}\r\n", server.addr)), "200");
    assert_eq!(ask_as("Host: localhost:1\r\n"), "200");
    assert_eq!(ask_as("Host: evil.example\r\n"), "421");
    assert_eq!(ask_as(""), "400");
}
