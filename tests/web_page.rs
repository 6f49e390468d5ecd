//! What the page does that only a browser can show: dialogs, drops, the detail of an event.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "all of this is test code, helpers included")]

use std::cell::RefCell;
use std::rc::Rc;
use trailglass::store::RowId;
use trailglass::ui::components::detail::DetailPane;
use trailglass::ui::components::dialog::Dialog;
use trailglass::ui::components::filter_bar::{Mirror, Words, WordsLine};
use trailglass::ui::hooks::{Detail, use_drop};
use trailglass::ui::model::state::{Action, Pick, Zone};
use trailglass::web::drop::{Dropped, take};
use trailglass::web::focus;
use trailglass::web::task::sleep;
use trailglass::worker::protocol::Record;
use trailglass::worker::session::Session;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{DataTransfer, Element, HtmlElement};
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

/// Shows a component in an element of its own and waits for it.
async fn show<C>(props: C::Properties) -> (Element, AppHandle<C>)
where
    C: BaseComponent,
{
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&root).unwrap();
    let handle = yew::Renderer::<C>::with_root_and_props(root.clone(), props).render();
    sleep(30).await;
    (root, handle)
}

fn find(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector)
        .unwrap()
        .map(|found| found.unchecked_into())
}

/// Sends an event made by a line of script.
fn send(element: &HtmlElement, event: &str) {
    js_sys::Function::new_with_args("element", &format!("element.dispatchEvent({event})"))
        .call1(&JsValue::NULL, element)
        .unwrap();
}

async fn press(element: &HtmlElement, key: &str) {
    send(
        element,
        &format!("new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }})"),
    );
    sleep(30).await;
}

#[component]
fn Opener() -> Html {
    let open = use_state(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(true))
    };
    let onclose = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    html! {
        <>
            <button id="opener" {onclick}>{ "Open" }</button>
            if *open {
                <Dialog title="Title" {onclose}><input id="inside" autofocus=true /></Dialog>
            }
        </>
    }
}

#[wasm_bindgen_test]
async fn a_dialog_takes_the_focus_and_gives_it_back() {
    let (root, handle) = show::<Opener>(()).await;
    let opener = find(&root, "#opener").unwrap();
    opener.focus().unwrap();
    opener.click();
    sleep(30).await;
    let dialog = find(&root, "dialog[open]").unwrap();
    assert_eq!(focus::current().unwrap().id(), "inside");
    assert!(focus::in_dialog());
    // What the browser sends for Esc.
    send(&dialog, "new Event('cancel', { cancelable: true })");
    sleep(30).await;
    assert!(find(&root, "dialog").is_none());
    assert_eq!(focus::current().unwrap().id(), "opener");
    handle.destroy();
}

/// A drop as the browser hands it over, made of plain objects: a folder that gives its entries in batches, as
/// Chromium does, one that is refused, and a file beside them.
fn dropped_tree() -> DataTransfer {
    let script = r#"
        const file = (fullPath) => ({ isFile: true, isDirectory: false, name: fullPath.split("/").pop(), fullPath,
            file: (done) => setTimeout(() => done(new File(["x"], fullPath))) });
        const folder = (fullPath, entries) => ({ isFile: false, isDirectory: true, name: fullPath.split("/").pop(), fullPath,
            createReader: () => { let at = 0; return { readEntries: (done) => setTimeout(() => { done(entries.slice(at, at + 100)); at += 100; }) }; } });
        const locked = { isFile: false, isDirectory: true, name: "locked", fullPath: "/top/locked",
            createReader: () => ({ readEntries: (done, failed) => setTimeout(() => failed(new Error("no permission"))) }) };
        let deep = file("/top/a/b/c/d/e/f.json");
        for (const path of ["/top/a/b/c/d/e", "/top/a/b/c/d", "/top/a/b/c", "/top/a/b", "/top/a"]) deep = folder(path, [deep]);
        const many = folder("/top/many", Array.from({ length: 250 }, (_, at) => file("/top/many/" + at + ".json")));
        const items = [folder("/top", [deep, locked, many]), file("/beside.json")].map((entry) => ({ webkitGetAsEntry: () => entry }));
        return { items, files: null, types: ["Files"] };
    "#;
    js_sys::Function::new_no_args(script)
        .call0(&JsValue::NULL)
        .unwrap()
        .unchecked_into()
}

#[wasm_bindgen_test]
async fn folders_are_walked_to_their_end() {
    let heard = Rc::new(RefCell::new(0));
    let last = Rc::clone(&heard);
    let found = take(&dropped_tree())
        .list(move |files| {
            *last.borrow_mut() = files;
            true
        })
        .await;
    let paths: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), 252);
    assert_eq!(
        (paths[0], paths[1], paths[250]),
        ("top/a/b/c/d/e/f.json", "top/many/0.json", "top/many/249.json")
    );
    assert_eq!(paths[251], "beside.json");
    assert_eq!(
        found.refused,
        [("top/locked".to_owned(), "no permission".to_owned())]
    );
    assert_eq!(found.name, "top and 1 more");
    assert_eq!(*heard.borrow(), 252);
}

#[wasm_bindgen_test]
async fn listing_stops_when_told_to() {
    let found = take(&dropped_tree()).list(|_| false).await;
    assert!(found.files.len() < 252);
}

type Taken = Rc<RefCell<Option<Dropped>>>;

#[derive(Properties, PartialEq)]
struct DropTargetProps {
    ondrop: Callback<Taken>,
}

#[component]
fn DropTarget(DropTargetProps { ondrop }: &DropTargetProps) -> Html {
    let dragging = use_drop(ondrop.clone());
    html! { <div id="outer" class={dragging.then_some("dragging")}><p id="inner">{ "here" }</p></div> }
}

#[wasm_bindgen_test]
async fn dragging_over_nested_elements_does_not_flicker() {
    let taken: Rc<RefCell<Vec<Taken>>> = Rc::default();
    let heard = Rc::clone(&taken);
    let ondrop = Callback::from(move |dropped| heard.borrow_mut().push(dropped));
    let (root, handle) = show::<DropTarget>(DropTargetProps { ondrop }).await;
    let (outer, inner) = (find(&root, "#outer").unwrap(), find(&root, "#inner").unwrap());
    let send = js_sys::Function::new_with_args(
        "element, kind",
        r#"
        const data = new DataTransfer();
        data.items.add(new File(["{}"], "one.json"));
        const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data });
        element.dispatchEvent(event);
        return event.defaultPrevented;
        "#,
    );
    let send = |element: &HtmlElement, kind: &str| {
        send.call2(&JsValue::NULL, element, &kind.into())
            .unwrap()
            .is_truthy()
    };
    let dragging = || outer.class_name() == "dragging";
    send(&outer, "dragenter");
    send(&inner, "dragenter");
    send(&outer, "dragleave");
    sleep(30).await;
    assert!(dragging(), "still inside");
    send(&inner, "dragleave");
    sleep(30).await;
    assert!(!dragging());
    send(&inner, "dragenter");
    assert!(send(&inner, "dragover"), "or the browser would refuse the drop");
    assert!(send(&inner, "drop"), "or the browser would open the file");
    sleep(30).await;
    assert!(!dragging());
    let dropped = taken.borrow_mut().pop().unwrap().take().unwrap();
    let found = dropped.list(|_| true).await;
    assert_eq!(found.files[0].path, "one.json");
    handle.destroy();
}

fn detail(json: &str, act: Callback<Action>) -> trailglass::ui::components::detail::DetailPaneProps {
    let record = Record {
        id: RowId { shard: 0, row: 0 },
        json: json.to_owned(),
        exact: json.to_owned(),
        file: "folder/file.json.gz".into(),
        offset: 7,
        copies: Vec::new(),
        conflict: false,
        derived: vec![
            ("actor".into(), "<mark>alice</mark>".into()),
            ("outcome".into(), "denied".into()),
        ],
        event_id: None,
    };
    trailglass::ui::components::detail::DetailPaneProps {
        // Without workers: only what is asked of other events needs them.
        session: Session::start(|_| ()),
        detail: Detail::Record(Rc::new(record)),
        hidden: false,
        marked: Default::default(),
        generation: 0,
        zone: Zone::Utc,
        act,
    }
}

#[wasm_bindgen_test]
async fn a_hostile_record_is_only_text() {
    let json = r#"{"eventName":"<img src=x onerror=alert(1)>","requestParameters":{"<script>":"</pre><script>1</script>"}}"#;
    let (root, handle) = show::<DetailPane>(detail(json, Callback::noop())).await;
    assert!(find(&root, "img, script, mark").is_none());
    assert_eq!(
        find(&root, "h2").unwrap().text_content().unwrap(),
        "<img src=x onerror=alert(1)>"
    );
    find(&root, "#tab-json").unwrap().click();
    sleep(30).await;
    assert_eq!(find(&root, "pre").unwrap().text_content().unwrap(), json);
    assert!(find(&root, "img, script, a").is_none());
    find(&root, "#tab-record").unwrap().click();
    sleep(30).await;
    handle.destroy();
}

#[wasm_bindgen_test]
async fn the_tree_works_by_keyboard() {
    let acts: Rc<RefCell<Vec<Action>>> = Rc::default();
    let heard = Rc::clone(&acts);
    let act = Callback::from(move |action| heard.borrow_mut().push(action));
    let (root, handle) = show::<DetailPane>(detail(r#"{"a":{"b":1.50},"c":"x y"}"#, act)).await;
    let tree = find(&root, "[role=tree]").unwrap();
    let lines = || root.query_selector_all("[role=treeitem]").unwrap().length();
    let active = || {
        let id = tree.get_attribute("aria-activedescendant").unwrap();
        find(&root, &format!("#{id}")).unwrap().text_content().unwrap()
    };
    assert_eq!((lines(), active().as_str()), (3, "a"));
    press(&tree, "ArrowLeft").await;
    assert_eq!((lines(), active().as_str()), (2, "a{1}"));
    press(&tree, "ArrowRight").await;
    press(&tree, "ArrowRight").await;
    assert_eq!((lines(), active().as_str()), (3, "b1.50"));
    press(&tree, "Enter").await;
    let first = focus::current().unwrap();
    assert_eq!(first.get_attribute("role").as_deref(), Some("menuitem"));
    first.click();
    sleep(30).await;
    assert!(
        acts.borrow()
            .contains(&Action::Pick(Pick::Include, "a.b".into(), "1.50".into()))
    );
    assert!(find(&root, "[role=menu]").is_none());
    handle.destroy();
}

#[derive(Properties, PartialEq)]
struct MarkedProps {
    text: AttrValue,
    words: Words,
}

/// What the filter shows of a mistake.
#[component]
fn Marked(MarkedProps { text, words }: &MarkedProps) -> Html {
    let node = use_node_ref();
    html! {
        <>
            <Mirror text={text.clone()} words={words.clone()} {node} />
            <WordsLine words={words.clone()} covered={false} onmend={Callback::noop()} />
        </>
    }
}

#[wasm_bindgen_test]
async fn a_mistake_in_the_filter_is_underlined_in_its_place() {
    let props = MarkedProps {
        text: " eventName:\"Put".into(),
        words: Words::Mistake(trailglass::query::QueryError::new(
            "This quote is not closed.",
            10..14,
        )),
    };
    let (root, handle) = show::<Marked>(props).await;
    assert_eq!(
        find(&root, ".filter-mirror u").unwrap().text_content().unwrap(),
        "\"Put"
    );
    assert_eq!(
        find(&root, ".filter-mirror").unwrap().text_content().unwrap(),
        " eventName:\"Put"
    );
    assert_eq!(
        find(&root, "#filter-error").unwrap().text_content().unwrap(),
        "This quote is not closed."
    );
    handle.destroy();
}
