//! placeholder
pub mod calendar;
pub mod entitlement;
pub mod money;
pub mod scale;
pub mod settlement;
pub mod timeline;
pub mod workforce;
