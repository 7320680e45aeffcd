// No encrypted content is opened but the one that was sealed, and what was sealed is what comes out.

import JOSE

extension Property {
    /// The first byte says what the rest is: a text, changes to an honest one, changes to one of its parts, or a content.
    static let jwe = Property(
        name: "jwe",
        longest: 4_096,
        words: [
            "eyJ", "....", "{\"alg\":\"dir\"", "\"enc\":\"A128GCM\"", "\"epk\":{", "\"p2c\":2147483648", "\"p2s\":",
            "\"zip\":\"DEF\"", "\"apu\":", "\"crit\":[", "\"iv\":", "\"tag\":", "\"alg\":\"RSA1_5\"",
        ],
        seeds: {
            let samples = try EncryptedSample.all()
            var seeds: [[UInt8]] = samples.map { [0] + Array($0.text.utf8) }
            for sample in UInt8(0)..<UInt8(samples.count) {
                for bit in 0..<8 { seeds.append([1, sample, 0] + Edits.flip(bit: bit, of: bit * 37)) }
                for part in UInt8(0)..<5 { seeds.append([2, sample, part] + Edits.flip(bit: 0, of: 3)) }
            }
            for pair in UInt8(0)..<6 { seeds.append([3, pair, pair] + Array("content".utf8)) }
            return seeds
        },
        check: { bytes in
            guard let mode = bytes.first else { return }
            let rest = bytes.dropFirst()
            if mode % 4 == 0 { return try checkNotForged(sealed: Array(rest)) }
            guard rest.count > 2 else { return }
            let (first, second, others) = (Int(bytes[1]), Int(bytes[2]), rest.dropFirst(2))
            let sample = encryptedSamples[first % encryptedSamples.count]
            switch mode % 4 {
            case 1: try checkNotForged(sealed: Edits(others).applied(to: Array(sample.text.utf8)))
            case 2:
                var parts = sample.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                let decoded = try Base64URL.decode(parts[second % 5])
                // Only an empty part has no place to edit.
                let edited = decoded.isEmpty ? Array(others) : Edits(others).applied(to: decoded)
                parts[second % 5] = Base64URL.encode(edited)
                try checkNotForged(sealed: Array(parts.joined(separator: ".").utf8))
            default:
                let contents = ContentEncryption.allCases
                try checkSealing(Array(others), as: contents[first % contents.count], keyNumber: second)
            }
        }
    )

    private static let encryptedSamples: [EncryptedSample] = accepted { try EncryptedSample.all() } ?? []

    private static func checkNotForged(sealed bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let jwe = accepted({ try CompactJWE(parsing: text) }) else { return }
        for sample in encryptedSamples {
            let content = accepted { try jwe.decrypted(with: sample.key, contents: Set(ContentEncryption.allCases)) }
            try hold(
                content == nil || text.utf8.elementsEqual(sample.text.utf8),
                "a forged content of \(sample.key.algorithm.name) is opened"
            )
        }
        for key in keys {
            let content = accepted { try jwe.decrypted(with: key.opens, contents: Set(ContentEncryption.allCases)) }
            try hold(content == nil, "a content that nobody sealed is opened with \(key.opens.algorithm.name)")
        }
    }

    /// A key for each way to hand the content key over.
    private static let keys: [(seals: EncryptionKey, opens: DecryptionKey)] = {
        let secret = accepted {
            let password = Array("correct horse battery staple".utf8)
            let seals = try EncryptionKey.password(password, algorithm: .pbes2HS256A128KW, iterations: 1_000)
            return (
                seals,
                try DecryptionKey.password(password, algorithm: .pbes2HS256A128KW, maximumIterations: 1_000)
            )
        }
        let made = KeyManagementAlgorithm.allCases.compactMap { algorithm in
            accepted {
                let jwk = try JWK.generate(for: algorithm)
                let seals = try EncryptionKey(jwk: jwk.isSymmetric ? jwk : jwk.publicHalf(), algorithm: nil)
                return (seals, try DecryptionKey(jwk: jwk, algorithm: nil))
            }
        }
        return made + [secret].compactMap { $0 }
    }()

    /// What is sealed opens with its own key, and with no other.
    private static func checkSealing(_ content: [UInt8], as encryption: ContentEncryption, keyNumber: Int) throws {
        let key = keys[keyNumber % keys.count]
        // A key that is used as it is fits one content encryption alone.
        guard let text = accepted({ try CompactJWE.encrypt(content, as: encryption, to: key.seals) }) else {
            return try hold(key.seals.algorithm == .direct, "a content can't be sealed")
        }
        let jwe = try CompactJWE(parsing: text)
        let opened = accepted { try jwe.decrypted(with: key.opens, contents: [encryption]) }
        try hold(opened == content, "another content comes out")
        let other = keys[(keyNumber + 1) % keys.count]
        let stolen = accepted { try jwe.decrypted(with: other.opens, contents: [encryption]) }
        try hold(stolen == nil, "another's key opens it")
    }
}
