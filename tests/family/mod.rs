//! A generator of newspaper pages with known articles, and the scorer.

pub mod between;
pub mod body;
pub mod dates;
pub mod draw;
pub mod end;
pub mod flatten;
pub mod head;
pub mod inline;
pub mod maker;
pub mod names;
pub mod page;
pub mod photo;
pub mod photos;
pub mod report;
pub mod score;
pub mod top;
pub mod truth;
pub mod vocabulary;
pub mod words;
