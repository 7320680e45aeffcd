// What a client is registered with (RFC 7591 §2): one vocabulary for the administrator, for clients that register
// themselves, and for the documents by which clients are named.

package import JOSE

/// The metadata of a client. What is not said has the default of its standard, or of the authority.
package struct ClientMetadata: Sendable {
    // What people read.
    package var name: String?
    package var siteURL: String?
    package var logoURL: String?
    package var policyURL: String?
    package var termsURL: String?
    package var contacts: [String] = []

    // How it is reached.
    package var redirectURIs: [String] = []
    package var afterLogoutURIs: [String] = []
    package var logoutURL: String?
    /// Whether a logout token must say which session ended, and not only whose.
    package var isLogoutBySession = false
    /// `web` or `native`.
    package var applicationType: String?

    // How it proves itself.
    package var authentication: String?
    package var authenticationAlgorithm: String?
    /// Its keys, and where they are: one of the two (RFC 7591 §2).
    package var keys: JSONValue?
    package var keysURL: String?
    package var certificateSubject: String?
    package var certificateName: String?

    // What it may ask for, and how.
    package var grantTypes: [String]?
    package var responseTypes: [String]?
    /// The scopes that it may ask people for; `nil` for any.
    package var scope: String?
    package var detailTypes: [String] = []
    package var requiresPushedRequests = false
    package var requiresSignedRequests = false
    package var requestAlgorithm: String?

    // What it gets.
    package var isKeyBound = false
    package var isCertificateBound = false
    package var idTokenAlgorithm: String?
    package var userinfoAlgorithm: String?
    /// `public` or `pairwise`.
    package var subjectType: String?
    package var sectorURL: String?
    package var maximumAge: Int?
    package var alwaysTellsAuthTime = false

    // What only an administrator says; not of the standard.
    /// `optional` for older software, which then must send a `nonce` (RFC 9700 §2.1.1).
    package var pkce: String?
    /// The API that is meant where a request names none.
    package var defaultAPI: String?
    /// Claims of one's own, which go into its tokens.
    package var claims: JSONValue?
    /// A client of the same house: people are not asked whether it may.
    package var isFirstParty = false
    /// Whether its assertions may be addressed to the token endpoint, as they were before RFC 7523bis.
    package var mayAddressTokenEndpoint = false

    package init() {}

    /// Reads metadata. Members that are not known are passed over (RFC 7591 §2).
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client_metadata` for a member of the wrong kind.
    package init(_ object: JSONValue) throws(OAuthRefusal) {
        for row in Self.texts { self[keyPath: row.value] = try Self.text(row.name, of: object) }
        for row in Self.lists { self[keyPath: row.value] = try Self.list(row.name, of: object) ?? [] }
        for row in Self.flags { self[keyPath: row.value] = try Self.flag(row.name, of: object) }
        grantTypes = try Self.list("grant_types", of: object)
        responseTypes = try Self.list("response_types", of: object)
        keys = try Self.object("jwks", of: object)
        claims = try Self.object("claims", of: object)
        if let value = object["default_max_age"], !value.isNull {
            guard let seconds = value.integer, seconds >= 0 else {
                throw Self.wrong("default_max_age", "a whole number of seconds")
            }
            maximumAge = seconds
        }
    }

    /// Reads a text of metadata.
    package init(parsing text: String) throws(OAuthRefusal) {
        let object: JSONValue
        do {
            object = try JSONDocument.object(
                parsing: Array(text.utf8), limits: JSONLimits(length: 65_536, depth: 8))
        } catch {
            throw OAuthRefusal(.invalidClientMetadata, "the metadata can't be read: \(error.sentence)")
        }
        try self.init(object)
    }

    /// Writes what is said, in the words of the standard.
    package func write(to json: inout JSONWriter) {
        for row in Self.texts { if let text = self[keyPath: row.value] { json.member(row.name, text) } }
        for row in Self.lists where !self[keyPath: row.value].isEmpty {
            json.member(row.name, self[keyPath: row.value])
        }
        for row in Self.flags where self[keyPath: row.value] { json.member(row.name, true) }
        if let grantTypes { json.member("grant_types", grantTypes) }
        if let responseTypes { json.member("response_types", responseTypes) }
        if let keys { json.member("jwks", keys) }
        if let claims { json.member("claims", claims) }
        if let maximumAge { json.member("default_max_age", maximumAge) }
    }

    /// The text that ``init(parsing:)`` reads.
    package var text: String { String(decoding: JSONWriter.object { write(to: &$0) }, as: UTF8.self) }

    private typealias Row<Value> = (
        name: String, value: any WritableKeyPath<ClientMetadata, Value> & Sendable
    )

    private static let texts: [Row<String?>] = [
        ("client_name", \.name), ("client_uri", \.siteURL), ("logo_uri", \.logoURL),
        ("policy_uri", \.policyURL), ("tos_uri", \.termsURL), ("backchannel_logout_uri", \.logoutURL),
        ("application_type", \.applicationType), ("token_endpoint_auth_method", \.authentication),
        ("token_endpoint_auth_signing_alg", \.authenticationAlgorithm), ("jwks_uri", \.keysURL),
        ("tls_client_auth_subject_dn", \.certificateSubject), ("tls_client_auth_san_dns", \.certificateName),
        ("scope", \.scope), ("request_object_signing_alg", \.requestAlgorithm),
        ("id_token_signed_response_alg", \.idTokenAlgorithm),
        ("userinfo_signed_response_alg", \.userinfoAlgorithm), ("subject_type", \.subjectType),
        ("sector_identifier_uri", \.sectorURL), ("pkce", \.pkce), ("default_resource", \.defaultAPI),
    ]

    private static let lists: [Row<[String]>] = [
        ("redirect_uris", \.redirectURIs), ("post_logout_redirect_uris", \.afterLogoutURIs),
        ("contacts", \.contacts), ("authorization_details_types", \.detailTypes),
    ]

    private static let flags: [Row<Bool>] = [
        ("backchannel_logout_session_required", \.isLogoutBySession),
        ("require_pushed_authorization_requests", \.requiresPushedRequests),
        ("require_signed_request_object", \.requiresSignedRequests),
        ("dpop_bound_access_tokens", \.isKeyBound),
        ("tls_client_certificate_bound_access_tokens", \.isCertificateBound),
        ("require_auth_time", \.alwaysTellsAuthTime), ("first_party", \.isFirstParty),
        ("token_endpoint_audience", \.mayAddressTokenEndpoint),
    ]

    /// The names of all members that are known here.
    package static let members =
        texts.map(\.name) + lists.map(\.name) + flags.map(\.name)
        + ["grant_types", "response_types", "jwks", "claims", "default_max_age"]

    private static func text(_ name: String, of object: JSONValue) throws(OAuthRefusal) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.string, (1...4_096).contains(text.utf8.count) else {
            throw wrong(name, "a string of 1 to 4096 bytes")
        }
        return text
    }

    private static func list(_ name: String, of object: JSONValue) throws(OAuthRefusal) -> [String]? {
        guard let value = object[name], !value.isNull else { return nil }
        let texts = value.elements?.compactMap(\.string) ?? []
        guard let count = value.elements?.count, texts.count == count, count <= 100 else {
            throw wrong(name, "an array of at most 100 strings")
        }
        return texts
    }

    private static func flag(_ name: String, of object: JSONValue) throws(OAuthRefusal) -> Bool {
        guard let value = object[name], !value.isNull else { return false }
        guard let flag = value.bool else { throw wrong(name, "true or false") }
        return flag
    }

    private static func object(_ name: String, of object: JSONValue) throws(OAuthRefusal) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        guard value.kind == .object else { throw wrong(name, "an object") }
        return value
    }

    private static func wrong(_ name: String, _ expected: String) -> OAuthRefusal {
        OAuthRefusal(.invalidClientMetadata, "the member \(name) must be \(expected)")
    }
}
