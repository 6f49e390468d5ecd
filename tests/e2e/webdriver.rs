//! The WebDriver protocol: JSON over HTTP to a chromedriver of our own.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running chromedriver with one session, which ends when dropped.
pub struct Driver {
    process: Child,
    port: u16,
    session: String,
}

impl Driver {
    /// Starts chromedriver and a browser with these capabilities.
    pub fn start(capabilities: &Value) -> Driver {
        let started = (0..5).find_map(|_| Driver::launch());
        let (mut driver, mut output) = started.expect("chromedriver names its port");
        // It would block on a full pipe if nobody read on.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));

        let answer = driver.send(
            "POST",
            "/session",
            &json!({"capabilities": {"alwaysMatch": capabilities}}),
        );
        driver.session = answer.unwrap()["sessionId"].as_str().unwrap().to_string();
        driver
    }

    /// A chromedriver without a session, and its output. It picks a port that is free for one kind of address, and ends
    /// at once where the other kind has it in use: then the next may have more luck.
    fn launch() -> Option<(Driver, BufReader<ChildStdout>)> {
        let process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut driver = Driver {
            process,
            port: 0,
            session: String::new(),
        };
        let mut output = BufReader::new(driver.process.stdout.take()?);
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some((_, rest)) = line.split_once("successfully on port ") {
                driver.port = rest.trim().trim_end_matches('.').parse().expect("a port number");
                return Some((driver, output));
            }
        }
    }

    /// A command of the session without a body.
    pub fn get(&self, path: &str) -> Value {
        self.send("GET", &self.path(path), &Value::Null).unwrap()
    }

    /// A command of the session; an error of the protocol is a panic.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A command of the session that may fail.
    pub fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.send("POST", &self.path(path), body)
    }

    fn path(&self, path: &str) -> String {
        format!("/session/{}{path}", self.session)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| error.to_string())?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .map_err(|error| error.to_string())?;

        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).map_err(|error| error.to_string())?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| "a bad content-length")?;
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body).map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) => Err(format!(
                "{error}: {}",
                value["message"].as_str().unwrap_or_default()
            )),
            None => Ok(value),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser ends with the session, and writes its logs to the end only then.
        if !self.session.is_empty() {
            let _ = self.send("DELETE", &self.path(""), &Value::Null);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
