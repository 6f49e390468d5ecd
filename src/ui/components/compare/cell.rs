use super::ask::Compared;
use super::row::Line;
use crate::ui::components::menu::Item;
use crate::ui::components::value_menu::{copy, of_absence, of_field, of_value};
use crate::ui::model::compare::{Value, drawn};
use crate::ui::model::format::visible;
use crate::ui::model::state::{Action, Pick};
use std::rc::Rc;
use yew::Callback;

/// Characters of a path above a menu.
const HEADING: usize = 60;

/// What a cell's menu is of.
pub fn heading(line: Line, compared: &Compared) -> String {
    visible(&line.field(compared)).chars().take(HEADING).collect()
}

/// What can be done with a cell: more of it where it is cut (`steps` were asked for), then what can be done with any
/// value.
pub fn items(
    line: Line,
    column: usize,
    compared: &Rc<Compared>,
    steps: usize,
    more: Callback<()>,
    act: &Callback<Action>,
) -> Vec<Item> {
    let field = line.field(compared);
    let copies = {
        let (compared, act) = (Rc::clone(compared), act.clone());
        let label = if column == 0 { "Copy path" } else { "Copy value" };
        Item::new(label, "", move || copy_of(line, column, &compared, &act))
    };
    let Some(value) = column.checked_sub(1).map(|column| line.value(compared, column)) else {
        return [vec![copies], of_field(&field, act)].concat();
    };
    let mut items = match &value {
        Value::Absent | Value::Bare("null") => of_absence(&field, act),
        Value::Hollow(_) => vec![copies],
        Value::Text(text) => of_value(&field, text, Pick::Include, act),
        Value::Bare(text) => of_value(&field, text, Pick::Include, act),
    };
    if is_cut(&value, line.common(compared), steps) {
        let label = if steps == 0 { "Show whole" } else { "Show more" };
        items.insert(0, Item::new(label, "", move || more.emit(())));
    }
    items.extend(of_field(&field, act));
    items
}

fn is_cut(value: &Value, common: Option<(usize, usize)>, steps: usize) -> bool {
    let shown = match value {
        Value::Text(text) => drawn(text, common, steps),
        Value::Bare(text) => drawn(text, common, steps),
        Value::Absent | Value::Hollow(_) => return false,
    };
    shown.cut_start || shown.left > 0
}

/// Puts a cell's whole value, or a line's path, on the clipboard.
pub fn copy_of(line: Line, column: usize, compared: &Compared, act: &Callback<Action>) {
    let Some(column) = column.checked_sub(1) else {
        return copy(line.field(compared), "path", act);
    };
    match line.value(compared, column) {
        Value::Absent => {}
        Value::Text(text) => copy(text.into_owned(), "value", act),
        Value::Bare(text) => copy(text.to_owned(), "value", act),
        Value::Hollow(text) => copy(text.to_owned(), "value", act),
    }
}
