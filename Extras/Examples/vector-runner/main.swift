// Runs test vectors through the library: a line for each, `ID accepted SHA-256-OF-THE-PAYLOAD` or `ID refused CODE`.
//
// usage: vector-runner FILE, where FILE is an array of cases or an object with that array in "cases". Two, for example:
//
//     [
//       {"id": "4.4", "alg": "HS256", "key": {"kty": "oct", "k": "hJtXI…"}, "token": "eyJhb….SXTig….s0h6K…"},
//       {"id": "5.3", "alg": "PBES2-HS512+A256KW", "key": {"kty": "oct", "k": "ZW50c…"}, "allow": ["pbes2"],
//        "token": {"protected": "eyJhb…", "encrypted_key": "d3qNh…", "iv": "…", "ciphertext": "…", "tag": "…"}}
//     ]
//
//     token    a JWS or JWE (or "jws", "jwe"): compact text, or JSON as an object or, if malformed, as text
//     key      a JWK: public, private or shared
//     alg      the one algorithm that the key is loaded for; without it the key must name one
//     id       what the line begins with; without it the number of the case, counted from 1
//     enc      a content encryption, or an array of those that may be; without it all of them
//     payload  the payload of a detached JWS, as text
//     index    which signature or recipient is meant, counted from 0; without it the first that the key opens
//     allow    what must be asked for by name: "pbes2" (the key's "k" is a password), "zip" (compressed content),
//              "unprotected-alg" (of a JWS in JSON), "b64" (the payload is not encoded: RFC 7797)

import Crypto
import Foundation
import JOSE
import OAuth

/// One case of the file.
struct Case {
    let members: JSONValue

    /// What is in the token, or why the library does not say.
    func payload() throws(JOSEError) -> [UInt8] {
        guard let token = members["token"] ?? members["jws"] ?? members["jwe"] else { throw .member("token") }
        let text = token.string ?? token.text
        let isJSON = text.hasPrefix("{")
        let isEncrypted = isJSON ? text.contains(#""ciphertext""#) : text.filter { $0 == "." }.count == 4
        guard let key = members["key"] else { throw .member("key") }
        let jwk = try JWK(parsing: Array(key.text.utf8))
        return try isEncrypted ? decrypted(text, isJSON, jwk) : verified(text, isJSON, jwk)
    }

    private func verified(_ text: String, _ isJSON: Bool, _ jwk: JWK) throws(JOSEError) -> [UInt8] {
        let key = try VerificationKey(jwk: jwk, algorithm: algorithm(SignatureAlgorithm.init(name:)))
        let detached = members["payload"]?.string.map { Array($0.utf8) }
        if allows("b64") {
            let jws =
                try isJSON
                ? UnencodedJWS(parsing: Array(text.utf8), detachedPayload: detached)
                : UnencodedJWS(parsing: text, detachedPayload: detached)
            return try one(of: jws.signatures.count) { index throws(JOSEError) in
                try jws.payload(verifiedWith: key, signature: index)
            }
        }
        guard !isJSON else {
            let jws = try JSONJWS(parsing: Array(text.utf8), detachedPayload: detached)
            let unprotected: JSONJWS.UnprotectedAlgorithm = allows("unprotected-alg") ? .accepted : .refused
            return try one(of: jws.signatures.count) { index throws(JOSEError) in
                try jws.payload(verifiedWith: key, signature: index, unprotectedAlgorithm: unprotected)
            }
        }
        guard let detached else {
            return try CompactJWS(parsing: text, maximumLength: 262_144).payload(verifiedWith: key)
        }
        return try CompactJWS(parsing: text, detachedPayload: detached).payload(verifiedWith: key)
    }

    private func decrypted(_ text: String, _ isJSON: Bool, _ jwk: JWK) throws(JOSEError) -> [UInt8] {
        let algorithm = try algorithm(KeyManagementAlgorithm.init(name:))
        let key: DecryptionKey
        if let algorithm, allows("pbes2"), algorithm.name.hasPrefix("PBES2") {
            let password = try Base64URL.decode(members["key"]?["k"]?.string ?? "", part: "k")
            key = try .password(password, algorithm: algorithm)
        } else {
            key = try DecryptionKey(jwk: jwk, algorithm: algorithm)
        }
        let named = members["enc"].map { $0.elements ?? [$0] }?.compactMap(\.string)
        let contents = Set(named?.compactMap(ContentEncryption.init(name:)) ?? ContentEncryption.allCases)
        let inflater = allows("zip") ? Inflater.deflate() : nil
        guard isJSON else {
            return try CompactJWE(parsing: text).decrypted(with: key, contents: contents, inflater: inflater)
        }
        let jwe = try JSONJWE(parsing: Array(text.utf8))
        return try one(of: jwe.recipients.count) { index throws(JOSEError) in
            try jwe.decrypted(with: key, recipient: index, contents: contents, inflater: inflater)
        }
    }

    /// What the key is pinned to; `nil` when the case leaves that to the key.
    private func algorithm<Algorithm>(_ named: (String) -> Algorithm?) throws(JOSEError) -> Algorithm? {
        guard let name = members["alg"]?.string else { return nil }
        guard let algorithm = named(name) else { throw .algorithmNotAllowed(name) }
        return algorithm
    }

    private func allows(_ name: String) -> Bool {
        members["allow"]?.elements?.contains { $0.equals(name) } ?? false
    }

    /// What the key opens of several. When it opens none, the refusal tells that is not about the key.
    private func one(of count: Int, _ open: (Int) throws(JOSEError) -> [UInt8]) throws(JOSEError) -> [UInt8] {
        if let index = members["index"]?.integer { return try open(index) }
        var refusals: [JOSEError] = []
        for index in 0..<count {
            do { return try open(index) } catch { refusals.append(error) }
        }
        throw refusals.first { $0.code != "key_unfit" } ?? refusals.first ?? .member("signatures")
    }
}

guard CommandLine.arguments.count == 2 else { exit(64) }
let file = Array(try Data(contentsOf: URL(filePath: CommandLine.arguments[1])))
let root = try JSONDocument(parsing: file, limits: JSONLimits(length: 1 << 28)).root
for (place, members) in ((root["cases"] ?? root).elements ?? []).enumerated() {
    let id = members["id"]?.string ?? members["id"]?.text ?? String(place + 1)
    do {
        let digest = SHA256.hash(data: try Case(members: members).payload())
        print(id, "accepted", digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    } catch {
        print(id, "refused", error.code)
    }
}
