//! One binary for both threads: on a page it shows Trailglass, in a worker it serves a shard.

#[cfg(target_arch = "wasm32")]
fn main() {
    trailglass::web::panic::install();
    if trailglass::web::in_worker() {
        trailglass::worker::shard_host::start();
    } else {
        trailglass::ui::start();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Trailglass is a web page: `make serve` builds and serves it.");
}
