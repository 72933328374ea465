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
    for watched in ["site", "style", "public", "build.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }

    let style = hashed(&root, &out, "style/main.css", "css")?;
    let icon = hashed(&root, &out, "public/favicon.svg", "svg")?;
    let mut files = vec![(style.clone(), "text/css; charset=utf-8"), (icon.clone(), "image/svg+xml")];
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
         const BUNDLE: Option<&str> = {bundle:?};\nstatic FILES: &[File] = &[\n"
    );
    for (name, kind) in files {
        let path = out.join(&name).display().to_string();
        let brotli = format!("{path}.br");
        writeln!(code, "File {{ name: {name:?}, kind: {kind:?}, bytes: include_bytes!({path:?}), brotli: include_bytes!({brotli:?}) }},")
            .map_err(io::Error::other)?;
    }
    fs::write(out.join("site.rs"), code + "];\n")
}

/// Copies a file under a name with its hash, and compresses it.
fn hashed(root: &Path, out: &Path, path: &str, end: &str) -> io::Result<String> {
    let bytes = fs::read(root.join(path))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}-{:016x}.{end}", hasher.finish());
    fs::write(out.join(&name), &bytes)?;
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &brotli::enc::BrotliEncoderParams::default())?;
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
