//! The names of enum values: `Display` writes them, `FromStr` reads them.

/// Implements `Display` and `FromStr` for an enum with `ALL` and `as_str`. `$what` names the enum in errors.
macro_rules! named {
    ($type:ty, $what:literal) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// Parses the name that [`as_str`](Self::as_str) gives.
        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().find(|value| value.as_str() == name);
                found.copied().ok_or_else(|| {
                    let names: Vec<_> = Self::ALL.iter().map(|value| value.as_str()).collect();
                    let expected = names.join(", ");
                    let message = format!(
                        concat!("unknown ", $what, ": {:?}; expected one of {}"),
                        name, expected
                    );
                    $crate::error::Error::new($crate::error::ErrorKind::Options, message)
                })
            }
        }
    };
}
pub(crate) use named;
