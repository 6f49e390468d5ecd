//! A worker's life as the page sees it, with workers of a few lines in place of the program.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "all of this is test code, helpers included")]

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use trailglass::web::worker_thread::Thread;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, Url, Worker};

wasm_bindgen_test_configure!(run_in_browser);

/// Puts a boot hook in place whose workers run `script`.
fn boot_with(script: &str) {
    let blob = Blob::new_with_str_sequence(&Array::of1(&script.into())).unwrap();
    let address = Url::create_object_url_with_blob(&blob).unwrap();
    let start = Closure::<dyn Fn() -> Worker>::new(move || Worker::new(&address).unwrap()).into_js_value();
    let boot = Object::new();
    Reflect::set(&boot, &"startWorker".into(), &start).unwrap();
    Reflect::set(&js_sys::global(), &"trailglassBoot".into(), &boot).unwrap();
}

/// What a thread said, in order.
type Heard = Rc<RefCell<Vec<String>>>;

fn spawn(script: &str) -> (Thread, Heard) {
    boot_with(script);
    let heard = Heard::default();
    let (messages, errors) = (heard.clone(), heard.clone());
    let thread = Thread::spawn(
        move |event| {
            messages
                .borrow_mut()
                .push(event.data().as_string().unwrap_or("an object".into()))
        },
        move |error| errors.borrow_mut().push(format!("error: {error}")),
    );
    (thread.unwrap(), heard)
}

async fn sleep(millis: i32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until the thread has said `count` things, 10 seconds at most.
async fn hear(heard: &Heard, count: usize) -> Vec<String> {
    for _ in 0..500 {
        if heard.borrow().len() >= count {
            break;
        }
        sleep(20).await;
    }
    heard.borrow().clone()
}

const ECHO: &str =
    "postMessage({ threadSignal: 'started' }); onmessage = (event) => postMessage(event.data);";

#[wasm_bindgen_test]
async fn speaks_and_hears() {
    let (thread, heard) = spawn(ECHO);
    thread.post(&"one".into(), None).unwrap();
    thread.post(&"two".into(), None).unwrap();
    assert_eq!(
        hear(&heard, 2).await,
        ["one", "two"],
        "and the start itself is no message"
    );
}

#[wasm_bindgen_test]
async fn transfers_instead_of_copying() {
    let (thread, heard) = spawn(ECHO);
    let bytes = Uint8Array::new_with_length(1000);
    thread.post(&bytes, Some(&Array::of1(&bytes.buffer()))).unwrap();
    assert_eq!(bytes.length(), 0);
    assert_eq!(hear(&heard, 1).await, ["an object"]);
}

#[wasm_bindgen_test]
async fn what_cannot_be_sent_is_an_error() {
    let (thread, _) = spawn(ECHO);
    let error = thread.post(&Function::new_no_args("").into(), None).unwrap_err();
    assert!(error.contains("could not be sent"), "{error}");
}

#[wasm_bindgen_test]
async fn failure_is_told_once_and_ends_it() {
    let script = "postMessage({ threadSignal: 'failed', reason: 'the disk is gone' });
                  postMessage({ threadSignal: 'failed', reason: 'again' }); postMessage('late');";
    let (_thread, heard) = spawn(script);
    hear(&heard, 1).await;
    sleep(200).await;
    assert_eq!(
        *heard.borrow(),
        ["error: A background worker stopped: the disk is gone"]
    );
}

#[wasm_bindgen_test]
async fn uncaught_error_ends_it() {
    let (_thread, heard) = spawn("postMessage({ threadSignal: 'started' }); throw new Error('of its own');");
    let heard = hear(&heard, 1).await;
    assert!(
        heard[0].starts_with("error: ") && heard[0].contains("of its own"),
        "{heard:?}"
    );
}

#[wasm_bindgen_test]
async fn silence_is_told_after_five_seconds() {
    let (_thread, heard) = spawn("");
    sleep(4_000).await;
    assert!(heard.borrow().is_empty(), "too early: {heard:?}");
    let heard = hear(&heard, 1).await;
    assert!(heard[0].contains("no answer within 5 seconds"), "{heard:?}");
}

#[wasm_bindgen_test]
async fn a_dropped_thread_is_silent() {
    let (thread, heard) =
        spawn("postMessage({ threadSignal: 'started' }); setInterval(() => postMessage('tick'), 5);");
    hear(&heard, 2).await;
    drop(thread);
    let count = heard.borrow().len();
    sleep(200).await;
    assert_eq!(heard.borrow().len(), count);
}

#[wasm_bindgen_test]
async fn may_be_dropped_by_its_own_error() {
    boot_with("postMessage({ threadSignal: 'failed', reason: 'x' });");
    let slot: Rc<RefCell<Option<Thread>>> = Rc::default();
    let owner = slot.clone();
    let thread = Thread::spawn(|_| {}, move |_| drop(owner.take())).unwrap();
    slot.replace(Some(thread));
    sleep(500).await;
    assert!(slot.borrow().is_none());
}

#[wasm_bindgen_test]
fn without_the_boot_script_it_says_so() {
    Reflect::set(&js_sys::global(), &"trailglassBoot".into(), &JsValue::UNDEFINED).unwrap();
    let refused = Thread::spawn(|_| {}, |_| {});
    assert!(refused.is_err_and(|error: String| error.contains("starts no background worker")));
}
