// The claims of a token (RFC 7519 §4): names, and typed views of the registered ones.

/// The name of a claim. An open set: every profile brings its own.
public struct ClaimName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it is written.
    public let name: String
    /// The bytes of a name of three letters, as all registered ones are (RFC 7519 §4.1); 0 for any other.
    let mark: UInt32

    /// A claim of that name.
    public init(_ name: String) {
        self.name = name
        mark = name.utf8.count == 3 ? name.utf8.reduce(0) { $0 << 8 | UInt32($1) } : 0
    }

    /// A registered claim: made anew at each use, which is quicker than asking whether it was made before.
    private init(_ name: String, mark: UInt32) {
        self.name = name
        self.mark = mark
    }

    /// A claim of that name.
    public init(stringLiteral name: String) { self.init(name) }

    /// The name.
    public var description: String { name }

    /// `iss` (RFC 7519 §4.1.1).
    public static var issuer: ClaimName { ClaimName("iss", mark: 0x697373) }
    /// `sub` (§4.1.2).
    public static var subject: ClaimName { ClaimName("sub", mark: 0x737562) }
    /// `aud` (§4.1.3).
    public static var audience: ClaimName { ClaimName("aud", mark: 0x617564) }
    /// `exp` (§4.1.4).
    public static var expiration: ClaimName { ClaimName("exp", mark: 0x657870) }
    /// `nbf` (§4.1.5).
    public static var notBefore: ClaimName { ClaimName("nbf", mark: 0x6e6266) }
    /// `iat` (§4.1.6).
    public static var issuedAt: ClaimName { ClaimName("iat", mark: 0x696174) }
    /// `jti` (§4.1.7).
    public static var identifier: ClaimName { ClaimName("jti", mark: 0x6a7469) }
}

/// A claims set: one strict JSON object. A view is `nil` where the claim is absent or of the wrong type.
public struct Claims: Sendable {
    /// The whole object.
    public let object: JSONValue
    private let places: ClaimPlaces

    /// Reads the payload of a token.
    ///
    /// - Throws: ``JOSEError/json(part:_:)`` when it is not one strict JSON object.
    init(payload: [UInt8]) throws(JOSEError) {
        do {
            object = try JSONDocument.object(parsing: payload, limits: JSONLimits(length: 65_536, depth: 16))
        } catch {
            throw .json(part: "payload", error)
        }
        places = ClaimPlaces(of: object)
    }

    /// Any claim, as JSON.
    public subscript(name: ClaimName) -> JSONValue? {
        node(of: name).map { JSONValue(document: object.document, node: $0) }
    }

    /// The place of a claim in the object's document.
    func node(of name: ClaimName) -> Int? {
        if name.mark != 0, places.isComplete { return places.node(of: name.mark) }
        return object.document.member(name.name, of: object.node)
    }

    /// Whether a claim is there and says something: no `null`, no empty string, and a string where it must be
    /// one.
    func has(_ name: ClaimName, asString: Bool) -> Bool {
        guard let node = node(of: name) else { return false }
        let place = object.document.nodes[node]
        return place.kind == .string ? place.end > place.start : !asString && place.kind != .null
    }

    /// Whether the claim at a place is a string of exactly these bytes.
    func isString(_ place: Int, _ expected: String) -> Bool { object.document.isString(at: place, expected) }

    /// The claim at a place as it stands in the token.
    func text(at place: Int) -> String { object.document.text(at: place) }

    /// `iss`.
    public var issuer: String? { self[.issuer]?.string }
    /// `sub`.
    public var subject: String? { self[.subject]?.string }
    /// `jti`.
    public var identifier: String? { self[.identifier]?.string }

    /// `aud`: one string, or a non-empty array of non-empty strings (RFC 7519 §4.1.3).
    public var audience: [String]? {
        guard let value = self[.audience] else { return nil }
        if let one = value.string { return one.isEmpty ? nil : [one] }
        guard let many = value.elements, !many.isEmpty else { return nil }
        let strings = many.compactMap(\.string).filter { !$0.isEmpty }
        return strings.count == many.count ? strings : nil
    }

    /// A NumericDate in seconds since 1970, possibly with a fraction (RFC 7519 §2); negative ones are
    /// refused.
    public func date(_ name: ClaimName) -> Double? {
        node(of: name).flatMap(date(at:))
    }

    func date(at node: Int) -> Double? {
        guard let seconds = object.document.number(at: node), !object.document.isNegative(at: node) else {
            return nil
        }
        return seconds
    }
}
