// A key file that was read and written is the same key.

import JOSE

extension Property {
    /// The first byte says what the rest is: the text of a PEM document, or the DER that stands in one.
    static let pem = Property(
        name: "pem",
        longest: 8_192,
        words: [
            "-----BEGIN ", "-----END ", "PRIVATE KEY-----\n", "PUBLIC KEY-----\n", "EC PRIVATE KEY-----\n",
            "RSA PRIVATE KEY-----\n", "RSA PUBLIC KEY-----\n", "CERTIFICATE-----\n", "ENCRYPTED ", "\r\n", "==\n",
            "Proc-Type: 4,ENCRYPTED\n",
        ],
        seeds: {
            let signing = try SignatureAlgorithm.allCases.filter { !$0.isSymmetric && $0 != .edDSA }
                .map { try JWK.generate(for: $0) }
            let agreeing = try JWK.generate(for: KeyManagementAlgorithm.ecdhES, curve: "X25519")
            return try (signing + [agreeing]).flatMap { key in
                let texts = [try key.publicPEM(), try key.exportPrivatePEM()]
                return texts.map { [0] + Array($0.utf8) } + texts.map { [1] + der(in: $0) }
            }
        },
        check: { bytes in
            guard let mode = bytes.first else { return }
            let rest = Array(bytes.dropFirst())
            let read = accepted {
                mode % 2 == 0 ? try JWK(pem: String(decoding: rest, as: UTF8.self)) : try JWK(der: rest)
            }
            guard let key = read else { return }
            try checkWriting(key)
            let half = try key.publicHalf()
            let publicAgain = accepted { try JWK(pem: key.publicPEM()) }
            try hold(publicAgain == half, "the public half is written as another, or can't be written")
            if key.isPrivate {
                let text = accepted { try key.exportPrivatePEM() }
                let again = accepted { try text.map { try JWK(pem: $0) } }
                // Whether RSA numbers belong together is only asked by who loads or writes them.
                let isNoKey = key.type == "RSA" && text == nil && !canSign(key)
                try hold(isNoKey || again == key, "the private key is written as another, or can't be written")
            }
            try checkSigning(key)
        }
    )

    private static func canSign(_ key: JWK) -> Bool {
        SignatureAlgorithm.allCases.contains { algorithm in
            accepted { try SigningKey(jwk: key, algorithm: algorithm) } != nil
        }
    }

    /// What stands between the first line and the last.
    private static func der(in pem: String) -> [UInt8] {
        let letters = pem.split(separator: "\n").dropFirst().dropLast().joined()
        let text = letters.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        return accepted { try Base64URL.decode(String(text)) } ?? []
    }
}
