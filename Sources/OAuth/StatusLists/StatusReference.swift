// Where a token's status stands: the handle by which it can be taken back (Token Status List §6).

public import JOSE

/// The `status_list` member of a token's `status` claim: an index in the list at a URI.
public struct StatusReference: Hashable, Sendable {
    /// `idx`: the place in the list.
    public let index: Int
    /// `uri`: where the list is.
    public let uri: String

    /// A reference to a place in a list.
    public init(index: Int, uri: String) {
        self.index = index
        self.uri = uri
    }

    /// Reads the `status` claim.
    ///
    /// - Returns: `nil` when the token has none.
    /// - Throws: ``TokenRejection/refused(_:)`` when it is there and malformed: a token whose status can't be
    ///   asked is not one without a status.
    public init?(in claims: Claims) throws(TokenRejection) {
        guard let status = claims["status"] else { return nil }
        guard let list = status["status_list"], let index = list["idx"]?.integer, index >= 0,
            let uri = list["uri"]?.string
        else {
            throw .refused([
                ClaimViolation(
                    "status", .invalid, expected: "status_list with idx and uri", found: status.text)
            ])
        }
        self.init(index: index, uri: uri)
    }

    /// Writes the `status` claim.
    public func write(to claims: inout JSONWriter) {
        claims.object("status") { status in
            status.object("status_list") { list in
                list.member("idx", index)
                list.member("uri", uri)
            }
        }
    }
}
