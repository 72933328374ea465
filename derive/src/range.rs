//! The `range` of a field, checked against its type.

use crate::kind::inside;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, Expr, ExprLit, ExprRange, ExprUnary, Lit, RangeLimits, Result, Type, UnOp};

/// Both ends of a range, which are in it.
pub(crate) fn ends(range: &ExprRange) -> Result<(&Expr, &Expr)> {
    let (Some(low), Some(high), RangeLimits::Closed(_)) = (&range.start, &range.end, &range.limits) else {
        return Err(Error::new_spanned(range, "both ends are needed and in the range, as in 0.0..=100.0"));
    };
    Ok((low, high))
}

/// The ends of a number's range.
pub(crate) fn numbers(range: &ExprRange) -> Result<(TokenStream, TokenStream)> {
    let (low, high) = ends(range)?;
    if let (Some(from), Some(to)) = (number(low), number(high))
        && from >= to
    {
        return Err(Error::new_spanned(range, "this range is empty: the lower end comes first"));
    }
    Ok((quote!((#low) as f64), quote!((#high) as f64)))
}

/// Refuses a range that a type of whole numbers does not hold, where both are spelled out. What is not is left to
/// `maquette::holds`.
pub(crate) fn within(range: &ExprRange, ty: &Type) -> Result<()> {
    let (from, to) = ends(range)?;
    match (beyond(from, ty), beyond(to, ty)) {
        (None, None) => Ok(()),
        (from, to) => {
            let (name, instead) = from.or(to).unwrap_or_default();
            Err(Error::new_spanned(range, format!("`{name}` does not hold this range: use {instead}")))
        }
    }
}

/// Refuses a default that a type of whole numbers does not hold.
pub(crate) fn within_type(default: &Expr, ty: &Type) -> Result<()> {
    let Some((name, instead)) = beyond(default, ty) else { return Ok(()) };
    Err(Error::new_spanned(default, format!("`{name}` does not hold this default: use {instead}")))
}

/// The type that does not hold a number that is spelled out, and what to use instead.
fn beyond(number_of: &Expr, ty: &Type) -> Option<(String, &'static str)> {
    let name = inside(ty, "Option").unwrap_or(ty).to_token_stream().to_string();
    let (low, high) = match name.as_str() {
        "u8" => (0.0, f64::from(u8::MAX)),
        "u16" => (0.0, f64::from(u16::MAX)),
        "u32" => (0.0, f64::from(u32::MAX)),
        "u64" | "usize" => (0.0, f64::INFINITY),
        "i8" => (f64::from(i8::MIN), f64::from(i8::MAX)),
        "i16" => (f64::from(i16::MIN), f64::from(i16::MAX)),
        "i32" => (f64::from(i32::MIN), f64::from(i32::MAX)),
        _ => return None,
    };
    let number = number(number_of).filter(|number| !(low..=high).contains(number))?;
    let below = low == 0.0 && number < 0.0;
    Some((name, if below { "i64, which goes below 0" } else { "a larger type, such as i64" }))
}

/// The first and the last day of a date's range.
pub(crate) fn dates(range: &ExprRange) -> Result<(TokenStream, TokenStream)> {
    let (first, last) = ends(range)?;
    if day(first)? >= day(last)? {
        return Err(Error::new_spanned(range, "this range is empty: the earlier day comes first"));
    }
    Ok((date(first)?, date(last)?))
}

/// Refuses a default that its range does not hold, where both are spelled out.
pub(crate) fn holds_number(range: &ExprRange, default: &Expr) -> Result<()> {
    let (low, high) = ends(range)?;
    match (number(low), number(high), number(default)) {
        (Some(low), Some(high), Some(value)) if !(low..=high).contains(&value) => {
            Err(Error::new_spanned(default, format!("this default is not in the range from {low} to {high}")))
        }
        _ => Ok(()),
    }
}

/// Whether a default date lies within a range of dates.
pub(crate) fn holds_date(range: &ExprRange, default: &Expr) -> Result<()> {
    let (first, last) = ends(range)?;
    if (day(first)?..=day(last)?).contains(&day(default)?) {
        return Ok(());
    }
    Err(Error::new_spanned(default, "this default is not in the range of dates"))
}

/// A date that a text spells out.
pub(crate) fn date(expression: &Expr) -> Result<TokenStream> {
    let (year, month, day) = day(expression)?;
    Ok(quote! {
        match ::maquette::Date::new(#year, #month, #day) {
            ::std::option::Option::Some(date) => date,
            ::std::option::Option::None => ::maquette::Date::FIRST,
        }
    })
}

/// Year, month and day of a text such as "2020-02-29".
fn day(expression: &Expr) -> Result<(u16, u8, u8)> {
    let refused = |words: &str| Error::new_spanned(expression, words);
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = expression else {
        return Err(refused("write a date as a text, such as \"2020-02-29\""));
    };
    let text = text.value();
    let parts: Vec<_> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return Err(refused("this is not a date; write one such as \"2020-02-29\""));
    };
    let digits = |part: &str, length: usize| {
        let fits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| fits)
    };
    match (digits(year, 4), digits(month, 2), digits(day, 2)) {
        (Some(year), Some(month), Some(day)) if exists(year, month, day) => {
            Ok((year, month as u8, day as u8))
        }
        (Some(_), Some(_), Some(_)) => Err(refused("there is no such day in the calendar")),
        _ => Err(refused("this is not a date; write one such as \"2020-02-29\"")),
    }
}

fn exists(year: u16, month: u16, day: u16) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year >= 1 && (1..=length).contains(&day)
}

/// The number an expression spells out, if it does.
pub(crate) fn number(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => number(expr).map(|number| -number),
        _ => None,
    }
}
