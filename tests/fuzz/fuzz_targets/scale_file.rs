//! Whatever bytes a file holds, reading it ends, and a refusal says why. What is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payspine::scale_file;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = scale_file::source("fuzz.toml", bytes) else { return };
    let (_, problems) = scale_file::read_member(&source);
    payspine::diagnostic::render_all(&problems, false);
    let _ = scale_file::read_statutory(&source);
    let _ = scale_file::read_policy(&source);
    let _ = payspine::published_file::read_published(&source, None, &[], &payspine::money::Currency::pounds());
    match scale_file::read_scale(&source) {
        Err(problems) => {
            assert!(problems.iter().any(payspine::diagnostic::Diagnostic::is_error));
            payspine::diagnostic::render_all(&problems, false);
        }
        Ok((scale, _)) => {
            let written = scale_file::write_scale(&scale.value);
            let again = scale_file::source("again.toml", written.as_bytes()).expect("what is written is UTF-8");
            let (again, _) = scale_file::read_scale(&again).expect("what is written can be read");
            assert_eq!(again.value, scale.value);
        }
    }
});
