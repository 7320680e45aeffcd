// No signed token is accepted but the one that was signed, and what was signed is what comes out.

import JOSE

extension Property {
    /// The first byte says what the rest is: a text, changes to an honest one, changes to one of its parts, or a payload.
    static let jws = Property(
        name: "jws",
        longest: 4_096,
        words: ["eyJ", ".", "..", "eyJhbGciOiJub25lIn0.", "{\"alg\":\"HS256\"", "\"crit\":[\"exp\"]", "\"b64\":false"],
        seeds: {
            let samples = try SignedSample.all()
            var seeds: [[UInt8]] = samples.map { [0] + Array($0.text.utf8) }
            for sample in UInt8(0)..<UInt8(samples.count) {
                for bit in 0..<8 { seeds.append([1, sample, 0] + Edits.flip(bit: bit, of: bit * 37)) }
                for part in UInt8(0)..<3 { seeds.append([2, sample, part] + Edits.flip(bit: 0, of: 9)) }
            }
            seeds += [
                #"{"iss":"https://i","aud":"https://a","exp":1800000600,"iat":1800000000,"nbf":1,"sub":"s"}"#,
                #"{"iss":1,"aud":["https://a",2],"exp":1e9,"iat":-0.5,"nbf":"x"}"#, "",
            ].map { [3] + Array($0.utf8) }
            return seeds
        },
        check: { bytes in
            guard let mode = bytes.first else { return }
            let rest = bytes.dropFirst()
            switch mode % 4 {
            case 0: try checkNotForged(Array(rest))
            case 1:
                guard rest.count > 2 else { return }
                let sample = samples[Int(bytes[1]) % samples.count]
                try checkNotForged(Edits(rest.dropFirst(2)).applied(to: Array(sample.text.utf8)))
            case 2:
                guard rest.count > 2 else { return }
                let sample = samples[Int(bytes[1]) % samples.count]
                try checkNotForged(editing(part: Int(bytes[2]) % 3, of: sample.text, Edits(rest.dropFirst(2))))
            default: try checkSigning(Array(rest))
            }
        }
    )

    private static let samples: [SignedSample] = accepted { try SignedSample.all() } ?? []

    /// The text with one of its parts changed before it was encoded.
    private static func editing(part: Int, of text: String, _ edits: Edits) throws -> [UInt8] {
        var parts = text.split(separator: ".").map(String.init)
        parts[part] = Base64URL.encode(edits.applied(to: try Base64URL.decode(parts[part])))
        return Array(parts.joined(separator: ".").utf8)
    }

    private static func checkNotForged(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let jws = accepted({ try CompactJWS(parsing: text) }) else {
            return try hold(accepted { try UnverifiedToken(parsing: text) } == nil, "the two readers differ")
        }
        if let payload = accepted({ try jws.unverifiedPayload() }) {
            let part = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)[1]
            try hold(Base64URL.encode(payload).utf8.elementsEqual(part), "the payload is not what the text says")
        }
        for sample in samples where accepted({ try jws.payload(verifiedWith: sample.key) }) != nil {
            try hold(sample.isHonest(Array(text.utf8)), "a forged \(sample.key.algorithm.name) signature is accepted")
        }
        guard let token = accepted({ try UnverifiedToken(parsing: text) }) else { return }
        _ = accepted { try token.unverifiedClaims() }
    }

    private static let signingKeys: [SigningKey] =
        accepted {
            let secret = try SigningKey(secret: [UInt8](repeating: 7, count: 32), algorithm: .hs256, keyID: "h")
            let jwk =
                #"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#
                + #""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
            return [secret, try SigningKey(privateJWK: Array(jwk.utf8), algorithm: .ed25519)]
        } ?? []

    /// What is signed verifies and comes out as it went in; claims of any form are read without harm.
    private static func checkSigning(_ payload: [UInt8]) throws {
        for key in signingKeys {
            let text = try CompactJWS.sign(payload, type: .accessToken, with: key)
            let jws = try CompactJWS(parsing: text)
            try hold(try jws.payload(verifiedWith: key.verificationKey) == payload, "another payload comes out")
            let token = try UnverifiedToken(parsing: text)
            let policy = TokenPolicy(
                issuer: "https://i", audience: "https://a", type: .accessToken, algorithms: [key.algorithm])
            do {
                let verified = try token.verified(with: key.verificationKey, policy: policy, at: 1_800_000_000)
                try hold(verified.issuer == "https://i", "a stranger's token is accepted")
                try hold(verified.audience.contains("https://a"), "another's token is accepted")
                try hold(verified.expiresAt > 1_799_999_900, "an old token is accepted")
            } catch let rejection as TokenRejection {
                try hold(!rejection.code.isEmpty && !rejection.detail.isEmpty, "a refusal says nothing")
            }
        }
    }
}
