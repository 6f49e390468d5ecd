use crate::web::storage;
use std::str::FromStr;
use yew::prelude::*;

/// A number or word kept for the next visit, and the way to change it.
#[hook]
pub fn use_stored<T>(name: &'static str, otherwise: T) -> (T, Callback<T>)
where
    T: FromStr + ToString + Clone + 'static,
{
    let state = use_state(|| {
        storage::get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise)
    });
    let value = T::clone(&state);
    let set = Callback::from(move |value: T| {
        storage::set(name, &value.to_string());
        state.set(value);
    });
    (value, set)
}
