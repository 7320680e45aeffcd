// Status list tokens: what is refused, and for which reason (Token Status List §8.3).

import JOSE
import OAuth
import Testing

@Suite("Status list tokens")
struct StatusListTokenTests {
    static let now = 1_800_000_000
    static let uri = "https://auth.example/status/1"

    /// What a forger may change about a good list.
    struct Forgery: Sendable {
        var type = TokenType.statusList
        var subject: String? = StatusListTokenTests.uri
        var issuedAt = "\(StatusListTokenTests.now)"
        var expiresAt: String? = "\(StatusListTokenTests.now + 3_600)"
        var ttl: String? = "60"
        var list = #"{"bits":1,"lst":"eNrbuRgAAhcBXQ"}"#
        var isStranger = false

        init(_ change: (inout Forgery) -> Void) { change(&self) }
    }

    static let refused: [(String, Forgery, StatusListFault)] = [
        ("an access token", Forgery { $0.type = .accessToken }, .type),
        ("a plain JWT", Forgery { $0.type = TokenType("JWT") }, .type),
        ("a stranger's key", Forgery { $0.isStranger = true }, .keyUnknown),
        ("another list", Forgery { $0.subject = "https://auth.example/status/2" }, .claim("sub")),
        ("a list of no URI", Forgery { $0.subject = nil }, .claim("sub")),
        ("from the future", Forgery { $0.issuedAt = "\(now + 31)" }, .claim("iat")),
        ("a time as text", Forgery { $0.issuedAt = #""1800000000""# }, .claim("iat")),
        ("a time before 1970", Forgery { $0.issuedAt = "-1" }, .claim("iat")),
        ("expired", Forgery { $0.expiresAt = "\(now - 30)" }, .expired),
        ("an end as text", Forgery { $0.expiresAt = #""never""# }, .claim("exp")),
        ("ttl as text", Forgery { $0.ttl = #""60""# }, .claim("ttl")),
        ("no list", Forgery { $0.list = "null" }, .claim("status_list")),
        ("three bits", Forgery { $0.list = #"{"bits":3,"lst":"eNrbuRgAAhcBXQ"}"# }, .claim("status_list")),
        (
            "bits as text", Forgery { $0.list = #"{"bits":"1","lst":"eNrbuRgAAhcBXQ"}"# },
            .claim("status_list")
        ),
        (
            "bits with a fraction", Forgery { $0.list = #"{"bits":1.0,"lst":"eNrbuRgAAhcBXQ"}"# },
            .claim("status_list")
        ),
        ("padding", Forgery { $0.list = #"{"bits":1,"lst":"eNrbuRgAAhcBXQ=="}"# }, .claim("status_list")),
        (
            "a damaged stream", Forgery { $0.list = #"{"bits":1,"lst":"eNrbuRgAAhcBXA"}"# },
            .claim("status_list")
        ),
    ]

    @Test("refused, each for its reason", arguments: refused)
    func refusal(name: String, forgery: Forgery, fault: StatusListFault) throws {
        let key = try SigningKey.generate(.es256)
        let stranger = try SigningKey.generate(.es256)
        let text = try Self.sign(forgery, with: forgery.isStranger ? stranger : key)
        #expect(throws: fault, "\(name)") { try Self.read(text, key) }
    }

    @Test("a good list, with the media type written out, says what it says")
    func good() throws {
        let key = try SigningKey.generate(.es256)
        for type in [TokenType.statusList, TokenType("application/statuslist+jwt")] {
            let list = try Self.read(try Self.sign(Forgery { $0.type = type }, with: key), key)
            #expect(list.uri == Self.uri)
            #expect(list.expiresAt == Self.now + 3_600)
            #expect(list.timeToLive == 60)
            #expect(list.version == nil)
            #expect(list.bits.status(at: 0) == 1)
            #expect(list.bits.status(at: 1) == 0)
        }
    }

    @Test("what may be absent, and a ttl with a fraction, or of no time at all")
    func optional() throws {
        let key = try SigningKey.generate(.ed25519)
        let bare = Forgery {
            $0.expiresAt = nil
            $0.ttl = nil
        }
        let list = try Self.read(try Self.sign(bare, with: key), key)
        #expect(list.expiresAt == nil)
        #expect(list.timeToLive == nil)
        let short = try Self.read(try Self.sign(Forgery { $0.ttl = "0.5" }, with: key), key)
        #expect(short.timeToLive == 1)
        for ttl in [0, -5] {
            let none = try Self.read(try Self.sign(Forgery { $0.ttl = "\(ttl)" }, with: key), key)
            #expect(none.timeToLive == ttl)
        }
    }

    @Test("within the leeway a list is neither expired nor from the future")
    func leeway() throws {
        let key = try SigningKey.generate(.es256)
        let edge = Forgery {
            $0.issuedAt = "\(Self.now + 30)"
            $0.expiresAt = "\(Self.now - 29)"
        }
        #expect(try Self.read(try Self.sign(edge, with: key), key).issuedAt == Self.now + 30)
    }

    @Test("what is signed here is read here")
    func roundTrip() throws {
        let key = try SigningKey.generate(.es256)
        var bits = StatusBits(count: 100)
        bits.invalidate(42)
        let list = StatusListToken(
            uri: Self.uri, bits: bits, issuedAt: Self.now, expiresAt: Self.now + 60, timeToLive: 1, version: 7
        )
        let read = try Self.read(try list.sign(with: key), key)
        #expect(read.bits == bits)
        #expect(read.version == 7)
        #expect(read.timeToLive == 1)
    }

    @Test("one changed character is no list any more")
    func tampered() throws {
        let key = try SigningKey.generate(.es256)
        var text = Array(try Self.sign(Forgery { _ in }, with: key).utf8)
        let middle = text.count / 2
        text[middle] = text[middle] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(throws: StatusListFault.self) { try Self.read(String(decoding: text, as: UTF8.self), key) }
        #expect(throws: StatusListFault.self) { try Self.read("no.token", key) }
    }

    static func sign(_ forgery: Forgery, with key: SigningKey) throws -> String {
        var members: [String] = []
        if let subject = forgery.subject { members.append(#""sub":"\#(subject)""#) }
        members.append(#""iat":\#(forgery.issuedAt)"#)
        if let expiresAt = forgery.expiresAt { members.append(#""exp":\#(expiresAt)"#) }
        if let ttl = forgery.ttl { members.append(#""ttl":\#(ttl)"#) }
        members.append(#""status_list":\#(forgery.list)"#)
        return try CompactJWS.sign(
            Array("{\(members.joined(separator: ","))}".utf8), type: forgery.type, with: key)
    }

    static func read(_ text: String, _ key: SigningKey) throws -> StatusListToken {
        try StatusListToken(
            verifying: text, uri: uri, keys: JWKSet(keys: [key.verificationKey]), leeway: 30, at: now)
    }
}
