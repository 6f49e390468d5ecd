//! A query as a tree.

/// What a filter asks of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Nothing: every record matches.
    All,
    /// Some value anywhere in the record contains this, in any case of letters.
    Text(String),
    /// A value at the path `field` is as said.
    Field {
        /// A path or one of the language's short names, in any case of letters, as typed.
        field: String,
        /// What the value must be.
        value: Value,
    },
    /// The event is no older than this before the newest event loaded: `24h`, as [`super::period::duration`]
    /// reads it.
    Last(String),
    /// None of what is inside.
    Not(Box<Query>),
    /// All of these.
    And(Vec<Query>),
    /// At least one of these.
    Or(Vec<Query>),
}

/// What a value must be. Texts are as typed, escapes and quotes undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `*`: present, and not null.
    Present,
    /// Equal to this, in any case of letters.
    Equals(String),
    /// Like this, in any case of letters: `*` stands for any text, `?` for one character, `\` makes the next
    /// character stand for itself.
    Like(String),
    /// `field=value`: equal to this, letter by letter.
    Exactly(String),
    /// `/re/`: the regular expression is found in it, in any case of ASCII letters unless it says `(?-i)`.
    Matches(String),
    /// `10.0.0.0/8`: an address in this network, or this very text.
    Network(String),
    /// `2021-07-29T10`: a time in this stretch, or this very text.
    During(String),
    /// `>5`, `<2021-07-29`: a number or a time on that side of this one.
    Compare(Comparison, String),
    /// `(a OR b)`: any of these, none of which is [`Value::Exactly`], [`Value::Compare`] or another of its kind.
    AnyOf(Vec<Value>),
}

/// On which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// As the language writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }

    /// Whether `a` is on this side of `b`.
    pub fn holds<T: PartialOrd>(self, a: T, b: T) -> bool {
        match self {
            Comparison::Less => a < b,
            Comparison::AtMost => a <= b,
            Comparison::Greater => a > b,
            Comparison::AtLeast => a >= b,
        }
    }
}

impl Query {
    /// Whether the answer depends on the newest event loaded.
    pub fn is_relative(&self) -> bool {
        match self {
            Query::Last(_) => true,
            Query::Not(inner) => inner.is_relative(),
            Query::And(terms) | Query::Or(terms) => terms.iter().any(Query::is_relative),
            Query::All | Query::Text(_) | Query::Field { .. } => false,
        }
    }
}
