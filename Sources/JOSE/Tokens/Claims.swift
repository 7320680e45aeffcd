// The claims of a token (RFC 7519 §4): names, and typed views of the registered ones.

/// The name of a claim. An open set: every profile brings its own.
public struct ClaimName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public init(stringLiteral name: String) { self.name = name }

    public var description: String { name }

    public static let issuer: ClaimName = "iss"
    public static let subject: ClaimName = "sub"
    public static let audience: ClaimName = "aud"
    public static let expiration: ClaimName = "exp"
    public static let notBefore: ClaimName = "nbf"
    public static let issuedAt: ClaimName = "iat"
    public static let identifier: ClaimName = "jti"
}

/// A claims set: one strict JSON object. A view is `nil` where the claim is absent or of the wrong type.
public struct Claims: Sendable {
    /// The whole object.
    public let object: JSONValue

    /// Reads the payload of a token.
    ///
    /// - Throws: ``JOSEError/json(part:_:)`` when it is not one strict JSON object.
    init(payload: [UInt8]) throws(JOSEError) {
        do {
            object = try JSONDocument.object(parsing: payload, limits: JSONLimits(length: 65_536, depth: 16))
        } catch {
            throw .json(part: "payload", error)
        }
    }

    /// Any claim, as JSON.
    public subscript(name: ClaimName) -> JSONValue? { object[name.name] }

    public var issuer: String? { self[.issuer]?.string }
    public var subject: String? { self[.subject]?.string }
    public var identifier: String? { self[.identifier]?.string }

    /// `aud`: one string, or a non-empty array of non-empty strings (RFC 7519 §4.1.3).
    public var audience: [String]? {
        guard let value = self[.audience] else { return nil }
        if let one = value.string { return one.isEmpty ? nil : [one] }
        guard let many = value.elements, !many.isEmpty else { return nil }
        let strings = many.compactMap(\.string).filter { !$0.isEmpty }
        return strings.count == many.count ? strings : nil
    }

    /// A NumericDate in seconds since 1970, possibly with a fraction (RFC 7519 §2); negative ones are refused.
    public func date(_ name: ClaimName) -> Double? {
        guard let seconds = self[name]?.number, seconds.sign == .plus else { return nil }
        return seconds
    }
}
