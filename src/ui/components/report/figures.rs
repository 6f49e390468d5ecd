use crate::ui::model::format::{bytes, count, duration};
use crate::ui::model::state::Snapshot;
use yew::prelude::*;

/// The report in numbers, those that are always there first.
pub fn figures(snapshot: &Snapshot) -> Html {
    let report = &snapshot.report;
    let figure = |name: &'static str, number: String, what: &'static str| {
        html! { <div title={what}><dt>{ name }</dt><dd>{ number }</dd></div> }
    };
    let spent = if report.millis < 1000.0 {
        format!("{:.0} ms", report.millis)
    } else {
        duration(report.millis / 1000.0)
    };
    html! {
        <dl class="figures">
            { figure("Files", count(report.files), "Files dropped, picked or pasted") }
            { figure("Events", count(report.events), "Distinct events in the table, Insights included") }
            { figure("Copies merged", count(report.duplicates), "Records that other files hold too, shown once") }
            { figure("Conflicts", count(report.conflicts), "Records with the eventID of another event and other content; both are kept") }
            { figure("Digests", count(report.digests), "Integrity digests, kept aside") }
            { figure("Insights", count(report.insights), "Insights records among the events") }
            { figure("Aggregated", count(report.aggregated), "Five-minute summaries, kept aside") }
            { figure("Skipped files", count(report.skipped), "Files that hold no trail, or were not loaded") }
            <div class={classes!((report.problem_count > 0).then_some("trouble"))}><dt>{ "Problems" }</dt><dd>{ count(report.problem_count) }</dd></div>
            { figure("As dropped", bytes(report.packed), "Bytes of the files") }
            { figure("Unpacked", bytes(report.inflated), "Bytes after unpacking") }
            { figure("Loading took", spent, "Time spent loading") }
        </dl>
    }
}
