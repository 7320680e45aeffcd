// J25: comparing a code so that the time tells where it differs (CVE-2016-7036, CVE-2024-25189).

import Foundation
import JOSE
import Support
import Synchronization
import Testing

@Suite struct J25TimingCompare {
    /// Bytes that count how often one of them is read: what time would show, without a clock.
    private final class Watched: Collection, Sendable {
        let bytes: [UInt8]
        let reads = Mutex(0)
        init(_ bytes: [UInt8]) { self.bytes = bytes }
        var startIndex: Int { 0 }
        var endIndex: Int { bytes.count }
        func index(after place: Int) -> Int { place + 1 }
        subscript(place: Int) -> UInt8 {
            reads.withLock { $0 += 1 }
            return bytes[place]
        }
    }

    @Test func everyByteIsReadWhereverTheFirstDifferenceIs() {
        let secret = [UInt8](0..<64)
        for place in [nil, 0, 1, 31, 63] as [Int?] {
            var guess = secret
            if let place { guess[place] ^= 1 }
            let watched = Watched(guess)
            #expect(ConstantTime.equal(secret, watched) == (place == nil))
            #expect(watched.reads.withLock { $0 } == 64, "\(String(describing: place))")
        }
        let short = Watched([0])
        #expect(!ConstantTime.equal(secret, short))
        #expect(short.reads.withLock { $0 } == 0, "a length is no secret")
    }

    @Test(arguments: [SignatureAlgorithm.hs256, .hs384, .hs512])
    func everyBitOfACodeCounts(_ algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let code = try key.sign([1, 2, 3])
        for bit in 0..<(code.count * 8) {
            var changed = code
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: JOSEError.signatureInvalid) {
                try key.verificationKey.verify(signature: changed, over: [1, 2, 3])
            }
        }
        try key.verificationKey.verify(signature: code, over: [1, 2, 3])
    }

    /// The one place that compares codes does it so, and has no other comparison.
    @Test func theCodeCompares() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/JOSE")
        let hmac = try String(contentsOf: root.appending(path: "Keys/KeyedHMAC.swift"), encoding: .utf8)
        #expect(hmac.contains("ConstantTime.equal("))
        #expect(!hmac.contains("=="))
        #expect(!hmac.contains("isValidAuthenticationCode") && !hmac.contains("elementsEqual"))
        let compare = try String(contentsOf: root.appending(path: "Encoding/ConstantTime.swift"), encoding: .utf8)
        // Before the loops nothing but the length is looked at, and nothing leaves them early.
        for early in ["break", "contains(", "elementsEqual", "allSatisfy", "left == right"] {
            #expect(!compare.contains(early), "\(early)")
        }
    }
}
