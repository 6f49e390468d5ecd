use super::Question;
use crate::ui::model::blocks::Blocks;
use crate::ui::model::row_window::RowWindow;
use crate::ui::model::scroll::Scroll;
use crate::web::task::first_to_draw;
use crate::worker::protocol::{Row, RowId};
use crate::worker::session::{Session, View};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rows drawn at first; twice as many with each frame. Laying out text that was never drawn before costs the
/// browser about a millisecond a row: all at once, the page would not answer for several frames.
const FIRST_ROWS: u64 = 8;

/// The rows of a table: what is drawn, where it is scrolled to, and the fetching of both.
///
/// A new view, or one with other columns, is drawn when the rows it will show are there; until then the old rows
/// stay. Cheap to clone.
#[derive(Clone)]
pub struct Rows(Rc<RefCell<Inner>>);

struct Inner {
    session: Session,
    redraw: UseForceUpdateHandle,
    shown: Option<Shown>,
    window: RowWindow<Rc<Row>>,
    /// Where the selected event stands.
    position: Option<(RowId, u64)>,
    /// Number of the newest change of view.
    turn: u64,
    /// Rows drawn at most, while the table is drawn for the first time.
    most: Option<u64>,
}

struct Shown {
    view: View,
    question: Question,
    paths: Rc<[String]>,
}

/// The rows of `view`, with a cell for each of `paths`. As long as its `question` is the same, rows keep their place
/// on the screen while others arrive.
#[hook]
pub fn use_rows(
    session: &Session,
    view: Option<&View>,
    question: Question,
    paths: Rc<[String]>,
    selected: Option<RowId>,
) -> Rows {
    let redraw = use_force_update();
    let rows = {
        let session = session.clone();
        use_memo((), move |()| {
            let inner = Inner {
                session,
                redraw,
                shown: None,
                window: RowWindow::default(),
                position: None,
                turn: 0,
                most: None,
            };
            Rows(Rc::new(RefCell::new(inner)))
        })
    };
    let turned = Rows::clone(&rows);
    use_effect_with(
        (view.cloned(), question, paths),
        move |(view, question, paths)| match view {
            Some(view) => turned.turn_to(view.clone(), question.clone(), Rc::clone(paths), selected),
            None => turned.forget(),
        },
    );
    Rows::clone(&rows)
}

impl Rows {
    /// Where the table is scrolled to.
    pub fn scroll(&self) -> Scroll {
        self.0.borrow().window.wanted()
    }

    /// The place that is drawn, which is that one as soon as its rows are there.
    pub fn place(&self) -> Scroll {
        self.0.borrow().window.drawn()
    }

    /// Whether what is drawn stays where it is while the browser scrolls.
    pub fn is_pinned(&self) -> bool {
        self.0.borrow().window.is_pinned()
    }

    /// Scrolls, and fetches what is missing there.
    pub fn scroll_to(&self, scroll: Scroll) {
        if self.scroll() != scroll {
            self.0.borrow_mut().window.scroll_to(scroll);
            self.redraw();
        }
        self.fetch();
    }

    /// The positions to draw.
    pub fn drawn(&self) -> Range<u64> {
        let inner = self.0.borrow();
        let drawn = inner.window.rows();
        match inner.most {
            None => drawn,
            Some(most) => drawn.start..drawn.end.min(drawn.start + most),
        }
    }

    /// Names the element of a drawn row, for rows that come to use those of rows that go.
    pub fn seat(&self, position: u64) -> u64 {
        self.0.borrow().window.seat(position)
    }

    /// Draws a few rows, then more and more of them.
    async fn draw_by_and_by(&self) {
        let mut most = FIRST_ROWS;
        while most < self.0.borrow().window.rows().count() as u64 {
            self.0.borrow_mut().most = Some(most);
            self.redraw();
            first_to_draw().await;
            most *= 2;
        }
        self.0.borrow_mut().most = None;
    }

    /// The row at a position, if it was fetched.
    pub fn get(&self, position: u64) -> Option<Rc<Row>> {
        self.0.borrow().window.get(position).cloned()
    }

    /// The paths that the cells of the rows belong to.
    pub fn paths(&self) -> Rc<[String]> {
        self.0
            .borrow()
            .shown
            .as_ref()
            .map(|shown| Rc::clone(&shown.paths))
            .unwrap_or_default()
    }

    /// Whether there is a view at all.
    pub fn is_ready(&self) -> bool {
        self.0.borrow().shown.is_some()
    }

    /// Where an event stands, if it was the selected one.
    pub fn position(&self, id: RowId) -> Option<u64> {
        self.0
            .borrow()
            .position
            .filter(|(known, _)| *known == id)
            .map(|(_, position)| position)
    }

    /// Remembers where the selected event stands.
    pub fn set_position(&self, id: RowId, position: u64) {
        self.0.borrow_mut().position = Some((id, position));
    }

    /// The view that is drawn.
    pub fn view(&self) -> Option<View> {
        self.0.borrow().shown.as_ref().map(|shown| shown.view.clone())
    }

    /// Scrolls to an event, to a third of the height where it is out of sight. Gives its place; `None` when the view
    /// that is drawn has no such event.
    pub async fn reveal(&self, id: RowId) -> Option<u64> {
        let (session, view) = (self.0.borrow().session.clone(), self.view()?);
        let position = session.position(&view, id).await?;
        if self.view() != Some(view) {
            return None;
        }
        self.set_position(id, position);
        let scroll = self.scroll();
        self.scroll_to(if scroll.visible().contains(&position) {
            scroll.showing(position)
        } else {
            scroll.with_row_at(position, scroll.viewport() / 3.0)
        });
        self.redraw();
        Some(position)
    }

    fn redraw(&self) {
        let redraw = self.0.borrow().redraw.clone();
        redraw.force_update();
    }

    fn forget(&self) {
        let mut inner = self.0.borrow_mut();
        inner.turn += 1;
        inner.shown = None;
        let place = inner.window.wanted();
        inner.window.renew(place, Blocks::default());
    }

    fn fetch(&self) {
        let (session, view, paths, range) = {
            let inner = &mut *self.0.borrow_mut();
            let Some(shown) = &inner.shown else { return };
            let Some(range) = inner.window.ask() else { return };
            (
                inner.session.clone(),
                shown.view.clone(),
                Rc::clone(&shown.paths),
                range,
            )
        };
        let rows = self.clone();
        spawn_local(async move {
            let fetched = session.rows(&view, range, &paths).await;
            let is_other = {
                let inner = &mut *rows.0.borrow_mut();
                match &inner.shown {
                    Some(shown) if shown.view == view && shown.paths == paths => {
                        inner.window.put(fetched.into_iter().map(Rc::new).collect())
                    }
                    // Whoever turned to another view fetches for that one.
                    _ => return,
                }
            };
            if is_other {
                rows.redraw();
            }
            rows.fetch();
        });
    }

    /// Fetches the first rows of a new view and shows it then.
    fn turn_to(&self, view: View, question: Question, paths: Rc<[String]>, selected: Option<RowId>) {
        let (turn, session, before, anchor) = {
            let mut inner = self.0.borrow_mut();
            inner.turn += 1;
            let anchor = inner.anchor(&view, &question, selected);
            (inner.turn, inner.session.clone(), inner.window.wanted(), anchor)
        };
        let rows = self.clone();
        let hold = session.hold();
        spawn_local(async move {
            let _hold = hold;
            let is_newest = || rows.0.borrow().turn == turn;
            let position = match selected {
                Some(id) => session.position(&view, id).await.map(|position| (id, position)),
                None => None,
            };
            let resized = before.resized(view.total(), before.viewport());
            let scroll = match anchor {
                Anchor::Stay => resized,
                Anchor::Top => resized.at(0.0),
                Anchor::Row(id, pixels) => match position.filter(|(known, _)| *known == id) {
                    Some((_, position)) => resized.with_row_at(position, pixels),
                    None => session
                        .position(&view, id)
                        .await
                        .map_or(resized, |position| resized.with_row_at(position, pixels)),
                },
            };
            let mut blocks = Blocks::default();
            while let Some(range) = blocks.missing(scroll.visible(), view.total()) {
                if !is_newest() {
                    return;
                }
                let fetched = session.rows(&view, range.clone(), &paths).await;
                blocks.put(range, fetched.into_iter().map(Rc::new).collect());
            }
            if !is_newest() {
                return;
            }
            let is_first = {
                let mut inner = rows.0.borrow_mut();
                let now = inner.window.wanted();
                inner.window.renew(scroll, blocks);
                // Rows went on being scrolled, or their window grew, while these were fetched.
                let moved = now.top() - before.top();
                inner
                    .window
                    .scroll_to(scroll.resized(view.total(), now.viewport()).by(moved));
                inner.position = position;
                let total_before = inner.shown.replace(Shown {
                    view,
                    question,
                    paths,
                });
                total_before.is_none_or(|before| before.view.total() == 0)
            };
            if is_first {
                rows.draw_by_and_by().await;
            }
            rows.redraw();
            rows.fetch();
        });
    }
}

/// What keeps its place on the screen when the view changes.
enum Anchor {
    /// The place in pixels: only the columns changed.
    Stay,
    /// Nothing: the newest rows show.
    Top,
    /// This event, so many pixels below the top.
    Row(RowId, f64),
}

impl Inner {
    fn anchor(&self, view: &View, question: &Question, selected: Option<RowId>) -> Anchor {
        let Some(shown) = &self.shown else {
            return Anchor::Top;
        };
        if shown.view == *view {
            return Anchor::Stay;
        }
        // Another order is asked for to see what comes first in it.
        if shown.question.sort != question.sort {
            return Anchor::Top;
        }
        let scroll = self.window.wanted();
        let visible = scroll.visible();
        if let (Some(id), Some((known, position))) = (selected, self.position)
            && id == known
            && visible.contains(&position)
        {
            return Anchor::Row(id, scroll.below_top(position));
        }
        // At the very top the newest events are wanted as they come.
        if shown.question != *question || scroll.top() == 0.0 {
            return Anchor::Top;
        }
        match self.window.get(visible.start) {
            Some(row) => Anchor::Row(row.id, scroll.below_top(visible.start)),
            None => Anchor::Stay,
        }
    }
}
