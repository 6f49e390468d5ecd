//! Serves a folder on this machine alone: `serve dist 8080`. `trunk serve` would do, but it rebuilds, watches and
//! injects its reload script, and what is looked at here is the very file that gets hosted.

mod site;

use std::net::TcpListener;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(port)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: serve FOLDER PORT");
        return ExitCode::FAILURE;
    };
    match TcpListener::bind(format!("127.0.0.1:{port}")) {
        Ok(listener) => {
            println!("Trailglass is on http://127.0.0.1:{port}  (Ctrl+C ends it)");
            site::serve(&listener, folder.as_ref());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Port {port} cannot be used ({error}). Choose another: make serve PORT=8081");
            ExitCode::FAILURE
        }
    }
}
