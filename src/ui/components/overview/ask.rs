//! Everything the overview shows, asked of the workers at once: what depends on no other answer first, then the
//! details of what turned out to be the most.

use crate::catalog::SERVICES;
use crate::query::{Facet, FacetCounts, FacetWanted, Joint, JointWanted, Span, edit};
use crate::ui::model::iot;
use crate::ui::model::overview::coverage::{self, Coverage, Pair};
use crate::ui::model::overview::lines::{self, Line};
use crate::ui::model::overview::signals::{self, Signals};
use crate::ui::model::overview::{Figure, Filters, kind_name, sign_ins, sum};
use crate::worker::message::Scope;
use crate::worker::protocol::{Row, Sort};
use crate::worker::session::Session;
use futures_util::future::{join, join3, join4, join5};
use std::rc::Rc;
use yew::AttrValue;

/// Lines of a list.
const MOST: u32 = 5;
/// Lines of the list of actors.
const MOST_ACTORS: u32 = 8;
/// Rows of the latest changes.
const MOST_LATEST: u64 = 8;

/// What is asked.
#[derive(Clone, PartialEq)]
pub(super) struct Asked {
    /// The filter.
    pub filter: AttrValue,
    /// Rows of the heat map.
    pub rows: usize,
}

/// The answer.
pub(super) struct Counted {
    pub filters: Filters,
    pub events: u64,
    pub span: Option<Span>,
    pub pairs: Vec<Pair>,
    pub too_many_pairs: bool,
    pub coverage: Option<Rc<Coverage>>,
    /// The filters for events that have an account, a region, an actor.
    pub present: [String; 3],
    pub signals: Signals,
    pub actors: Vec<Line>,
    /// How many actors there are, and whether that is exact.
    pub all_actors: (u64, bool),
    pub kinds: Vec<Figure>,
    pub outcomes: Vec<Figure>,
    pub failed: u64,
    pub failed_operations: Vec<Line>,
    pub failed_actors: Vec<Line>,
    pub changed: u64,
    pub written: Vec<Line>,
    pub destroyed: Vec<Line>,
    pub targets: Vec<Line>,
    /// With the columns of [`LATEST`].
    pub latest: Vec<Row>,
    pub console: Vec<Figure>,
    pub addresses: Vec<Line>,
    pub assumed: Figure,
    pub roles: Vec<Line>,
    pub identity_center: Vec<Figure>,
    pub iot: Vec<Line>,
}

/// The columns of the latest changes.
const LATEST: [&str; 5] = ["eventTime", "eventName", "actor", "target", "outcome"];

/// Who was active, how it went, and what kind of doing it was.
const WHO: [&str; 3] = ["actor.kind", "outcome", "verb"];

/// Asks under one filter after the other.
struct Asker {
    session: Session,
    newest: Option<i64>,
}

impl Asker {
    fn scope(&self, filter: &str) -> Scope {
        Scope {
            filter: filter.to_owned(),
            newest: self.newest,
        }
    }

    async fn top(&self, filter: &str, field: &str, most: u32) -> Facet {
        self.session
            .facet(&self.scope(filter), field, &FacetWanted::top(most))
            .await
    }

    async fn joint(&self, filter: &str, wanted: JointWanted) -> Option<Joint> {
        self.session.joint(&self.scope(filter), &wanted).await
    }

    /// Counts by fields, of which the first has one of these values.
    async fn of(&self, filter: &str, fields: &[&str], values: &[&FacetCounts]) -> Joint {
        let values = values.iter().copied().flatten().map(|(value, _)| value.clone());
        let wanted = JointWanted::where_first(fields, values);
        self.joint(filter, wanted).await.unwrap_or_default()
    }

    async fn coverage(
        &self,
        base: &str,
        rows: usize,
    ) -> (Option<Span>, Option<Vec<Pair>>, Option<Rc<Coverage>>) {
        let scope = self.scope(base);
        let (span, pairs) = join(
            self.session.span(&scope),
            self.joint(base, JointWanted::of(&coverage::FIELDS)),
        )
        .await;
        let pairs = pairs.as_ref().map(coverage::pairs);
        let (Some(span), Some(pairs)) = (span, &pairs) else {
            return (span, pairs, None);
        };
        let shown = &pairs[..rows.min(pairs.len())];
        let cells = self
            .joint(base, coverage::wanted(shown, coverage::step(span)))
            .await;
        let map = cells.map(|cells| Rc::new(Coverage::new(base, self.newest, span, pairs, rows, &cells)));
        (Some(span), Some(pairs.clone()), map)
    }

    async fn actors(&self, base: &str) -> (Vec<Line>, (u64, bool)) {
        let top = self.top(base, "actor", MOST_ACTORS).await;
        let joint = self
            .of(base, &["actor", "actor.kind", "outcome"], &[&top.values])
            .await;
        (
            lines::actors(base, &top.values, &joint),
            (top.distinct, top.complete),
        )
    }

    async fn failures(&self, filters: &Filters, field: &str) -> Vec<Line> {
        let (all, denied) = join(
            self.top(&filters.failed, field, MOST),
            self.top(&filters.denied, field, MOST),
        )
        .await;
        let top = [&all.values, &denied.values];
        let joint = self.of(&filters.failed, &[field, "outcome"], &top).await;
        lines::failures(&filters.failed, field, top, &joint, MOST as usize)
    }

    /// The values of a field that most events have, and how many of those failed.
    async fn most(&self, filter: &str, field: &str) -> Vec<Line> {
        let top = self.top(filter, field, MOST).await.values;
        let joint = self.of(filter, &[field, "outcome"], &[&top]).await;
        lines::with_failures(filter, field, &top, &joint)
    }

    async fn targets(&self, filter: &str) -> Vec<Line> {
        let top = self.top(filter, "target", MOST_LATEST as u32).await.values;
        let joint = self.of(filter, &["target", "actor"], &[&top]).await;
        lines::targets(filter, &top, &joint)
    }

    async fn latest(&self, filter: &str) -> Vec<Row> {
        let Ok(view) = self.session.query(filter, &Sort::default()).await else {
            return Vec::new();
        };
        let columns = LATEST.map(str::to_owned);
        self.session
            .rows(&view, 0..MOST_LATEST.min(view.total()), &columns)
            .await
    }

    async fn iot(&self, base: &str) -> Vec<Line> {
        let sources = SERVICES.iter().flat_map(iot::sources).map(str::to_owned);
        let wanted = JointWanted::where_first(&["service", "outcome"], sources);
        let joint = self.joint(base, wanted).await.unwrap_or_default();
        lines::iot(base, &joint)
    }
}

/// Asks for all of it.
pub(super) async fn ask(session: Session, asked: Asked) -> Option<Counted> {
    let base = asked.filter.as_str();
    let newest = session.scope(base).await.ok()?.newest;
    let filters = Filters::under(base);
    let asker = Asker { session, newest };
    let everything = join5(
        asker.coverage(base, asked.rows),
        asker.joint(base, JointWanted::of(&WHO)),
        asker.joint(
            base,
            JointWanted::where_first(&signals::FIELDS, signals::operations()),
        ),
        asker.joint(
            &filters.denied,
            JointWanted {
                step: Some(signals::WINDOW),
                ..JointWanted::of(&["actor"])
            },
        ),
        asker.actors(base),
    );
    let failures = join(
        asker.failures(&filters, "eventName"),
        asker.failures(&filters, "actor"),
    );
    let changes = join4(
        asker.most(&filters.written, "eventName"),
        asker.most(&filters.destroyed, "eventName"),
        asker.targets(&filters.changed),
        asker.latest(&filters.changed),
    );
    let steps = edit::narrowed(base, &sign_ins::steps_term());
    let steps_scope = [vec![asker.scope(&steps)]];
    let sign_ins = join5(
        asker.joint(&filters.signed_in, JointWanted::of(&sign_ins::FIELDS)),
        asker.most(&filters.signed_in, "sourceIPAddress"),
        asker.most(&filters.assumed, "target"),
        asker.session.count(&steps_scope),
        asker.iot(base),
    );
    let (everything, (failed_operations, failed_actors), (changes, sign_ins)) =
        join3(everything, failures, join(changes, sign_ins)).await;
    let ((span, pairs, coverage), who, named, denied, (actors, all_actors)) = everything;
    let (written, destroyed, targets, latest) = changes;
    let (console, addresses, roles, step_count, iot) = sign_ins;
    let who = who.unwrap_or_default();
    let outcomes = lines::failed_outcomes(lines::figures(base, WHO[1], &who, 1, |name| name));
    let with_verb = |verbs: &[&str]| {
        sum(&who, |one| {
            one.values[2].is_some_and(|verb| verbs.contains(&verb))
        })
    };
    let of_sso = sum(&who, |one| one.values[0] == Some("sso"));
    let identity_center = [
        Figure::new("by its people", of_sso, edit::narrowed(base, "actor.kind:sso")),
        Figure::new(
            "steps of signing in",
            step_count.first().copied().unwrap_or(0),
            steps,
        ),
    ];
    Some(Counted {
        events: sum(&who, |_| true),
        span,
        too_many_pairs: pairs.is_none(),
        pairs: pairs.unwrap_or_default(),
        coverage,
        present: ["recipientAccountId:*", "awsRegion:*", "actor:*"].map(|term| edit::narrowed(base, term)),
        signals: Signals::new(
            &filters,
            newest,
            &who,
            &named.unwrap_or_default(),
            denied.as_ref(),
        ),
        actors,
        all_actors,
        kinds: lines::figures(base, WHO[0], &who, 0, kind_name),
        failed: outcomes.iter().map(|outcome| outcome.events).sum(),
        outcomes,
        failed_operations,
        failed_actors,
        changed: with_verb(&["write", "destroy"]),
        written,
        destroyed,
        targets,
        latest,
        console: sign_ins::console(&filters, &console.unwrap_or_default()),
        addresses,
        assumed: Figure::new("roles taken on", with_verb(&["assume"]), filters.assumed.clone()),
        roles,
        identity_center: identity_center
            .into_iter()
            .filter(|figure| figure.events > 0)
            .collect(),
        iot,
        filters,
    })
}
