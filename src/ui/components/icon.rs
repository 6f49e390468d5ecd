//! Line drawings.

use yew::prelude::*;

/// A line drawing of 16 by 16 pixels in the colour of the text, by its name; always beside words or inside a labelled
/// button.
pub fn icon(name: &str) -> Html {
    let path = match name {
        "brand" => "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM4 9.5c1.2-3 2.4 2.4 4-.8s2.6-1.4 4-3.2",
        "file" => "M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5",
        "folder" => "M1.5 13V3.5h4.2l1.6 2h7.2V13z",
        "paste" => "M5 3H3v11.5h10V3h-2M5.5 1.5h5v3h-5z",
        "sample" => "M6 1.5h4M6.8 1.5v4.6L2.8 13a1 1 0 0 0 .9 1.5h8.6a1 1 0 0 0 .9-1.5l-4-6.9V1.5M4.6 10h6.8",
        "plus" => "M8 3v10M3 8h10",
        "facets" => "M1.5 3h13v10h-13zM6 3v10M3.2 6h1M3.2 8.5h1",
        "down" => "m4 6.5 4 4 4-4",
        "right" => "m6.5 4 4 4-4 4",
        "up" => "m4 9.5 4-4 4 4",
        "left" => "m9.5 4-4 4 4 4",
        "minus" => "M3 8h10",
        "close" => "m4 4 8 8M12 4l-8 8",
        "columns" => "M1.5 3h13v10h-13zM6 3v10M10.5 3v10",
        "export" => "M8 1.5v8M4.8 6.5 8 9.7l3.2-3.2M2 10.5v4h12v-4",
        "copy" => "M5.5 5.5h8v9h-8zM10.5 5.5v-4h-8v9h3",
        "check" => "m3 8.5 3.5 3.5L13 4.5",
        "more" => "M8 3.5v.1M8 8v.1M8 12.5v.1",
        "shield" => "M8 1.5 13.5 4v3.5c0 3.6-2.4 6-5.5 7-3.1-1-5.5-3.4-5.5-7V4zM5.5 8l2 2 3-3.5",
        "light" => {
            "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1"
        }
        "dark" => "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z",
        "system" => "M1.5 3h13v8.5h-13zM5.5 14h5M8 11.5V14",
        "search" => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3l3.7 3.7",
        "layers" => "M8 2 1.8 5.2 8 8.4l6.2-3.2zM2 8.2l6 3.1 6-3.1M2 11l6 3.1 6-3.1",
        "bookmark" => "M4 1.5h8v13l-4-3.2-4 3.2z",
        "pencil" => "M2.5 13.5l.8-3.3 7.5-7.5 2.5 2.5-7.5 7.5zM9.3 4.2l2.5 2.5",
        "warning" => "M8 2 1.5 13.5h13zM8 6.5v3.3M8 11.6v.1",
        _ => "M8 8h.1",
    };
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d={path} /></svg>
    }
}
