//! Any of the targets of `targets.rs`, for libFuzzer. Which one is the name of the program.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../targets.rs"]
#[allow(dead_code, reason = "the other runner uses all of it")]
mod targets;

fuzz_target!(|bytes: &[u8]| {
    let target = targets::TARGETS.iter().find(|target| target.name == env!("CARGO_BIN_NAME")).expect("a target of this name");
    (target.run)(bytes);
    targets::seen();
});
