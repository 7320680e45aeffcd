// What would be refused about a token, and why, as far as the token alone tells.

internal import JOSE
internal import OAuth

/// One thing about a token that a verifier minds, or that a person should know.
struct TokenFinding {
    /// A stable word for programs: the code of the refusal, or of the remark.
    let code: String
    let says: String
    let section: String
    /// Whether a token with it is refused as an access token.
    var isRefusal = true
}

enum TokenFindings {
    /// Everything, in the order in which a verifier would ask.
    static func all(of token: TokenText, text: String, at now: Int) -> [TokenFinding] {
        token.isEncrypted
            ? encrypted(token) : form(text) + algorithm(token) + header(token) + claims(token, at: now)
    }

    private static func encrypted(_ token: TokenText) -> [TokenFinding] {
        var found = [
            TokenFinding(
                code: "token_malformed",
                says: "it is encrypted: where a signed token is expected it is refused",
                section: "RFC 7519 §5.2")
        ]
        let algorithm = token.header["alg"]?.string ?? ""
        if KeyManagementAlgorithm(name: algorithm) == nil {
            let why =
                algorithm.utf8.elementsEqual("RSA1_5".utf8) ? ": its padding can be asked for the key" : ""
            found.append(
                TokenFinding(
                    code: "alg_not_allowed", says: "alg \(excerpt(algorithm)) is not known here\(why)",
                    section: "RFC 8725 §3.2"))
        }
        let content = token.header["enc"]?.string ?? ""
        if ContentEncryption(name: content) == nil {
            found.append(
                TokenFinding(
                    code: "alg_not_allowed", says: "enc \(excerpt(content)) is not known here",
                    section: "RFC 7518 §5.1"))
        }
        if token.header["zip"] != nil {
            found.append(
                TokenFinding(
                    code: "zip", says: "it is compressed, which is undone only where a caller asks for it",
                    section: "RFC 8725 §3.6", isRefusal: false))
        }
        return found
    }

    private static func form(_ text: String) -> [TokenFinding] {
        do {
            _ = try UnverifiedToken(parsing: text).unverifiedClaims()
            return []
        } catch {
            return [TokenFinding(code: error.code, says: error.detail, section: "RFC 7515 §5.2")]
        }
    }

    private static func algorithm(_ token: TokenText) -> [TokenFinding] {
        let name = token.header["alg"]?.string ?? ""
        guard let algorithm = SignatureAlgorithm(name: name) else {
            let isNone = name.lowercased().utf8.elementsEqual("none".utf8)
            return [
                TokenFinding(
                    code: "alg_not_allowed",
                    says: isNone
                        ? "alg \(excerpt(name)): it is not signed, so anyone can have written it"
                        : "alg \(excerpt(name)) is not one that is verified here",
                    section: isNone ? "RFC 8725 §3.2" : "RFC 7518 §3.1")
            ]
        }
        if !token.hasSignature {
            return [
                TokenFinding(
                    code: "signature_invalid", says: "the signature is empty", section: "RFC 8725 §3.3")
            ]
        }
        guard algorithm.isSymmetric else { return [] }
        return [
            TokenFinding(
                code: "shared_secret", says: "alg \(name): whoever can verify it can also sign such tokens",
                section: "RFC 7518 §3.2", isRefusal: false)
        ]
    }

    private static func header(_ token: TokenText) -> [TokenFinding] {
        var found: [TokenFinding] = []
        let type = token.header["typ"]?.string.map { TokenType($0) }
        if type != .accessToken {
            found.append(
                TokenFinding(
                    code: "type_mismatch",
                    says: "typ is \(type.map { excerpt($0.name) } ?? "missing"); an access token has at+jwt",
                    section: "RFC 9068 §4"))
        }
        if token.header["kid"] == nil {
            found.append(
                TokenFinding(
                    code: "kid_missing",
                    says: "kid is missing: it verifies only where the issuer has a single key",
                    section: "RFC 7515 §4.1.4", isRefusal: false))
        }
        for name in ["jku", "jwk", "x5u", "x5c"] where token.header[name] != nil {
            found.append(
                TokenFinding(
                    code: "key_ignored", says: "\(name) is ignored: a token does not choose its key",
                    section: "RFC 8725 §3.10", isRefusal: false))
        }
        return found
    }

    private static func claims(_ token: TokenText, at now: Int) -> [TokenFinding] {
        guard let claims = token.claims else { return [] }
        var found: [TokenFinding] = []
        for name in [ClaimName.issuer, .audience, .expiration] + AccessTokenClaims.required
        where claims[name.name] == nil {
            let why = name == .expiration ? ": it would live for ever" : ""
            found.append(
                TokenFinding(
                    code: "claim_missing", says: "\(name) is missing\(why)", section: "RFC 9068 §2.2"))
        }
        for name in ["exp", "nbf", "iat"] {
            guard let value = claims[name] else { continue }
            guard let seconds = value.number, seconds >= 0 else {
                found.append(
                    TokenFinding(
                        code: "claim_invalid", says: "\(name) is not a number of seconds since 1970",
                        section: "RFC 7519 §2"))
                continue
            }
            // The leeway of a verifier is 30 seconds unless it says otherwise.
            let moment = TokenLines.shown(name, value, at: now)
            if name == "exp", Double(now) >= seconds + 30 {
                found.append(
                    TokenFinding(code: "expired", says: "it expired at \(moment)", section: "RFC 7519 §4.1.4")
                )
            } else if name != "exp", Double(now) + 30 < seconds {
                found.append(
                    TokenFinding(
                        code: "not_yet_valid", says: "\(name) is \(moment), which is not yet",
                        section: "RFC 7519 §4.1.5"))
            }
        }
        if let issued = claims["iat"]?.number, let expires = claims["exp"]?.number, expires - issued > 86_400
        {
            found.append(
                TokenFinding(
                    code: "long_lived", says: "it lives for \(Int((expires - issued) / 3_600)) hours",
                    section: "RFC 6750 §5.3", isRefusal: false))
        }
        return found
    }

    /// A stranger's word, cut and without control characters.
    private static func excerpt(_ text: String) -> String {
        text.isEmpty ? "(none)" : String(text.escapedForTerminal.prefix(64))
    }
}
