//! The settings of a field in `#[input(…)]`.

use syn::spanned::Spanned;
use syn::{Error, Expr, ExprRange, Field, LitInt, LitStr, Path, Result};

/// What `#[input(...)]` says of a field.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) unit: Option<LitStr>,
    pub(crate) range: Option<ExprRange>,
    pub(crate) step: Option<Expr>,
    pub(crate) default: Option<Expr>,
    pub(crate) max_len: Option<LitInt>,
    pub(crate) long: Option<Path>,
    pub(crate) section: Option<LitStr>,
}

impl Settings {
    pub(crate) fn of(field: &Field) -> Result<Self> {
        let mut settings = Self::default();
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("input")) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                let twice = match name.as_str() {
                    "unit" => settings.unit.replace(meta.value()?.parse()?).is_some(),
                    "range" => settings.range.replace(meta.value()?.parse()?).is_some(),
                    "step" => settings.step.replace(meta.value()?.parse()?).is_some(),
                    "default" => settings.default.replace(meta.value()?.parse()?).is_some(),
                    "max_len" => settings.max_len.replace(meta.value()?.parse()?).is_some(),
                    "long" => settings.long.replace(meta.path.clone()).is_some(),
                    "section" => settings.section.replace(meta.value()?.parse()?).is_some(),
                    _ => {
                        return Err(meta.error(
                            "a field has no such setting; there are `unit`, `range`, `step`, `default`, `max_len`, `long` and `section`",
                        ));
                    }
                };
                if twice { Err(meta.error(format!("`{name}` is set twice: take one away"))) } else { Ok(()) }
            })?;
        }
        if let Some(section) = settings.section.as_ref().filter(|section| section.value().trim().is_empty()) {
            return Err(Error::new_spanned(section, "a section has a heading: give it some words"));
        }
        Ok(settings)
    }

    /// Refuses what only other kinds of field have.
    pub(crate) fn allow(&self, kind: &str, allowed: &[&str]) -> Result<()> {
        let set = [
            ("unit", "a number", self.unit.as_ref().map(Spanned::span)),
            (
                "range",
                "a number, a date, a table or several pictures",
                self.range.as_ref().map(Spanned::span),
            ),
            ("step", "a number", self.step.as_ref().map(Spanned::span)),
            ("max_len", "a text", self.max_len.as_ref().map(Spanned::span)),
            ("long", "a text", self.long.as_ref().map(Spanned::span)),
        ];
        for (name, of, span) in set {
            if let Some(span) = span.filter(|_| !allowed.contains(&name)) {
                return Err(Error::new(
                    span,
                    format!("only {of} has `{name}`, and this is {kind}: take it away"),
                ));
            }
        }
        Ok(())
    }
}
