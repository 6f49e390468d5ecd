//! The keys, in one table: the help shows what is listed here.

/// One line of the help: keys and what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The keys as printed, alternatives separated by spaces.
    pub keys: &'static str,
    /// What they do.
    pub does: &'static str,
}

/// A group of keys that work in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Where they work.
    pub place: &'static str,
    /// The keys.
    pub keys: &'static [Key],
}

const fn key(keys: &'static str, does: &'static str) -> Key {
    Key { keys, does }
}

/// Every key of the page.
pub const GROUPS: &[Group] = &[
    Group {
        place: "Everywhere",
        keys: &[
            key("/", "Go to the filter; so does typing anything"),
            key("?", "Show these keys"),
            key("Ctrl+B", "Show or hide the facets"),
            key("Ctrl+O", "Open files"),
            key("Ctrl+V", "Open pasted JSON"),
            key("Esc", "Step out: of a dialog, the detail, the filter"),
        ],
    },
    Group {
        place: "Filter",
        keys: &[
            key("Ctrl+Space", "List what may be typed here"),
            key("↓ ↑", "In the list, move; then Enter or Tab takes what is marked"),
            key("Esc", "Close the list, then go to the table"),
            key("↑", "Earlier filters, when the list is closed; ↓ leads back"),
            key("Enter", "Go to the events"),
        ],
    },
    Group {
        place: "Timeline",
        keys: &[
            key("← →", "Move by a bar; PageUp and PageDown by ten"),
            key("Home End", "First or last bar"),
            key("Shift+← Shift+→", "Choose several bars"),
            key("Enter", "Show only what is chosen"),
            key("- Backspace", "Zoom out"),
            key("Esc", "Choose nothing; cancel a drag"),
        ],
    },
    Group {
        place: "Table",
        keys: &[
            key("↑ ↓ ← →", "Move; above the first row is the header"),
            key("PageUp PageDown", "Move by a page"),
            key("Home End", "First or last column"),
            key("Ctrl+Home Ctrl+End", "First or last event"),
            key("Enter", "Open the event; in the header, sort"),
            key("Ctrl+C", "Copy the cell"),
            key(
                "C",
                "Mark the event for comparing, or not; Compare in the bottom line shows what differs",
            ),
            key(
                "Shift+Enter Alt+Enter",
                "Filter by the cell’s value, or exclude it",
            ),
            key(
                "Shift+F10",
                "What can be done with the cell’s value; in the header, with the column",
            ),
            key("Alt+← Alt+→", "Move the column"),
            key("Alt+↓", "In the header, open the column’s menu"),
        ],
    },
    Group {
        place: "Facets",
        keys: &[
            key("Tab", "Next facet"),
            key("↑ ↓ Home End", "Move over all facets and values"),
            key("← →", "The buttons beside a facet or value"),
            key(
                "Enter",
                "Fold a facet; filter by the value alone, or take that back",
            ),
            key("Shift+Enter", "Add the value to those filtered by (OR)"),
            key("Alt+Enter", "Exclude the value"),
            key("Delete", "Take the value or the facet out of the filter"),
            key("Shift+F10", "What else can be done with it"),
            key("Ctrl+C", "Copy the value"),
            key("Esc", "To the table"),
        ],
    },
    Group {
        place: "Comparison",
        keys: &[
            key("↑ ↓ ← →", "Move; the first column has the paths"),
            key("Home End", "The path, or the last event"),
            key(
                "Enter Shift+F10",
                "What can be done with the value: show whole, filter, copy",
            ),
            key("Ctrl+C", "Copy the value or the path"),
        ],
    },
    Group {
        place: "Record tree",
        keys: &[
            key("↑ ↓", "Move"),
            key("→ ←", "Open or close a branch, or step in or out"),
            key("Home End", "First or last line"),
            key(
                "Enter Shift+F10",
                "What can be done with the line: copy, filter, add as column",
            ),
            key("Ctrl+C", "Copy the value"),
            key("Shift+Enter Alt+Enter", "Filter by the value, or exclude it"),
        ],
    },
];
