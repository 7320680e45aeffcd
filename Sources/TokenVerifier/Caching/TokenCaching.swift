// Whether tokens that were verified are remembered.

/// Whether a verifier remembers the tokens that it verified, and how many.
///
/// A remembered token is found by its whole text. What can change is asked again at every use: whether it has expired or
/// is not valid yet, whether its issuer still publishes the key that signed it, and whether it was taken back. What is
/// saved is the signature and the reading of the claims.
public struct TokenCaching: Hashable, Sendable {
    let capacity: Int

    /// Nothing is remembered.
    public static let off = TokenCaching(capacity: 0)

    /// At most so many tokens are remembered; those that were not used for longest go first. One takes about 2 KiB.
    public static func tokens(_ count: Int) -> TokenCaching { TokenCaching(capacity: max(0, count)) }
}
