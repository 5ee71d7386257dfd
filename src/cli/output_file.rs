//! Files that results are written to: whole or not at all, and never over what they are computed from.

use std::fs::{self, File, Permissions};
use std::io::{self, Seek, Write};
use std::path::Path;

use super::disk::{Disk, FileIdentity, STDIN, is_there};
use super::{Failure, print_with};

/// Refuses files to be written that are one file, or that the result is computed from, before anything is written. Each comes with its
/// option; of the inputs those count that there are.
pub(super) fn apart(outputs: &[(&str, Option<&Path>)], inputs: &[&Path]) -> Result<(), Failure> {
    let outputs: Vec<(&str, &Path, FileIdentity)> =
        outputs.iter().filter_map(|(option, path)| path.map(|path| (*option, path, identity(path)))).collect();
    let inputs: Vec<FileIdentity> = inputs.iter().filter(|path| is_there(path)).map(|path| FileIdentity::of(path)).collect();
    for (index, (option, path, identity)) in outputs.iter().enumerate() {
        if inputs.iter().any(|input| input.is(identity)) {
            return Err(over_an_input(path));
        }
        if let Some((other, ..)) = outputs[..index].iter().find(|(_, _, other)| other.is(identity)) {
            let why = format!("{other} and {option} name one file, {}, and one would overwrite the other", path.display());
            return Err(Failure::Message(why));
        }
    }
    Ok(())
}

/// Where an output leads; `-` is standard output.
fn identity(path: &Path) -> FileIdentity {
    FileIdentity::of(if path == Path::new(STDIN) { Path::new("/dev/stdout") } else { path })
}

fn over_an_input(path: &Path) -> Failure {
    Failure::Message(format!("writing {} would overwrite what the result is computed from", path.display()))
}

/// Writes a file whole or not at all. A link is followed, to a file that is not there yet too; a device or a pipe is written to; `-` is
/// standard output; a file that may not be written stays as it is.
///
/// The file has no name while it is written, so nothing is left of it if the program is ended meanwhile.
pub(super) fn write_whole_with(
    disk: &Disk,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::Message(format!("cannot write {}: {why}", path.display()));
    if path == Path::new(STDIN) {
        return print_with(write);
    }
    let identity = FileIdentity::of(path);
    // Files that no option names are inputs too, such as the pay system that a proposal names.
    if disk.was_opened(&identity) {
        return Err(over_an_input(path));
    }
    let standing = fs::metadata(path).ok();
    match &standing {
        Some(about) if about.is_dir() => return Err(failed(&"it is a folder")),
        Some(about) if !about.is_file() => {
            let file = fs::OpenOptions::new().write(true).open(path).map_err(|error| failed(&error))?;
            let mut out = io::BufWriter::new(file);
            return match write(&mut out).and_then(|()| out.flush()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
                _ => Ok(()),
            };
        }
        Some(about) if about.permissions().readonly() => return Err(failed(&"it is read-only")),
        _ => {}
    }
    let target = identity.path();
    if fs::symlink_metadata(target).is_ok_and(|about| about.is_symlink()) {
        return Err(failed(&"it is a link that leads back to itself"));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
        let link = if is_link { format!("it is a link to {}, and ", target.display()) } else { String::new() };
        return Err(failed(&format!("{link}there is no such folder")));
    }
    let mut file = tempfile::tempfile_in(folder).map_err(|error| failed(&error.kind()))?;
    let mut out = io::BufWriter::new(&mut file);
    write(&mut out).and_then(|()| out.flush()).map_err(|error| failed(&error))?;
    drop(out);
    put(file, folder, target, standing.map(|about| about.permissions())).map_err(|error| failed(&error))
}

/// Gives a file without a name its place, in one step. It is as any new file of this user, or as the file that stood there.
fn put(mut file: File, folder: &Path, target: &Path, permissions: Option<Permissions>) -> io::Result<()> {
    if let Some(permissions) = &permissions {
        file.set_permissions(permissions.clone())?;
    }
    file.sync_all()?;
    if let Ok(named) = named(&file, folder) {
        return named.persist(target).map(drop).map_err(|error| error.error);
    }
    // Where a file cannot be given a name, a copy gets it.
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(permissions.unwrap_or_else(|| std::os::unix::fs::PermissionsExt::from_mode(0o666)));
    let mut copy = builder.tempfile_in(folder)?;
    file.rewind()?;
    io::copy(&mut file, copy.as_file_mut())?;
    copy.as_file().sync_all()?;
    copy.persist(target).map(drop).map_err(|error| error.error)
}

/// A name for a file that has none, beside its place: a link cannot replace a file, and a renaming can.
#[cfg(target_os = "linux")]
fn named(file: &File, folder: &Path) -> io::Result<tempfile::NamedTempFile<()>> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};

    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |name: &Path| linkat(CWD, open.as_str(), CWD, name, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from);
    tempfile::Builder::new().make_in(folder, link)
}

#[cfg(not(target_os = "linux"))]
fn named(_: &File, _: &Path) -> io::Result<tempfile::NamedTempFile<()>> {
    Err(io::ErrorKind::Unsupported.into())
}
