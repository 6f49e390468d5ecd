//! What components share: listening, asking, fetching, remembering.

mod use_address;
mod use_asked;
mod use_changes;
mod use_completion;
mod use_dismiss;
mod use_drop;
mod use_export;
mod use_history;
mod use_intake;
mod use_linked_event;
mod use_query;
mod use_record;
mod use_rows;
mod use_shortcuts;
mod use_stages;
mod use_stored;
mod use_window_event;

pub use use_address::use_address;
pub use use_asked::use_asked;
pub use use_changes::{Changes, use_changes};
pub use use_completion::{Era, Known, Suggestions, use_completion, use_known};
pub use use_dismiss::use_dismiss;
pub use use_drop::use_drop;
pub use use_export::{Exporter, Order, use_export};
pub use use_history::{HistoryKeys, forget_history, use_history};
pub use use_intake::{Intake, Pending, Way, use_intake};
pub use use_linked_event::use_linked_event;
pub use use_query::{Answer, Question, use_query};
pub use use_record::{Detail, use_record};
pub use use_rows::{Rows, use_rows};
pub use use_shortcuts::use_shortcuts;
pub use use_stages::use_stages;
pub use use_stored::use_stored;
pub use use_window_event::use_window_event;
