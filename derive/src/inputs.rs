use crate::declared::{documentation, words};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Data, DeriveInput, Error, Expr, ExprLit, ExprRange, ExprUnary, Field, Fields, GenericArgument, Lit,
    LitStr,
};
use syn::{PathArguments, RangeLimits, Result, Type, UnOp};

pub(crate) fn derive(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &item.data else {
        return Err(Error::new_spanned(
            &item.ident,
            "Inputs is derived for a struct, with a field for each question",
        ));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(&item.ident, "questions have names: give the struct named fields"));
    };
    if fields.named.is_empty() {
        return Err(Error::new_spanned(&item.ident, "there is nothing to ask: give the struct a field"));
    }
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, "the questions are fixed: take the parameters away"));
    }
    let features = fields.named.iter().map(feature).collect::<Result<Vec<_>>>()?;
    let name = &item.ident;
    let fields: Vec<_> = fields.named.iter().map(|field| &field.ident).collect();
    Ok(quote! {
        impl ::maquette::Inputs for #name {
            fn schema() -> ::maquette::Schema {
                ::maquette::Schema { features: ::std::vec![#(#features),*] }
            }

            fn from_instance(instance: &::maquette::Instance) -> ::std::option::Option<Self> {
                let mut values = instance.values().iter().copied();
                ::std::option::Option::Some(Self { #(#fields: ::maquette::Input::from_value(values.next()?)?),* })
            }
        }

        const _: () = {
            // A model reads the values by their places, so the fields count as read here.
            #[allow(dead_code)]
            fn read(#name { #(#fields),* }: #name) {
                let _ = (#(#fields),*,);
            }
        };
    })
}

/// What `#[input(...)]` says of a field.
#[derive(Default)]
struct Settings {
    unit: Option<LitStr>,
    range: Option<ExprRange>,
    step: Option<Expr>,
}

fn feature(field: &Field) -> Result<TokenStream> {
    let Some(ident) = &field.ident else {
        return Err(Error::new_spanned(field, "questions have names: give the struct named fields"));
    };
    let settings = settings(field)?;
    let name = ident.to_string().trim_start_matches("r#").to_owned();
    let (label, help) = documentation(&field.attrs);
    let label = if label.is_empty() { words(&name) } else { label };
    let asked = inside_option(&field.ty);
    if let Some(name) = foreign(asked) {
        let message = format!(
            "{name} can't be asked for: there are f32 and f64, enums with #[derive(Choice)], and Option of these where \"not known\" is an answer"
        );
        return Err(Error::new_spanned(asked, message));
    }
    let number = is_number(asked);
    let (low, high) = match (&settings.range, number) {
        (Some(range), true) => bounds(range)?,
        (None, true) => {
            let message =
                format!("{name} is a number: say which values it takes, as in #[input(range = 0.0..=100.0)]");
            return Err(Error::new_spanned(&field.ty, message));
        }
        (Some(range), false) => {
            return Err(Error::new_spanned(range, "only a number has a range: take it away"));
        }
        (None, false) => (quote!(0.0), quote!(0.0)),
    };
    if let Some(setting) = settings.unit.as_ref().filter(|_| !number) {
        return Err(Error::new_spanned(setting, "only a number has a unit: take it away"));
    }
    if let Some(setting) = settings.step.as_ref().filter(|_| !number) {
        return Err(Error::new_spanned(setting, "only a number has a step: take it away"));
    }
    let unit = settings.unit.map(|unit| unit.value()).unwrap_or_default();
    let step = settings.step.map_or_else(
        || quote!(::std::option::Option::None),
        |step| quote!(::std::option::Option::Some((#step) as f64)),
    );
    let ty = &field.ty;
    // The type's own place, so that a type that can't be asked for is underlined.
    Ok(quote_spanned! { ty.span() =>
        <#ty as ::maquette::Input>::feature(::maquette::Declared {
            name: #name,
            label: #label,
            help: #help,
            unit: #unit,
            range: (#low, #high),
            step: #step,
        })
    })
}

fn settings(field: &Field) -> Result<Settings> {
    let mut settings = Settings::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("input")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("unit") {
                settings.unit = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("range") {
                settings.range = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("step") {
                settings.step = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("a field has no such setting; there are `unit`, `range` and `step`"));
            }
            Ok(())
        })?;
    }
    Ok(settings)
}

/// Both ends of a range, which are in it.
fn bounds(range: &ExprRange) -> Result<(TokenStream, TokenStream)> {
    let (Some(low), Some(high), RangeLimits::Closed(_)) = (&range.start, &range.end, &range.limits) else {
        return Err(Error::new_spanned(range, "both ends are needed and in the range, as in 0.0..=100.0"));
    };
    if let (Some(from), Some(to)) = (literal(low), literal(high))
        && from >= to
    {
        return Err(Error::new_spanned(range, "this range is empty: the lower end comes first"));
    }
    Ok((quote!((#low) as f64), quote!((#high) as f64)))
}

/// The number an expression spells out, if it does.
fn literal(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|number| -number),
        _ => None,
    }
}

/// `T` in `Option<T>`, and any other type as it is.
fn inside_option(ty: &Type) -> &Type {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inside)) = arguments.args.first()
    {
        return inside;
    }
    ty
}

fn is_number(ty: &Type) -> bool {
    matches!(ty.to_token_stream().to_string().as_str(), "f32" | "f64")
}

/// The types people try first that are no inputs. Any other one the compiler looks at.
const FOREIGN: [&str; 18] = [
    "bool", "char", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
    "String", "Vec", "HashMap", "Option",
];

fn foreign(ty: &Type) -> Option<String> {
    let name = match ty {
        Type::Path(path) => path.path.segments.last()?.ident.to_string(),
        _ => return Some(format!("`{}`", ty.to_token_stream())),
    };
    FOREIGN.contains(&name.as_str()).then(|| format!("`{name}`"))
}
