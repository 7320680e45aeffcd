// Remembered headers change nothing but the time: what is accepted and refused stays the same.

import Testing

@testable import JOSE

@Suite struct HeaderMemoryTests {
    @Test func onlyHeadersOfVerifiedTokensAreKept() throws {
        let key = try SigningKey.generate(.es256)
        let text = try CompactJWS.sign([1], type: TokenType("x"), with: key)
        let end = text.utf8.prefix { $0 != UInt8(ascii: ".") }.count
        let other = try SigningKey.generate(.es256)
        #expect(throws: JOSEError.signatureInvalid) {
            try CompactJWS(parsing: text).payload(verifiedWith: other.verificationKey)
        }
        #expect(HeaderMemory.recall(text.utf8.span, upTo: end) == nil)
        #expect(try CompactJWS(parsing: text).payload(verifiedWith: key.verificationKey) == [1])
        // Headers of tests that run beside this one may have taken its places.
        #expect(HeaderMemory.recall(text.utf8.span, upTo: end).map { $0.header.keyID == key.keyID } ?? true)
        #expect(HeaderMemory.recall(text.utf8.span, upTo: end - 1) == nil)
    }

    @Test func noHeaderOfAnObjectThatBringsItsOwnKeyIsKept() throws {
        let key = try SigningKey.generate(.es256)
        let text = try CompactJWS.sign([1], type: TokenType("x"), with: key)
        let end = text.utf8.prefix { $0 != UInt8(ascii: ".") }.count
        #expect(try CompactJWS(parsing: text).payload(provenWith: key.verificationKey) == [1])
        #expect(HeaderMemory.recall(text.utf8.span, upTo: end) == nil)
        let other = try SigningKey.generate(.es256)
        #expect(throws: JOSEError.signatureInvalid) {
            try CompactJWS(parsing: text).payload(provenWith: other.verificationKey)
        }
        #expect(throws: JOSEError.key(.algorithm(bound: "Ed25519", asked: "ES256"))) {
            try CompactJWS(parsing: text).payload(provenWith: SigningKey.generate(.ed25519).verificationKey)
        }
    }

    @Test func aKnownHeaderDoesNotMakeABadTokenGood() throws {
        let key = try SigningKey.generate(.ed25519)
        let parts = try CompactJWS.sign([1], type: TokenType("x"), with: key).split(separator: ".").map(String.init)
        let good = parts.joined(separator: ".")
        for _ in 0..<3 {
            #expect(try CompactJWS(parsing: good).payload(verifiedWith: key.verificationKey) == [1])
            #expect(throws: JOSEError.signatureInvalid) {
                try CompactJWS(parsing: "\(parts[0]).Ag.\(parts[2])").payload(verifiedWith: key.verificationKey)
            }
            #expect(throws: JOSEError.parts(4)) { try CompactJWS(parsing: good + ".") }
            #expect(throws: JOSEError.character(offset: parts[0].utf8.count + 1)) {
                try CompactJWS(parsing: "\(parts[0]).=.\(parts[2])")
            }
            #expect(throws: JOSEError.key(.algorithm(bound: "ES256", asked: "Ed25519"))) {
                try CompactJWS(parsing: good).payload(verifiedWith: SigningKey.generate(.es256).verificationKey)
            }
        }
    }

    @Test func moreHeadersThanAreKeptVerifyAllTheSame() throws {
        let tokens = try (0..<400).map { number in
            let key = try SigningKey.generate(.ed25519)
            return (key, try CompactJWS.sign([UInt8(number % 256)], type: TokenType("t\(number)"), with: key))
        }
        for _ in 0..<2 {
            for (number, (key, text)) in tokens.enumerated() {
                let jws = try CompactJWS(parsing: text)
                #expect(try jws.payload(verifiedWith: key.verificationKey) == [UInt8(number % 256)])
                #expect(jws.header.keyID == key.keyID)
                #expect(jws.header.type == TokenType("t\(number)"))
            }
        }
    }
}
