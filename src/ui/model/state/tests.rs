use super::*;

const ROW: RowId = RowId { shard: 0, row: 7 };

#[test]
fn the_detail_needs_an_event() {
    let state = State::default().after(Action::Detail(true));
    assert!(!state.detail);
    let state = state.after(Action::Select(ROW, false));
    assert!(!state.detail);
    let state = state
        .after(Action::Detail(true))
        .after(Action::Select(RowId { row: 8, ..ROW }, false));
    assert!(state.detail, "the detail follows the selection");
}

#[test]
fn an_event_shown_from_elsewhere_is_gone_to_as_soon_as_the_filter_lets_it() {
    let shown = State::default().after(Action::Show(ROW));
    assert_eq!(
        (shown.selected, shown.reveal, shown.detail),
        (Some(ROW), true, true)
    );
    let hidden = shown.after(Action::Hidden(ROW));
    assert!(hidden.hidden && hidden.reveal, "another filter may have it");
    assert!(!hidden.after(Action::Revealed).hidden);
    let other = RowId { row: 8, ..ROW };
    assert!(!hidden.after(Action::Select(other, false)).hidden);
    assert!(
        !shown.after(Action::Hidden(other)).hidden,
        "of an event that was left meanwhile"
    );
}

#[test]
fn going_back_keeps_widths_of_the_same_columns() {
    let state = State::default()
        .after(Action::ResizeColumn(0, 222.0))
        .after(Action::Filter("x".into()));
    let back = state.after(Action::Route(Box::default()));
    assert_eq!((back.filter.as_str(), back.columns.list()[0].width), ("", 222.0));
}

#[test]
fn a_link_selects_its_event_once_it_is_there() {
    let link = |event: &str| Route {
        event: Some(event.into()),
        ..Route::default()
    };
    let state = State::at(link("e1"), Theme::Light);
    assert_eq!((state.sought(), state.detail), (Some(&"e1".to_owned()), false));
    assert_eq!(state.after(Action::Found("other".into(), ROW)), state);
    let found = state.after(Action::Found("e1".into(), ROW));
    assert_eq!(
        (found.selected, found.detail, found.reveal, found.sought()),
        (Some(ROW), true, true, None)
    );
    assert_eq!(found.route().event.as_deref(), Some("e1"));

    let other = RowId { row: 8, ..ROW };
    let moved = found.after(Action::Select(other, false));
    assert_eq!(
        moved.after(Action::Identified(ROW, Some("late".into()))).event,
        None,
        "the address names no event until it is known which"
    );
    let moved = moved.after(Action::Identified(other, Some("e2".into())));
    assert_eq!(moved.route().event.as_deref(), Some("e2"));
    let back = moved.after(Action::Route(Box::new(link("e1"))));
    assert_eq!(
        (back.selected, back.detail, back.sought()),
        (None, false, Some(&"e1".to_owned()))
    );
    let same = found.after(Action::Route(Box::new(link("e1"))));
    assert_eq!((same.selected, same.detail), (Some(ROW), true));
}

#[test]
fn a_link_without_colours_leaves_those_of_the_page() {
    let dark = Route {
        theme: Some(Theme::Dark),
        ..Route::default()
    };
    let state = State::at(dark, Theme::Light);
    assert_eq!(
        (state.theme, state.route().theme),
        (Theme::Dark, Some(Theme::Dark))
    );
    assert_eq!(state.after(Action::Route(Box::default())).theme, Theme::Dark);
    assert_eq!(State::at(Route::default(), Theme::System).route().theme, None);
}

#[test]
fn picks_show_in_the_filter() {
    let pick =
        |state: &State, pick, value: &str| state.after(Action::Pick(pick, "eventName".into(), value.into()));
    let state = pick(&State::default(), Pick::Only, "GetObject");
    let state = pick(&state, Pick::Also, "PutObject");
    assert_eq!(state.filter, "eventName:(GetObject OR PutObject)");
    assert_eq!(
        pick(&state, Pick::Remove, "GetObject").filter,
        "eventName:PutObject"
    );
    assert_eq!(
        pick(&state, Pick::Only, "ListBuckets").filter,
        "eventName:ListBuckets"
    );
    assert_eq!(state.after(Action::ClearField("eventname".into())).filter, "");
}

#[test]
fn marks_survive_other_rows_and_leave_with_what_is_taken_out() {
    let mark = |row: u32| {
        Action::Mark(Marked {
            event: format!("e{row}"),
            id: RowId { row, ..ROW },
        })
    };
    let state = State::default().after(mark(1)).after(mark(3));
    let state = state.after(Action::Filter("x".into())).after(Action::Data);
    assert_eq!(state.marked.events(), ["e1", "e3"]);
    let full = (10..20).fold(state.clone(), |state, row| state.after(mark(row)));
    assert!(full.marked.len() == MOST && full.notice.is_some() && state.notice.is_none());
    assert!(full.after(Action::Unmark).marked.is_empty());

    let compared = ["e1", "e3", "linked"].map(str::to_owned).into();
    let take_out = |state: State, event: &str| state.after(Action::TakeOut(event.into()));
    let state = take_out(state.after(Action::Place(Place::Compare(compared))), "e1");
    assert_eq!(state.marked.events(), ["e3"]);
    assert_eq!(state.place().name(), "compare:e3,linked");
    let state = take_out(take_out(state, "linked"), "e3");
    assert_eq!(state.place(), Place::Events);
}

#[test]
fn closing_keeps_only_taste() {
    let state = State::default()
        .after(Action::Theme(Theme::Dark))
        .after(Action::AddColumn("eventID".into()))
        .after(Action::AddFacet("requestID".into()))
        .after(Action::Filter("x".into()))
        .after(Action::Select(ROW, true))
        .after(Action::Closed);
    assert_eq!(
        (state.theme, state.filter.as_str(), state.selected, state.detail),
        (Theme::Dark, "", None, false)
    );
    assert!(state.columns.has("eventID") && state.facets.has("requestID"));
}

#[test]
fn themes_go_round_and_keep_their_names() {
    let themes = [Theme::System, Theme::Light, Theme::Dark];
    assert!(themes.iter().all(|theme| Theme::named(theme.name()) == *theme));
    assert_eq!(Theme::System.next().next().next(), Theme::System);
}
