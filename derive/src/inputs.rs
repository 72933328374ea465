//! The derive of `Inputs` for a struct.

use crate::attrs::{documentation, words};
use crate::default;
use crate::kind::{Kind, colour};
use crate::range;
use crate::settings::Settings;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Expr, ExprLit, Field, Fields, Result};

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
    let without_columns = fields.named.iter().map(without_columns);
    let name = &item.ident;
    // At the place of its type, so that an unsupported type is underlined there and nowhere else.
    let parts = fields.named.iter().map(|Field { ident, ty, .. }| {
        let from = quote_spanned!(ty.span() => <#ty as ::maquette::Input>::from_value(values.next()?)?);
        let to = quote_spanned!(ty.span() => <#ty as ::maquette::Input>::to_value(&self.#ident));
        (quote!(#ident: #from), to)
    });
    let (fields, values): (Vec<_>, Vec<_>) = parts.unzip();
    Ok(quote! {
        impl ::maquette::Inputs for #name {
            const WITHOUT_COLUMNS: ::std::option::Option<&'static str> =
                #(#without_columns else)* { ::std::option::Option::None };

            fn schema() -> ::maquette::Schema {
                ::maquette::Schema { features: ::std::vec![#(#features),*] }
            }

            fn from_instance(instance: &::maquette::Instance) -> ::std::option::Option<Self> {
                let mut values = instance.values().iter().cloned();
                ::std::option::Option::Some(Self { #(#fields),* })
            }

            fn values(&self) -> ::std::vec::Vec<::maquette::Value> {
                ::std::vec![#(#values),*]
            }
        }
    })
}

/// Says that no network of numbers can read a field, where that is so.
fn without_columns(field: &Field) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let name = ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let reason = format!(
        "a Classifier, a Regressor and a Recipe read numbers, dates, choices, yes and no, and the input {} is none of these: \
         write a `Model` that reads it",
        name.trim_start_matches("r#")
    );
    // At the place of the type, so that an unsupported type is underlined once.
    let has_columns = quote_spanned!(ty.span() => <#ty as ::maquette::Input>::HAS_COLUMNS);
    quote! {
        if !#has_columns {
            ::std::option::Option::Some(#reason)
        }
    }
}

/// Impls that only satisfy the compiler. They stand beside a `compile_error!`, so no program runs them.
pub(crate) fn stand_in(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let (generics, parameters, bounds) = item.generics.split_for_impl();
    quote! {
        impl #generics ::maquette::Inputs for #name #parameters #bounds {
            fn schema() -> ::maquette::Schema {
                ::std::unreachable!()
            }

            fn from_instance(_: &::maquette::Instance) -> ::std::option::Option<Self> {
                ::std::unreachable!()
            }

            fn values(&self) -> ::std::vec::Vec<::maquette::Value> {
                ::std::unreachable!()
            }
        }
    }
}

fn feature(field: &Field) -> Result<TokenStream> {
    let Some(ident) = &field.ident else {
        return Err(Error::new_spanned(field, "questions have names: give the struct named fields"));
    };
    let name = ident.to_string().trim_start_matches("r#").to_owned();
    if !name.is_ascii() {
        return Err(Error::new_spanned(
            ident,
            "a name is part of addresses and CSV: use letters of English here, and any in the comment above",
        ));
    }
    let (label, help) = documentation(&field.attrs);
    let label = if label.is_empty() { words(&name) } else { label };
    let settings = Settings::of(field)?;
    let kind = Kind::of(&field.ty)?;
    settings.allow(kind.name(), kind.settings())?;
    if let (Some(step), None) = (&settings.step, &settings.range) {
        return Err(Error::new_spanned(
            step,
            "a step is a slider's, and a slider has two ends: add a range, as in range = 0.0..=100.0",
        ));
    }
    default::check(kind, &field.ty, &settings)?;
    let spec_fields = spec_fields(kind, &settings)?;
    let ty = &field.ty;
    // At the place of the type, so that an unsupported type is underlined.
    let held = match &settings.range {
        Some(range) if kind == Kind::Whole => {
            range::within(range, ty)?;
            let (low, high) = range::numbers(range)?;
            // Where the range is, so that it is underlined.
            quote_spanned!(range.span() => const _: () = ::maquette::holds::<#ty>(#low, #high);)
        }
        _ => TokenStream::new(),
    };
    let feature = quote_spanned! { ty.span() =>
        <#ty as ::maquette::Input>::feature(::maquette::FieldSpec {
            name: #name,
            label: #label,
            help: #help,
            #spec_fields
            ..::std::default::Default::default()
        })
    };
    Ok(quote!({ #held #feature }))
}

/// The settings as fields of `FieldSpec`, those alone that are set.
fn spec_fields(kind: Kind, settings: &Settings) -> Result<TokenStream> {
    let Settings { unit, range, step, default, max_len, long, section } = settings;
    let mut spec_fields = TokenStream::new();
    if let Some(section) = section {
        spec_fields.extend(quote!(section: #section,));
    }
    if let Some(unit) = unit {
        spec_fields.extend(quote!(unit: #unit,));
    }
    if let Some(step) = step {
        spec_fields.extend(quote!(step: ::std::option::Option::Some((#step) as f64),));
    }
    if let Some(max_len) = max_len {
        spec_fields.extend(quote!(max_len: ::std::option::Option::Some(#max_len),));
    }
    if long.is_some() {
        spec_fields.extend(quote!(long: true,));
    }
    if let Some(range) = range {
        let (name, (low, high)) = if kind != Kind::Date {
            (quote!(range), range::numbers(range)?)
        } else {
            (quote!(dates), range::dates(range)?)
        };
        spec_fields.extend(quote!(#name: ::std::option::Option::Some((#low, #high)),));
    }
    if let Some(default) = default {
        let default = match (kind, default) {
            (Kind::Date, default) => range::date(default)?,
            (Kind::Color, Expr::Lit(ExprLit { lit, .. })) => colour(lit).unwrap_or_default(),
            (_, default) => quote!(#default),
        };
        let value = kind.value(&default);
        spec_fields.extend(quote!(default: ::std::option::Option::Some(#value),));
    }
    Ok(spec_fields)
}
