// Sealing with the master key: opens where it was sealed for, and nowhere else.

import JOSE
import Testing

@testable import Authority

@Suite("MasterKey")
struct MasterKeyTests {
    private func key(_ byte: UInt8 = 7) throws -> MasterKey {
        try MasterKey(bytes: [UInt8](repeating: byte, count: 32))
    }

    @Test("what is sealed opens again", arguments: [[], [0], Array(0...255)] as [[UInt8]])
    func roundTrip(secret: [UInt8]) throws {
        let sealed = try key().seal(secret, for: "signing key 1")
        #expect(try key().open(sealed, for: "signing key 1") == secret)
    }

    @Test("sealing twice gives two texts, and neither holds the secret")
    func nonces() throws {
        let secret = Array("a very secret secret".utf8)
        let (one, other) = (try key().seal(secret, for: "p"), try key().seal(secret, for: "p"))
        #expect(one != other)
        #expect(try Base64URL.decode(one).count == 12 + secret.count + 16)
        #expect(!one.contains(Base64URL.encode(secret)))
    }

    @Test("moved to another purpose, or under another key, it does not open")
    func moved() throws {
        let sealed = try key().seal([1, 2, 3], for: "signing key 1")
        #expect(throws: MasterKeyFault.sealed("signing key 2")) { try key().open(sealed, for: "signing key 2") }
        #expect(throws: MasterKeyFault.sealed("signing key 1")) { try key(8).open(sealed, for: "signing key 1") }
    }

    @Test("one bit changed anywhere does not open; nor does less or more of it")
    func tampered() throws {
        let sealed = try Base64URL.decode(key().seal([1, 2, 3], for: "p"))
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(throws: MasterKeyFault.sealed("p")) { try key().open(Base64URL.encode(changed), for: "p") }
        }
        for text in ["", "A", "not base64!", Base64URL.encode(sealed.dropLast()), Base64URL.encode(sealed + [0])] {
            #expect(throws: MasterKeyFault.sealed("p")) { try key().open(text, for: "p") }
        }
    }

    @Test("a key has 32 bytes", arguments: [0, 1, 16, 31, 33, 64])
    func length(count: Int) {
        #expect(throws: MasterKeyFault.length(count)) { try MasterKey(bytes: [UInt8](repeating: 7, count: count)) }
    }

    @Test("printing shows nothing")
    func printed() throws { #expect("\(try key())" == "MasterKey(hidden)") }
}
