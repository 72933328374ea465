//! The access log of a real process: a line for each request, without secrets, tokens and input values.

use crate::process::{Server, maquette};
use serde_json::Value;
use std::io::{Read, Write};

/// What a visitor sends, and no line may hold.
const SECRETS: [&str; 7] =
    ["hush-password", "hush-token", "46.1357", "hush-name", "hush-agent", "hush-path", "hush-query"];

/// The lines that a server logs in `format` while it answers `requests`, and the answers.
fn logged(format: &str, requests: &[String]) -> (Vec<String>, Vec<String>) {
    let mut command =
        maquette(&["serve", "--addr", "127.0.0.1:0", "--log", format, "--user", "ann:hush-password"]);
    let mut server = Server::start_as(&mut command);
    let answers = requests.iter().map(|request| {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    });
    let answers = answers.collect();
    server.terminate();
    let mut log = String::new();
    server.child.stderr.take().expect("stderr").read_to_string(&mut log).expect("a log");
    (log.lines().map(str::to_owned).collect(), answers)
}

fn request(method: &str, target: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
}

/// Requests that hold a secret wherever one can stand.
fn requests() -> Vec<String> {
    // ann:hush-password
    let ann = "Authorization: Basic YW5uOmh1c2gtcGFzc3dvcmQ=\r\nUser-Agent: hush-agent\r\n";
    let json = format!("{ann}Content-Type: application/json\r\n");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let row = r#"{"bill_length":46.1357,"bill_depth":14.2,"flipper_length":211,"body_mass":4500}"#;
    vec![
        request("POST", "/api/penguins/predict", &json, row),
        request(
            "GET",
            "/penguins?bill_length=46.1357&bill_depth=14&flipper_length=211&body_mass=4500&hush-query=1",
            ann,
            "",
        ),
        request("GET", "/uploads/hush-token", ann, ""),
        request("GET", "/hush-path", ann, ""),
        request("GET", "/penguins/jobs/hush-token", ann, ""),
        request("GET", "/gradio_api/file=hush-name", ann, ""),
        request("POST", "/login", form, "username=ann&password=hush-password&next=/hush-path"),
        request("GET", "/api/penguins", "Authorization: Bearer hush-token\r\n", ""),
    ]
}

#[test]
fn each_request_is_a_line_of_json_without_secrets() {
    let (lines, answers) = logged("json", &requests());
    let fields = |line: &String| -> Value { serde_json::from_str(line).expect(line) };
    let lines: Vec<Value> =
        lines.iter().map(fields).filter(|line| line["target"] == "maquette::access").collect();
    let seen: Vec<_> = lines
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            (text("method"), text("path"), line["status"].as_u64().unwrap_or_default())
        })
        .collect();
    let line = |method: &str, path: &str, status: u64| (method.to_owned(), path.to_owned(), status);
    let expected = [
        line("POST", "/api/penguins/predict", 200),
        line("GET", "/penguins", 200),
        line("GET", "/uploads/{token}", 404),
        line("GET", "/{demo}", 404),
        line("GET", "/penguins/jobs/{id}", 410),
        line("GET", "/gradio_api/file={*path}", 403),
        line("POST", "/login", 200),
        line("GET", "-", 401),
    ];
    assert_eq!(seen, expected);
    for (line, answer) in std::iter::zip(&lines, &answers) {
        assert!(line["ms"].as_f64().is_some_and(|ms| ms > 0.0), "{line}");
        assert_eq!(line["complete"], true, "{line}");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let id = line["id"].as_str().expect("an id");
        assert!(head.contains(&format!("x-request-id: {id}")), "{head}");
        if head.contains("content-length") {
            assert_eq!(line["bytes"].as_u64(), Some(body.len() as u64), "{line}");
        }
        let text = line.to_string();
        assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

#[test]
fn each_request_is_a_line_of_text_without_secrets() {
    let (lines, _) = logged("text", &requests());
    let lines: Vec<_> = lines.into_iter().filter(|line| line.contains("maquette::access")).collect();
    assert_eq!(lines.len(), requests().len(), "{lines:?}");
    assert!(lines[0].contains("method=POST path=/api/penguins/predict status=200 ms="), "{}", lines[0]);
    for line in lines {
        assert!(SECRETS.iter().all(|secret| !line.contains(secret)), "{line}");
    }
}

#[test]
fn without_the_option_nothing_is_logged() {
    let (lines, answers) = logged("off", &requests());
    assert_eq!(lines, Vec::<String>::new());
    assert!(answers.iter().all(|answer| !answer.contains("x-request-id")));
}
