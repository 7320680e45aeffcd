// What a person approved, as the row of an authorization keeps it: everything that its tokens say.

internal import JOSE
internal import OAuth
internal import Records

/// The terms of an authorization. They never change; what the account and the client may still do is asked each time.
struct AuthorizationTerms: Sendable {
    /// The redirect URI that the request named; `nil` where it named none, or there is none.
    var redirectURI: String?
    /// The scopes of OpenID Connect.
    var openID: [String] = []
    /// Scopes by API; the first API is meant where a token request names none.
    var apis: [APITerms] = []
    /// What was approved in detail, each for one of these APIs (RFC 9396).
    var details: [GrantedDetail] = []
    var nonce: String?
    /// The code challenge.
    var challenge: String?
    /// When and how the person signed in.
    var authTime = 0
    var methods: [String] = []
    /// Single claims that are told in the ID token and at the userinfo endpoint (OpenID Connect Core §5.5).
    var inIDToken: [String] = []
    var inUserinfo: [String] = []

    struct APITerms: Sendable {
        let api: String
        let scopes: [String]
    }

    init() {}

    /// Reads the terms of a row.
    ///
    /// - Throws: ``JSONFault`` where they are not as ``text`` writes them.
    init(_ authorization: Authorization) throws(JSONFault) {
        let object = try JSONDocument.object(
            parsing: Array(authorization.terms.utf8), limits: JSONLimits(length: 262_144, depth: 16))
        redirectURI = object["redirect_uri"]?.string
        openID = Self.words(object["openid"])
        apis = (object["apis"]?.elements ?? []).map {
            APITerms(api: $0["api"]?.string ?? "", scopes: Self.words($0["scope"]))
        }
        details = (object["details"]?.elements ?? []).compactMap { entry in
            entry["detail"].map { GrantedDetail(api: entry["api"]?.string ?? "", value: $0) }
        }
        nonce = object["nonce"]?.string
        challenge = object["challenge"]?.string
        authTime = object["auth_time"]?.integer ?? 0
        methods = Self.words(object["amr"])
        inIDToken = Self.words(object["id_token"])
        inUserinfo = Self.words(object["userinfo"])
    }

    /// The terms as a row keeps them.
    var text: String {
        let bytes = JSONWriter.object { json in
            if let redirectURI { json.member("redirect_uri", redirectURI) }
            if !openID.isEmpty { json.member("openid", openID.joined(separator: " ")) }
            json.array("apis", apis) { json, terms in
                json.member("api", terms.api)
                json.member("scope", terms.scopes.joined(separator: " "))
            }
            if !details.isEmpty {
                json.array("details", details) { json, detail in
                    json.member("api", detail.api)
                    json.member("detail", detail.value)
                }
            }
            if let nonce { json.member("nonce", nonce) }
            if let challenge { json.member("challenge", challenge) }
            json.member("auth_time", authTime)
            json.member("amr", methods.joined(separator: " "))
            if !inIDToken.isEmpty { json.member("id_token", inIDToken.joined(separator: " ")) }
            if !inUserinfo.isEmpty { json.member("userinfo", inUserinfo.joined(separator: " ")) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the person signed in for a client (OpenID Connect Core §3.1.2.1).
    var isOpenID: Bool { openID.contains(OpenIDScope.openid.rawValue) }

    private static func words(_ value: JSONValue?) -> [String] {
        (value?.string ?? "").split(separator: " ").map(String.init)
    }
}
