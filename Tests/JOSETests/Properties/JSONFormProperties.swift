// In JSON too, nothing is accepted but what was signed, and nothing opened but what was sealed.

import JOSE

extension Property {
    static let jwsInJSON = Property(
        name: "jws-json",
        longest: 6_144,
        words: [
            "\"payload\":", "\"protected\":", "\"header\":{", "\"signature\":", "\"signatures\":[", "\"alg\":\"HS256\"",
            "\"alg\":\"ES256\"", "\"b64\":false", "\"crit\":[\"b64\"]", "\"kid\":", "\"eyJ",
        ],
        seeds: {
            let honest = try SignedSample.all().flatMap { sample -> [String] in
                let part = sample.text.split(separator: ".")
                let signature = #""protected":"\#(part[0])","header":{"x":1},"signature":"\#(part[2])""#
                return [
                    #"{"payload":"\#(part[1])",\#(signature)}"#,
                    #"{"payload":"\#(part[1])","signatures":[{\#(signature)},{\#(signature)}]}"#,
                ]
            }
            let plain = #"{"payload":"$.02","protected":"\#(unencoded.protected)","signature":"\#(unencoded.signature)"}"#
            return (honest + [plain]).map { Array($0.utf8) }
        },
        check: { bytes in
            let samples = try SignedSample.all()
            if let jws = accepted({ try JSONJWS(parsing: bytes) }) {
                for (index, sample) in pairs(jws.signatures.count, samples) {
                    let payload = accepted {
                        try jws.payload(
                            verifiedWith: sample.key, signature: index, unprotectedAlgorithm: .accepted)
                    }
                    guard payload != nil else { continue }
                    let text = try members(["protected", "payload", "signature"], of: index, "signatures", in: bytes)
                    try hold(sample.isHonest(Array(text.joined(separator: ".").utf8)), "a forged signature is accepted")
                }
            }
            if let jws = accepted({ try UnencodedJWS(parsing: bytes) }) {
                for (index, sample) in pairs(jws.signatures.count, samples) {
                    let payload = accepted { try jws.payload(verifiedWith: sample.key, signature: index) }
                    guard payload != nil else { continue }
                    let found = try members(["protected", "payload", "signature"], of: index, "signatures", in: bytes)
                    let isHonest = found == [unencoded.protected, "$.02", unencoded.signature]
                    try hold(isHonest, "a forged signature over an unencoded payload is accepted")
                }
            }
        }
    )

    static let jweInJSON = Property(
        name: "jwe-json",
        longest: 6_144,
        words: [
            "\"protected\":", "\"unprotected\":{", "\"header\":{", "\"encrypted_key\":", "\"iv\":", "\"ciphertext\":",
            "\"tag\":", "\"aad\":", "\"recipients\":[", "\"alg\":\"dir\"", "\"enc\":\"A128GCM\"", "\"zip\":\"DEF\"",
            "\"epk\":{",
        ],
        seeds: {
            try EncryptedSample.all().flatMap { sample -> [[UInt8]] in
                let part = sample.text.split(separator: ".", omittingEmptySubsequences: false)
                let key = part[1].isEmpty ? "" : #","encrypted_key":"\#(part[1])""#
                let content =
                    #""protected":"\#(part[0])","iv":"\#(part[2])","ciphertext":"\#(part[3])","tag":"\#(part[4])""#
                let forms = [
                    #"{\#(content)\#(key)}"#, #"{\#(content),"recipients":[{"header":{"x":1}\#(key)}]}"#,
                    #"{\#(content),"aad":"AAAA"\#(key)}"#, #"{\#(content),"unprotected":{"x":1}\#(key)}"#,
                ]
                return forms.map { Array($0.utf8) }
            }
        },
        check: { bytes in
            guard let jwe = accepted({ try JSONJWE(parsing: bytes) }) else { return }
            for (index, sample) in pairs(jwe.recipients.count, try EncryptedSample.all()) {
                let content = accepted {
                    try jwe.decrypted(
                        with: sample.key, recipient: index, contents: Set(ContentEncryption.allCases))
                }
                guard content != nil else { continue }
                let names = ["protected", "encrypted_key", "iv", "ciphertext", "tag", "aad"]
                let found = try members(names, of: index, "recipients", in: bytes)
                let text = found.dropLast().joined(separator: ".")
                let isHonest = text.utf8.elementsEqual(sample.text.utf8) && found.last == ""
                try hold(isHonest, "a forged content is opened")
            }
        }
    )

    /// RFC 7797 §4.2, with the key of RFC 7515 §A.1.
    private static let unencoded = (
        protected: "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19",
        signature: "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"
    )

    private static func pairs<Sample>(_ count: Int, _ samples: [Sample]) -> [(Int, Sample)] {
        (0..<count).flatMap { index in samples.map { (index, $0) } }
    }

    /// The strings of one entry, each from the entry itself or from the object around it; empty where there is none.
    private static func members(
        _ names: [String], of index: Int, _ list: String, in bytes: [UInt8]
    ) throws -> [String] {
        let object = try JSONDocument(parsing: bytes).root
        let entry = object[list]?.elements?[index]
        return names.map { (entry?[$0] ?? object[$0])?.string ?? "" }
    }
}
