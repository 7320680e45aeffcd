// Signed tokens whose keys are known, from the RFCs: what a forger would start from.

import JOSE

/// A valid token and the key that it verifies with.
struct SignedSample: Sendable {
    let text: String
    let key: VerificationKey

    private init(_ text: String, jwk: String, _ algorithm: SignatureAlgorithm) throws {
        self.text = text
        key = try VerificationKey(jwk: JWK(parsing: Array(jwk.utf8)), algorithm: algorithm)
    }

    /// One of each kind of algorithm.
    static func all() throws -> [SignedSample] {
        [
            // RFC 7515 §A.1
            try SignedSample(
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                    + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                    + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                jwk: #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTw"#
                    + #"jAzZr1Z9CAow"}"#,
                .hs256
            ),
            // RFC 7515 §A.3
            try SignedSample(
                "eyJhbGciOiJFUzI1NiJ9"
                    + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                    + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
                jwk: #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                    + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
                .es256
            ),
            // RFC 8037 §A.4
            try SignedSample(
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
                    + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                jwk: #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
                .edDSA
            ),
            // RFC 7520 §4.1
            try SignedSample(
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9"
                    + ".SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250"
                    + "byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hl"
                    + "cmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4"
                    + ".MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xug"
                    + "lII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6"
                    + "x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQS"
                    + "E_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
                jwk: #"{"kty":"RSA","e":"AQAB","n":""#
                    + "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCp"
                    + "MaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd"
                    + "1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKn"
                    + #"S2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"}"#,
                .rs256
            ),
        ]
    }

    /// Whether accepting a text in place of this sample is no forgery: it is the sample, or its ECDSA twin.
    func isHonest(_ other: [UInt8]) -> Bool {
        if other.elementsEqual(text.utf8) { return true }
        guard key.algorithm == .es256 else { return false }
        let (mine, theirs) = (Array(text.utf8).split(separator: 0x2E), other.split(separator: 0x2E))
        guard theirs.count == 3, mine[0] == theirs[0], mine[1] == theirs[1] else { return false }
        let decoded = [mine[2], theirs[2]].map { part in
            accepted { try Base64URL.decode(String(decoding: part, as: UTF8.self)) } ?? []
        }
        return SignedSample.areTwins(decoded[0], decoded[1])
    }

    /// Of each ECDSA signature (r, s) there is a twin (r, n − s), which RFC 7518 §3.4 does not exclude.
    private static func areTwins(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == 64, right.count == 64, left[..<32] == right[..<32] else { return false }
        var sum = [UInt8](repeating: 0, count: 32)
        var carry = 0
        for place in (0..<32).reversed() {
            let digit = Int(left[32 + place]) + Int(right[32 + place]) + carry
            sum[place] = UInt8(digit & 255)
            carry = digit >> 8
        }
        return carry == 0 && sum == orderOfP256
    }

    /// FIPS 186-4 §D.1.2.3.
    private static let orderOfP256: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]
}
