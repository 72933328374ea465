//! Puts the site's files into the binary: the style, the icon and, where `make build` has made it,
//! the client bundle in `site/`. Each gets a name that holds its hash, so it can be cached for good.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    for watched in ["site", "style", "public", "widgets", "build.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }

    let style = hashed(&root, &out, "style/main.css", "css")?;
    let icon = hashed(&root, &out, "public/favicon.svg", "svg")?;
    let mut files = vec![(style.clone(), "text/css; charset=utf-8"), (icon.clone(), "image/svg+xml")];
    let widgets = widgets(&root.join("widgets"), &out)?;
    for (name, hashed) in &widgets {
        let kind =
            if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        files.push((hashed.clone(), kind));
    }
    let bundle = bundle(&root.join("site"))?;
    if let Some(name) = &bundle {
        for (end, kind) in [(".js", "text/javascript; charset=utf-8"), ("_bg.wasm", "application/wasm")] {
            let file = format!("{name}{end}");
            fs::copy(root.join("site").join(&file), out.join(&file))?;
            fs::copy(root.join("site").join(format!("{file}.br")), out.join(format!("{file}.br")))?;
            files.push((file, kind));
        }
    }

    let mut code = format!(
        "const STYLE: &str = {style:?};\nconst ICON: &str = {icon:?};\n\
         const BUNDLE: Option<&str> = {bundle:?};\n\
         const WIDGETS: &[(&str, &str)] = &{widgets:?};\nstatic FILES: &[File] = &[\n"
    );
    for (name, kind) in files {
        let path = out.join(&name).display().to_string();
        let brotli = format!("{path}.br");
        writeln!(code, "File {{ name: {name:?}, kind: {kind:?}, bytes: include_bytes!({path:?}), brotli: include_bytes!({brotli:?}) }},")
            .map_err(io::Error::other)?;
    }
    fs::write(out.join("site.rs"), code + "];\n")
}

/// The modules of the widgets and their styles, each with the name it gets. What a module imports is named in it, so
/// that comes first.
fn widgets(folder: &Path, out: &Path) -> io::Result<Vec<(String, String)>> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".js") || name.ends_with(".css") {
            left.push((name.clone(), fs::read_to_string(folder.join(name))?));
        }
    }
    left.sort();
    let mut done: Vec<(String, String)> = Vec::new();
    while !left.is_empty() {
        let names: Vec<String> = left.iter().map(|(name, _)| name.clone()).collect();
        let waits = |text: &str| names.iter().any(|name| text.contains(&format!("\"./{name}\"")));
        let place = left.iter().position(|(_, text)| !waits(text));
        let place = place.ok_or_else(|| io::Error::other("the widgets import each other in a circle"))?;
        let (name, mut text) = left.remove(place);
        for (imported, hashed) in &done {
            text = text.replace(&format!("\"./{imported}\""), &format!("\"./{hashed}\""));
        }
        let (stem, end) = name.split_once('.').unwrap_or((&name, ""));
        let hashed = written(out, stem, end, text.as_bytes())?;
        done.push((name, hashed));
    }
    Ok(done)
}

/// Copies a file under a name with its hash, and compresses it.
fn hashed(root: &Path, out: &Path, path: &str, end: &str) -> io::Result<String> {
    let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
    written(out, &stem, end, &fs::read(root.join(path))?)
}

fn written(out: &Path, stem: &str, end: &str, mut bytes: &[u8]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    let name = format!("{stem}-{:016x}.{end}", hasher.finish());
    fs::write(out.join(&name), bytes)?;
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut brotli, &brotli::enc::BrotliEncoderParams::default())?;
    fs::write(out.join(format!("{name}.br")), brotli)?;
    Ok(name)
}

/// The name of the bundle in a folder, without its endings, if there is one.
fn bundle(site: &Path) -> io::Result<Option<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(site)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.iter().find_map(|name| name.strip_suffix("_bg.wasm")).map(str::to_owned))
}
