//! Refuses the defaults that a form would refuse too: no demo would start with one.

use crate::kind::{Kind, inside};
use crate::range;
use crate::settings::Settings;
use quote::ToTokens;
use syn::{Error, Expr, ExprLit, Lit, LitInt, LitStr, Result, Type};

/// The most characters of a text that does not say how many it takes, as `maquette::FieldSpec` has them.
const LINE: usize = 200;
const LONG: usize = 5_000;

/// Looks at a default as far as it is spelled out.
pub(crate) fn check(kind: Kind, ty: &Type, settings: &Settings) -> Result<()> {
    let Settings { range, default, max_len, long, .. } = settings;
    let Some(default) = default else { return Ok(()) };
    if kind.refuses(default) {
        return Err(Error::new_spanned(default, format!("this default is not {}", kind.example())));
    }
    match (kind, range, literal(default)) {
        (Kind::Date, Some(range), _) => range::holds_date(range, default),
        (Kind::Float, Some(range), _) => range::holds_number(range, default),
        (Kind::Whole, range, _) => {
            if range::number(default).is_some_and(|number| number.fract() != 0.0) {
                return Err(Error::new_spanned(default, format!("this default is not {}", kind.example())));
            }
            match range {
                Some(range) => range::holds_number(range, default),
                None => range::within_type(default, ty),
            }
        }
        (Kind::Text, _, Some(text)) => {
            let most = max_len.as_ref().map(LitInt::base10_parse).transpose()?;
            fits(text, ty, most.unwrap_or(if long.is_some() { LONG } else { LINE }))
        }
        _ => Ok(()),
    }
}

fn fits(text: &LitStr, ty: &Type, most: usize) -> Result<()> {
    let (value, optional) = (text.value(), inside(ty, "Option").is_some());
    let count = value.chars().count();
    if value.trim().is_empty() && !optional {
        let name = ty.to_token_stream();
        let words = format!("an empty text is no answer: use Option<{name}>, or a default with words");
        return Err(Error::new_spanned(text, words));
    }
    if count > most {
        let words = format!("this default has {count} characters, and its field takes {most}: set max_len");
        return Err(Error::new_spanned(text, words));
    }
    Ok(())
}

fn literal(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}
