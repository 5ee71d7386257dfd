//! The keys of roster mappings.

use super::common::{ASSUMED, ASSUMED_DOC, FORMAT};
use super::forms::ID;
use super::{Keys, Shape, may, must};

static TERMS: Keys = Keys {
    name: "mapping",
    keys: &[
        may("column", Shape::Names(&Shape::Text), "name = heading: which column holds what, as posts = \"Number of Posts\""),
        may("grade", Shape::Names(&Shape::Text), "name in the file = id of the grade"),
        may("area", Shape::Names(&Shape::Text), "name in the file = id of the area"),
        may("element", Shape::Names(&Shape::Text), "name in payslips = id of the element: basic, or a payment"),
        may("payslip", Shape::Names(&Shape::Text), "name = heading: which column of payslips holds what"),
        may("default", Shape::Names(&Shape::Text), "column = value where the file has nothing in it, as area = \"national\""),
    ],
    others: None,
};

/// A roster mapping.
pub static MAPPING: Keys = Keys {
    name: "roster mapping",
    keys: &[
        FORMAT,
        must("id", Shape::Syntax(&ID), "what commands call it"),
        must("title", Shape::Text, "what people call it"),
        must("scale", Shape::Text, "the pay system it leads to: a shipped id, or a path from this file's folder"),
        may("source", Shape::Text, "where the files it is made for come from"),
        may("verified", Shape::Date, "when that was last checked"),
        may("assumed", ASSUMED, ASSUMED_DOC),
        must("mapping", Shape::Table(&TERMS), "what the file's headings and names mean"),
    ],
    others: None,
};
