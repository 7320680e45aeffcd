// Claims as a type of the caller: its own claims beside the registered ones.

extension Claims {
    /// All claims as a type of the caller.
    ///
    /// ```swift
    /// struct Shopper: Decodable { let sub: String; let tenant: Int; let auth_time: Date? }
    /// let shopper = try token.decoded(as: Shopper.self)
    /// ```
    ///
    /// - Throws: ``JOSEError/json(part:_:)`` with ``JSONFault/wrongKind(expected:)``, which names what was expected and
    ///   where, as `a string at tenant.name`; see ``JSONValue/decoded(as:part:)``.
    public func decoded<T: Decodable>(as type: T.Type) throws(JOSEError) -> T {
        try object.decoded(as: type, part: "claims set")
    }
}

extension VerifiedToken {
    /// All claims as a type of the caller; see ``Claims/decoded(as:)``.
    ///
    /// - Throws: ``JOSEError/json(part:_:)``, which names what was expected and where.
    public func decoded<T: Decodable>(as type: T.Type) throws(JOSEError) -> T {
        try claims.decoded(as: type)
    }
}
