// When and from where named tokens were used, as the APIs that saw them report it: a batch is one write.

internal import OAuth
internal import Records
internal import SQL

/// One use of a token, as an API saw it.
package struct TokenUse: Sendable {
    /// The token's `jti`.
    package let identifier: String
    /// Seconds since 1970.
    package let time: Int
    /// The address of whoever used it; `nil` where the API does not know.
    package let address: String?

    package init(identifier: String, time: Int, address: String?) {
        self.identifier = identifier
        self.time = time
        self.address = address
    }
}

extension Tokens {
    /// The most uses of one report.
    package static let longestReport = 1_000

    /// Notes uses. A program may report those of the APIs that it guards; all others are passed over, as are tokens
    /// that have no row, and uses before the one that is known.
    ///
    /// - Returns: how many were noted.
    @discardableResult
    package func noteUses(_ uses: [TokenUse], by caller: ClientCaller, at now: Int) async throws -> Int {
        let readable = uses.prefix(Tokens.longestReport).compactMap { use in
            Tokens.handle(of: use).map { handle in
                // A clock that runs ahead must not make the token look used for ever.
                (
                    handle: handle, time: max(0, min(use.time, now)),
                    address: use.address.flatMap(Tokens.address)
                )
            }
        }
        guard !readable.isEmpty else { return 0 }
        let client = caller.id
        return try await database.write { db in
            try readable.reduce(0) { count, use in
                let isNoted = try NamedToken.noteUse(
                    of: use.handle, at: use.time, from: use.address, guardedBy: client, in: db)
                return count + (isNoted ? 1 : 0)
            }
        }
    }

    private static func handle(of use: TokenUse) -> StatusHandle? {
        use.identifier.utf8.count <= 64 ? StatusHandle(tokenIdentifier: use.identifier) : nil
    }

    /// An address as it may stand in a list that people read: IPv4 or IPv6, perhaps with a zone.
    private static func address(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: "%"):
                true
            default: false
            }
        }
        return isPlain && (2...64).contains(text.utf8.count) ? text : nil
    }
}
