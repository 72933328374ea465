//! The derive of `Choice` for an enum.

use crate::attrs::{documentation, words};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

pub(crate) fn derive(item: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &item.data else {
        return Err(Error::new_spanned(
            &item.ident,
            "Choice is derived for an enum, with a variant for each answer",
        ));
    };
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, "the answers are fixed: take the parameters away"));
    }
    if data.variants.len() < 2 {
        return Err(Error::new_spanned(
            &item.ident,
            "there is nothing to choose: give the enum two variants or more",
        ));
    }
    let mut seen = HashSet::new();
    let mut choices = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "an answer holds nothing: take the fields away"));
        }
        let value = value(variant)?;
        if value.is_empty() || value.contains(',') || value.trim() != value {
            let message =
                "a value has letters, no comma and no spaces around it: commas part several answers";
            return Err(Error::new_spanned(variant, message));
        }
        if !seen.insert(value.clone()) {
            return Err(Error::new_spanned(variant, format!("two answers have the value \"{value}\"")));
        }
        let (label, _) = documentation(&variant.attrs);
        let label = if label.is_empty() { words(&variant.ident.to_string()) } else { label };
        choices.push(quote! { (#value, #label) });
    }
    let name = &item.ident;
    let variants = data.variants.iter().map(|variant| &variant.ident);
    let named = variants.clone();
    let places = 0..data.variants.len();
    Ok(quote! {
        impl ::maquette::Choice for #name {
            const CHOICES: &'static [(&'static str, &'static str)] = &[#(#choices),*];
        }

        impl ::maquette::Input for #name {
            fn feature(spec: ::maquette::FieldSpec) -> ::maquette::Feature {
                spec.choice(<Self as ::maquette::Choice>::CHOICES)
            }

            fn from_value(value: ::maquette::Value) -> ::std::option::Option<Self> {
                match value {
                    ::maquette::Value::Choice(place) => [#(Self::#variants),*].into_iter().nth(place),
                    _ => ::std::option::Option::None,
                }
            }

            fn to_value(&self) -> ::maquette::Value {
                ::maquette::Value::Choice(match self { #(Self::#named => #places),* })
            }
        }
    })
}

/// Impls that only satisfy the compiler. They stand beside a `compile_error!`, so no program runs them.
pub(crate) fn stand_in(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let (generics, parameters, bounds) = item.generics.split_for_impl();
    quote! {
        impl #generics ::maquette::Choice for #name #parameters #bounds {
            const CHOICES: &'static [(&'static str, &'static str)] = &[];
        }

        impl #generics ::maquette::Input for #name #parameters #bounds {
            fn feature(_: ::maquette::FieldSpec) -> ::maquette::Feature {
                ::std::unreachable!()
            }

            fn from_value(_: ::maquette::Value) -> ::std::option::Option<Self> {
                ::std::unreachable!()
            }

            fn to_value(&self) -> ::maquette::Value {
                ::std::unreachable!()
            }
        }
    }
}

/// The value in addresses, JSON and CSV.
fn value(variant: &Variant) -> Result<String> {
    let mut value = variant.ident.to_string();
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("choice")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("value") {
                return Err(meta.error("an answer has no such setting; there is `value = \"...\"`"));
            }
            value = meta.value()?.parse::<LitStr>()?.value();
            Ok(())
        })?;
    }
    Ok(value)
}
