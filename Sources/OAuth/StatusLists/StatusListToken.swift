// The signed document that says which tokens of a list were taken back (Token Status List §5.1).

public import JOSE

/// A status list token that was checked: its bits, and how long they may be used.
public struct StatusListToken: Sendable {
    /// `sub`: the URI of the list, which the tokens name.
    public let uri: String
    /// The statuses.
    public let bits: StatusBits
    /// `iat`, in seconds since 1970.
    public let issuedAt: Int
    /// `exp`; `nil` where the document does not say it.
    public let expiresAt: Int?
    /// `ttl`: seconds after which to ask again, as the document says it, be it 0 or less; `nil` where it does not.
    public let timeToLive: Int?
    /// The newest change that the list contains; a claim of Tessera's own.
    public let version: Int?

    /// A document to be signed.
    public init(
        uri: String,
        bits: StatusBits,
        issuedAt: Int,
        expiresAt: Int?,
        timeToLive: Int?,
        version: Int?
    ) {
        self.uri = uri
        self.bits = bits
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.timeToLive = timeToLive
        self.version = version
    }

    /// Checks a document that was fetched from a URI.
    ///
    /// - Parameters:
    ///   - uri: where it was fetched from, as the token names it.
    ///   - keys: the keys of the issuer whose token named the list.
    ///   - now: seconds since 1970.
    /// - Throws: a sentence that says which rule of §8.3 it breaks.
    public init(
        verifying text: String,
        uri: String,
        keys: JWKSet,
        leeway: Int,
        at now: Int
    ) throws(StatusListFault) {
        let claims = try StatusListToken.claims(text, keys)
        guard let subject = claims["sub"], subject.equals(uri) else { throw .claim("sub") }
        guard let issued = claims["iat"]?.number, issued >= 0, issued <= Double(now + leeway) else {
            throw .claim("iat")
        }
        if let expiration = claims["exp"] {
            guard let seconds = expiration.number, seconds >= 0 else { throw .claim("exp") }
            guard Double(now) < seconds + Double(leeway) else { throw .expired }
        }
        // It has to be positive; how soon one asks again is for the reader to bound, so 0 only means "as soon as may be".
        if let ttl = claims["ttl"] {
            guard ttl.number != nil else { throw .claim("ttl") }
        }
        guard let list = claims["status_list"], let bits = list["bits"]?.integer,
            let text = list["lst"]?.string,
            let statuses = StatusBits(bits: bits, list: text)
        else { throw .claim("status_list") }
        self.init(
            uri: uri,
            bits: statuses,
            issuedAt: Int(issued),
            expiresAt: claims["exp"]?.number.map { Int($0) },
            timeToLive: claims["ttl"]?.number.map { Int($0.rounded(.up)) },
            version: claims["version"]?.integer
        )
    }

    private static func claims(_ text: String, _ keys: JWKSet) throws(StatusListFault) -> JSONValue {
        do {
            // A full list of 2^20 incompressible statuses is 1.4 MB of base64url.
            let jws = try CompactJWS(parsing: text, maximumLength: 2_097_152)
            guard jws.header.type == .statusList else { throw StatusListFault.type }
            guard let key = keys.key(id: jws.header.keyID) else { throw StatusListFault.keyUnknown }
            return try JSONDocument.object(
                parsing: jws.payload(verifiedWith: key),
                limits: JSONLimits(length: 2_097_152, depth: 8)
            )
        } catch let fault as StatusListFault {
            throw fault
        } catch let error as JOSEError {
            throw .form(error.sentence)
        } catch {
            throw .form("the payload is not strict JSON")
        }
    }

    /// Signs the document.
    ///
    /// - Throws: ``JOSEError/signingFailed``.
    public func sign(with key: SigningKey) throws(JOSEError) -> String {
        guard let list = bits.list else { throw .signingFailed }
        return try key.signToken(type: .statusList) { claims in
            claims.member("sub", uri)
            claims.member("iat", issuedAt)
            if let expiresAt { claims.member("exp", expiresAt) }
            if let timeToLive { claims.member("ttl", timeToLive) }
            if let version { claims.member("version", version) }
            claims.object("status_list") { json in
                json.member("bits", bits.bits)
                json.member("lst", list)
            }
        }
    }
}

/// Why a status list can't be used. No statement about any token follows from such a list.
public enum StatusListFault: Error, Hashable, Sendable {
    case form(String)
    case type
    case keyUnknown
    case claim(String)
    case expired

    /// One sentence for the log.
    public var sentence: String {
        switch self {
        case .form(let why): "the status list is not a signed token: \(why)"
        case .type: "the status list is not of type statuslist+jwt"
        case .keyUnknown: "the status list is signed with a key that the issuer does not publish"
        case .claim(let name): "the status list's claim \(name) is missing or wrong"
        case .expired: "the status list has expired"
        }
    }
}
