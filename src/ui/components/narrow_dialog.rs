//! Choosing part of a large drop.

use super::dialog::Dialog;
use crate::ui::hooks::Pending;
use crate::ui::model::format::{bytes, count, counted, percent};
use crate::ui::model::narrow::{Amount, Choice, Group, toggle};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the dialog asks about.
#[derive(Properties)]
pub struct NarrowDialogProps {
    /// The large drop.
    pub pending: Rc<Pending>,
    /// Takes the answer.
    pub decide: Callback<Option<Choice>>,
}

impl PartialEq for NarrowDialogProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.pending, &other.pending)
    }
}

/// What an input does to the choice.
type Change = Rc<dyn Fn(&mut Choice, &HtmlInputElement)>;

/// What a large drop holds, and the choice to load only some of it.
#[component]
pub fn NarrowDialog(NarrowDialogProps { pending, decide }: &NarrowDialogProps) -> Html {
    let choice = use_state_eq(Choice::default);
    let inventory = &pending.inventory;
    let chosen = use_memo(Choice::clone(&choice), |choice| inventory.chosen(choice));
    let total = inventory.total();

    let alter = |change: Change| {
        let choice = choice.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let mut next = Choice::clone(&choice);
                change(&mut next, &input);
                choice.set(next);
            }
        })
    };
    let check = |group: &Group, checked: bool, change: Callback<Event>, none: &'static str| {
        html! {
            <tr key={group.name.clone()}>
                <td><label><input type="checkbox" {checked} onchange={change} />
                    <span>{ if group.name.is_empty() { none.to_owned() } else { group.name.clone() } }</span></label></td>
                <td class="figure">{ count(group.amount.files) }</td>
                <td class="figure">{ bytes(group.amount.bytes) }</td>
            </tr>
        }
    };
    let accounts = inventory.accounts();
    let regions = inventory.regions();
    let account_rows = accounts.iter().map(|group| {
        let name = group.name.clone();
        let change = alter(Rc::new(move |choice, _| {
            toggle(&mut choice.without_accounts, &name)
        }));
        check(
            group,
            !choice.without_accounts.contains(&group.name),
            change,
            "not in the name",
        )
    });
    let region_rows = regions.iter().map(|group| {
        let name = group.name.clone();
        let change = alter(Rc::new(move |choice, _| {
            toggle(&mut choice.without_regions, &name)
        }));
        check(
            group,
            !choice.without_regions.contains(&group.name),
            change,
            "not in the name",
        )
    });
    let span = inventory.span();
    let from = alter(Rc::new(|choice, input| choice.from = input.value()));
    let to = alter(Rc::new(|choice, input| choice.to = input.value()));
    let load = {
        let (decide, choice) = (decide.clone(), Choice::clone(&choice));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            decide.emit(Some(choice.clone()));
        })
    };
    let cancel = decide.reform(|_: MouseEvent| None);
    html! {
        <Dialog title="Load all of it?" size="large" onclose={decide.reform(|()| None)}>
            <form class="dialog-body narrow" onsubmit={load}>
                <p>{ format!("{}, {} as dropped. What the names say:", counted(total.files, "file", "files"), bytes(total.bytes)) }</p>
                <div class="narrow-lists">
                    { list("Account", account_rows.collect()) }
                    { list("Region", region_rows.collect()) }
                    <fieldset>
                        <legend class="unseen">{ "Date" }</legend>
                        if let Some((first, last)) = span {
                            <div class="dates">
                                <label>{ "From" }<input type="date" min={first.clone()} max={last.clone()} onchange={from}
                                    value={if choice.from.is_empty() { first.clone() } else { choice.from.clone() }} /></label>
                                <label>{ "To" }<input type="date" min={first.clone()} max={last.clone()} onchange={to}
                                    value={if choice.to.is_empty() { last.clone() } else { choice.to.clone() }} /></label>
                            </div>
                            { days(&inventory.days(), &choice) }
                        } else {
                            <p>{ "The names tell no dates." }</p>
                        }
                    </fieldset>
                </div>
                <div class="dialog-foot">
                    <p class="chosen" role="status">{ chosen_words(*chosen, total) }</p>
                    <button type="button" onclick={cancel}>{ "Cancel" }</button>
                    <button type="submit" class="primary" disabled={chosen.files == 0} autofocus=true>
                        { format!("Load {}", counted(chosen.files, "file", "files")) }
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

fn list(name: &'static str, rows: Vec<Html>) -> Html {
    html! {
        <fieldset>
            <legend class="unseen">{ name }</legend>
            <div class="narrow-scroll" tabindex="0" role="group" aria-label={name}>
                <table><thead><tr><th scope="col">{ name }</th><th scope="col">{ "Files" }</th><th scope="col">{ "Bytes" }</th></tr></thead>
                    <tbody>{ for rows }</tbody></table>
            </div>
        </fieldset>
    }
}

/// Every day with its files; those left out are faint.
fn days(days: &[Group], choice: &Choice) -> Html {
    let most = days.iter().map(|day| day.amount.bytes).max().unwrap_or(0);
    let row = |day: &Group| {
        let outside = !day.name.is_empty()
            && ((!choice.from.is_empty() && day.name < choice.from)
                || (!choice.to.is_empty() && day.name > choice.to));
        let name = if day.name.is_empty() {
            "not in the name".to_owned()
        } else {
            day.name.clone()
        };
        html! {
            <tr key={day.name.clone()} class={classes!(outside.then_some("outside"))}>
                <td><span class="bar" style={format!("--share:{:.1}%", percent(day.amount.bytes, most))}>{ name }</span></td>
                <td class="figure">{ count(day.amount.files) }</td>
                <td class="figure">{ bytes(day.amount.bytes) }</td>
            </tr>
        }
    };
    html! {
        <div class="narrow-scroll" tabindex="0" role="group" aria-label="Days">
            <table><thead><tr><th scope="col">{ "Day" }</th><th scope="col">{ "Files" }</th><th scope="col">{ "Bytes" }</th></tr></thead>
                <tbody>{ for days.iter().map(row) }</tbody></table>
        </div>
    }
}

fn chosen_words(chosen: Amount, total: Amount) -> String {
    if chosen == total {
        return "Everything is chosen.".into();
    }
    format!(
        "{} of {}, {}. The report lists the others as not loaded.",
        count(chosen.files),
        counted(total.files, "file", "files"),
        bytes(chosen.bytes)
    )
}
