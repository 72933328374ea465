//! Which file of a crate uses which: every path in its code, followed through re-exports to where the name is defined.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Item, UseTree, Visibility};

/// The files of a crate, by their modules: `api::json::predict`, and "" for the root.
pub(crate) struct Modules {
    files: BTreeMap<String, File>,
}

struct File {
    paths: BTreeSet<Vec<String>>,
    /// Names that it re-exports, and what they lead to.
    reexports: BTreeMap<String, Vec<String>>,
    children: BTreeSet<String>,
}

impl Modules {
    /// `sources` are modules with their code.
    pub(crate) fn new<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let read = |(module, code): (&str, &str)| {
            let file = syn::parse_file(code).unwrap_or_else(|error| panic!("{module}: {error}"));
            (module.to_owned(), File::read(file.items))
        };
        Self { files: sources.into_iter().map(read).collect() }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The modules that a module uses.
    pub(crate) fn used_by(&self, module: &str) -> BTreeSet<&str> {
        let used = self.files[module].paths.iter().filter_map(|path| self.resolve(module, path, 0));
        used.filter(|used| *used != module).collect()
    }

    /// The module that defines what a path in `module` names; `None` if that is in another crate.
    fn resolve(&self, module: &str, path: &[String], depth: usize) -> Option<&str> {
        let mut place: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => place.clear(),
            "self" => {}
            "super" => _ = place.pop(),
            first if self.files[module].children.contains(first) => {}
            _ => return None,
        }
        if ["crate", "self", "super"].contains(&rest[0].as_str()) {
            rest = &rest[1..];
        }
        while let Some(next) = rest.first() {
            if next == "super" {
                place.pop();
            } else if self.files.contains_key(&[&place[..], &[next.as_str()]].concat().join("::")) {
                place.push(next);
            } else {
                break;
            }
            rest = &rest[1..];
        }
        let (found, file) = self.files.get_key_value(&place.join("::"))?;
        match rest.first().and_then(|name| file.reexports.get(name)) {
            Some(target) if depth < 9 => {
                let target = [target.as_slice(), &rest[1..]].concat();
                self.resolve(found, &target, depth + 1).or(Some(found))
            }
            _ => Some(found),
        }
    }

    /// What uses what within groups of modules that use each other in a circle: `a -> b`.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let names: Vec<&str> = self.names().collect();
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            names.iter().map(|name| (*name, self.reached(name))).collect();
        let mut circles = BTreeSet::new();
        for name in &names {
            let group = reach[name].iter().filter(|other| reach[*other].contains(name));
            let group: BTreeSet<&str> = group.copied().collect();
            let arrows = |from: &&'_ str| {
                let used = self.used_elsewhere(from).filter(|used| group.contains(used));
                used.map(|used| format!("{from} -> {used}")).collect::<Vec<_>>()
            };
            if !group.is_empty() {
                circles.insert(group.iter().flat_map(arrows).collect());
            }
        }
        circles.into_iter().collect()
    }

    /// What a module uses beside its own parts, which it lists and puts together.
    fn used_elsewhere<'a>(&'a self, module: &'a str) -> impl Iterator<Item = &'a str> {
        let is_part = move |used: &str| {
            module.is_empty() || used.strip_prefix(module).is_some_and(|rest| rest.starts_with("::"))
        };
        self.used_by(module).into_iter().filter(move |used| !is_part(used))
    }

    /// All that a module uses, directly or not.
    fn reached<'a>(&'a self, module: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = self.used_elsewhere(module).collect();
        while let Some(next) = waiting.pop() {
            if reached.insert(next) {
                waiting.extend(self.used_elsewhere(next));
            }
        }
        reached
    }
}

impl File {
    fn read(items: Vec<Item>) -> Self {
        let mut file = Self { paths: BTreeSet::new(), reexports: BTreeMap::new(), children: BTreeSet::new() };
        for item in items {
            match item {
                Item::Mod(child) if child.content.is_none() => {
                    file.children.insert(child.ident.to_string());
                }
                Item::Mod(child) if is_test(&child) => {}
                Item::Use(item) => {
                    let mut leaves = Vec::new();
                    flatten(&item.tree, vec![], &mut leaves);
                    for (name, path) in leaves {
                        match item.vis {
                            Visibility::Inherited => _ = file.paths.insert(path),
                            _ => _ = file.reexports.insert(name, path),
                        }
                    }
                }
                other => scan(other.into_token_stream(), &mut file.paths),
            }
        }
        file
    }
}

fn is_test(module: &syn::ItemMod) -> bool {
    module
        .attrs
        .iter()
        .any(|attr| attr.path().is_ident("cfg") && attr.to_token_stream().to_string().contains("test"))
}

/// The names that a `use` brings in, each with its whole path.
fn flatten(tree: &UseTree, before: Vec<String>, leaves: &mut Vec<(String, Vec<String>)>) {
    let with = |ident: &syn::Ident| [before.as_slice(), &[ident.to_string()]].concat();
    match tree {
        UseTree::Path(path) => flatten(&path.tree, with(&path.ident), leaves),
        UseTree::Name(name) if name.ident == "self" => {
            leaves.push((before.last().cloned().unwrap_or_default(), before));
        }
        UseTree::Name(name) => leaves.push((name.ident.to_string(), with(&name.ident))),
        UseTree::Rename(rename) => leaves.push((rename.rename.to_string(), with(&rename.ident))),
        UseTree::Glob(_) => leaves.push(("*".to_owned(), before)),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before.clone(), leaves);
            }
        }
    }
}

/// The paths in code, in macros too.
fn scan(tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => {
                path.push(ident.to_string());
                colons = 0;
            }
            TokenTree::Ident(ident) => {
                keep(&mut path, paths);
                path.push(ident.to_string());
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            other => {
                keep(&mut path, paths);
                colons = 0;
                if let TokenTree::Group(group) = other {
                    scan(group.stream(), paths);
                }
            }
        }
    }
    keep(&mut path, paths);
}

/// A path of one name is a variable or a thing that a `use` has imported.
fn keep(path: &mut Vec<String>, paths: &mut BTreeSet<Vec<String>>) {
    if path.len() > 1 {
        paths.insert(std::mem::take(path));
    }
    path.clear();
}

#[test]
fn a_path_is_followed_to_where_its_name_is_defined() {
    let check = |code: &str, expected: &[&str]| {
        let modules = Modules::new([
            ("", "mod a; mod b;"),
            ("a", "mod inner; pub use inner::Thing; pub(crate) use self::inner::Other as Renamed;"),
            ("a::inner", "pub struct Thing;"),
            ("b", code),
        ]);
        assert_eq!(modules.used_by("b").into_iter().collect::<Vec<_>>(), expected, "{code}");
    };
    check("use crate::a::Thing;", &["a::inner"]);
    check("use super::a::{Thing, inner::Thing as T};", &["a::inner"]);
    check("use crate::a::Renamed;", &["a::inner"]);
    check("fn f() { crate::a::other() }", &["a"]);
    check("fn f() { json!({ \"x\": crate::a::inner::g() }) }", &["a::inner"]);
    check("use std::fmt; use serde_json::json;", &[]);
    check("#[cfg(test)] mod tests { use crate::a::Thing; }", &[]);
}

#[test]
fn a_circle_is_found() {
    let check = |sources: &[(&str, &str)], expected: &[&[&str]]| {
        assert_eq!(Modules::new(sources.iter().copied()).circles(), expected, "{sources:?}");
    };
    check(&[("", "mod a; mod b;"), ("a", "use crate::b::f;"), ("b", "")], &[]);
    check(
        &[("", "mod a; mod b;"), ("a", "use crate::b::f;"), ("b", "fn f() { super::a::g() }")],
        &[&["a -> b", "b -> a"]],
    );
    check(
        &[
            ("", "mod a; mod b; mod c;"),
            ("a", "use super::b::f;"),
            ("b", "use super::c::f;"),
            ("c", "use super::a::f;"),
        ],
        &[&["a -> b", "b -> c", "c -> a"]],
    );
    // A room puts its own parts together, so its `mod.rs` and a part of it are no circle.
    check(&[("", "mod a;"), ("a", "mod b; fn f() { b::g() }"), ("a::b", "use super::f;")], &[]);
    check(
        &[("", "mod a; mod c;"), ("a", "mod b;"), ("a::b", "use crate::c::f;"), ("c", "use crate::a::b::g;")],
        &[&["a::b -> c", "c -> a::b"]],
    );
}
