//! [`Credentials`]: tokens, names and passwords, as salted digests.

use sha2::{Digest, Sha256};
use std::hint::black_box;
use uuid::Uuid;

/// The tokens, names and passwords that open a lock. Only salted digests are kept, and these are worth nothing to another
/// process.
pub struct Credentials {
    salt: Salt,
    tokens: Vec<Fingerprint>,
    users: Vec<Fingerprint>,
}

pub(crate) type Fingerprint = [u8; 32];

/// Random bytes of this process.
#[derive(Clone, Copy)]
pub(crate) struct Salt([u8; 32]);

impl Salt {
    pub(crate) fn random() -> Self {
        let mut salt = [0; 32];
        for half in salt.chunks_mut(16) {
            half.copy_from_slice(Uuid::new_v4().as_bytes());
        }
        Self(salt)
    }

    pub(crate) fn digest(&self, kind: &str, text: &str) -> Fingerprint {
        Sha256::new()
            .chain_update(self.0)
            .chain_update(kind)
            .chain_update([0])
            .chain_update(text)
            .finalize()
            .into()
    }
}

impl Credentials {
    /// `users` are names with their passwords.
    pub fn new(tokens: &[String], users: &[(String, String)]) -> Self {
        let salt = Salt::random();
        let tokens = tokens.iter().map(|token| salt.digest("token", token)).collect();
        let users = users.iter().map(|(name, password)| salt.digest("user", &user(name, password))).collect();
        Self { salt, tokens, users }
    }

    pub(crate) fn has_users(&self) -> bool {
        !self.users.is_empty()
    }

    pub(crate) fn is_token(&self, token: &str) -> bool {
        any(&self.tokens, &self.salt.digest("token", token))
    }

    /// Whether a password is that of a name. A token is accepted as the password of any name.
    pub(crate) fn is_user(&self, name: &str, password: &str) -> bool {
        any(&self.users, &self.salt.digest("user", &user(name, password))) | self.is_token(password)
    }
}

/// No name holds a colon.
fn user(name: &str, password: &str) -> String {
    format!("{name}:{password}")
}

/// Whether one of them is the given. Compares in constant time, so that timing tells nobody how near a guess came.
fn any(known: &[Fingerprint], given: &Fingerprint) -> bool {
    known.iter().fold(false, |found, known| found | equal(known, given))
}

fn equal(a: &Fingerprint, b: &Fingerprint) -> bool {
    black_box(a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b))) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_equal_in_every_bit_or_not() {
        let one = Salt::random().digest("token", "a");
        assert!(equal(&one, &one.clone()));
        for place in 0..256 {
            let mut other = one;
            other[place / 8] ^= 1 << (place % 8);
            assert!(!equal(&one, &other), "bit {place}");
        }
    }

    #[test]
    fn tokens_and_passwords_are_accepted() {
        let credentials = Credentials::new(
            &["secret-token".to_owned(), "another".to_owned()],
            &[("ann".to_owned(), "pass:word".to_owned()), ("ben".to_owned(), String::new())],
        );
        let check = |name: &str, password: &str, expected: bool| {
            assert_eq!(credentials.is_user(name, password), expected, "{name} {password}");
        };
        check("ann", "pass:word", true);
        check("ben", "", true);
        check("ann:pass", "word", true);
        check("ann", "pass:wor", false);
        check("Ann", "pass:word", false);
        check("ben", "pass:word", false);
        check("anybody", "another", true);
        check("", "", false);
        for (token, expected) in [
            ("secret-token", true),
            ("another", true),
            ("secret-toke", false),
            ("", false),
            ("ann:pass:word", false),
        ] {
            assert_eq!(credentials.is_token(token), expected, "{token}");
        }
        assert!(!Credentials::new(&[], &[]).is_user("", ""));
    }
}
