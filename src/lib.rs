//! placeholder
pub mod calendar;
pub mod diagnostic;
pub mod entitlement;
pub mod money;
pub mod scale;
pub mod scale_file;
pub mod settlement;
pub mod timeline;
pub mod workforce;
