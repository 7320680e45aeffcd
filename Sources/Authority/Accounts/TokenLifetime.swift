// How long tokens live, in seconds: what is usual, and the most that may be asked for.

/// How long tokens live.
package enum TokenLifetime {
    /// A login token and its session.
    static let session = 900
    /// A token of a client.
    static let client = 600
    /// The longest that an API may let the tokens of grants and programs live: keys stay published for as long.
    package static let accessLongest = 86_400
    /// A named token for which nothing else is asked, unless the policy's maximum is shorter.
    static let namedDefault = 30 * 86_400
    /// The longest that a policy may allow.
    package static let namedLongest = 365 * 86_400
}
