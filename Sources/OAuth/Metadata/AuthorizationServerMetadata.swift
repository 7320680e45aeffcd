// What an authorization server says of itself (RFC 8414 §2), written by the server and read by verifiers.

internal import JOSE

/// Authorization server metadata, as far as it is true and used.
public struct AuthorizationServerMetadata: Sendable {
    /// `issuer`.
    public let issuer: Issuer
    /// `jwks_uri`, where the issuer's keys are.
    public let keysURL: String

    /// Metadata of an issuer.
    public init(issuer: Issuer, keysURL: String) {
        self.issuer = issuer
        self.keysURL = keysURL
    }

    /// Reads a metadata document that was fetched for an issuer.
    ///
    /// - Throws: ``OAuthRefusal`` when it is not strict JSON, names another issuer (RFC 8414 §3.3: compared
    ///   byte by byte), or names keys at a URL that this issuer may not name.
    public init(parsing bytes: [UInt8], for issuer: Issuer) throws(OAuthRefusal) {
        let object: JSONValue
        do {
            object = try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: 262_144, depth: 16))
        } catch {
            throw OAuthRefusal(.invalidRequest, "the metadata of \(issuer) can't be read: \(error.sentence)")
        }
        guard let named = object["issuer"], named.equals(issuer.value) else {
            let found = String((object["issuer"]?.text ?? "none").prefix(200))
            throw OAuthRefusal(
                .invalidRequest,
                "the metadata of \(issuer) names the issuer \(found); it must be the same, byte for byte"
            )
        }
        guard let keys = object["jwks_uri"]?.string, issuer.mayName(keys) else {
            throw OAuthRefusal(
                .invalidRequest, "the metadata of \(issuer) names no usable jwks_uri (https is needed)")
        }
        self.init(issuer: issuer, keysURL: keys)
    }

    /// The document as JSON.
    public var json: [UInt8] {
        JSONWriter.object { json in
            json.member("issuer", issuer.value)
            json.member("jwks_uri", keysURL)
            // Required by RFC 8414 §2; empty until there is an authorization endpoint and a token endpoint.
            json.member("response_types_supported", [])
            json.member("grant_types_supported", [])
        }
    }
}
