// The traps of status lists, one row each, through the verifier of production: what is wrong with a list is our fault and
// no statement about any token, what is wrong with a token's handle is the token's.

import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

/// A list as someone serves it, and a handle as someone issues it.
struct StatusListTrap: Sendable, CustomStringConvertible {
    let name: String
    /// The code of the refusal; `nil` when the token passes.
    let code: String?

    // The header and the claims of the list, as they stand in JSON.
    var type: String? = "statuslist+jwt"
    var subject = "https://auth.example/status/1"
    var bits = "1"
    /// 16 statuses, bytes b9 a3: the example of Token Status List §4.1.
    var list = "eNrbuRgAAhcBXQ"
    var isStranger = false
    /// What is served instead of the list.
    var body: [UInt8]?
    /// The `idx` of the token as it stands in JSON.
    var index = "1"
    var isRequired = false
    /// The `status` of the token as it stands in JSON; empty for none.
    var status: String?

    init(_ name: String, _ code: String?, _ change: (inout StatusListTrap) -> Void = { _ in }) {
        (self.name, self.code) = (name, code)
        change(&self)
    }

    var description: String { name }

    /// Nothing can be known of such a list.
    static func unusable(_ name: String, _ change: (inout StatusListTrap) -> Void) -> StatusListTrap {
        StatusListTrap(name, "status_unavailable", change)
    }

    /// Such a token is no good.
    static func refused(_ name: String, _ change: (inout StatusListTrap) -> Void) -> StatusListTrap {
        StatusListTrap(name, "claim_invalid", change)
    }
}

@Suite("Status list traps")
struct StatusListTraps {
    /// 1 0 0 1 1 1 0 1 · 1 1 0 0 0 1 0 1, which reads as other statuses from the other end of a byte, or of the list.
    static let reading: [StatusListTrap] = (0..<16).map { index in
        let isRevoked = [0, 3, 4, 5, 7, 8, 9, 13, 15].contains(index)
        return StatusListTrap("bit order: index \(index)", isRevoked ? "revoked" : nil) { $0.index = "\(index)" }
    }

    static let indexes: [StatusListTrap] = [
        .refused("an index that is the size of the list") { $0.index = "16" },
        // 12 statuses of 2 bits fill 3 bytes; the place after them is none.
        .refused("an index that is the size of a list of two bits") {
            ($0.bits, $0.list, $0.index) = ("2", "eNo76fITAAPfAgc", "12")
        },
        // 4 statuses of 2 bits in one byte c9: places that a reader of single bits would still find.
        .refused("an index that only a reader of single bits would find") {
            ($0.bits, $0.list, $0.index) = ("2", "eNo7CQAAygDK", "4")
        },
        .refused("an index below 0") { $0.index = "-1" },
        StatusListTrap("an index of -0, which is 0", "revoked") { $0.index = "-0" },
        .refused("an index of 2^63") { $0.index = "9223372036854775808" },
        .refused("an index of 2^64") { $0.index = "18446744073709551616" },
        .refused("an index of 2^53") { $0.index = "9007199254740992" },
        .refused("an index with an exponent") { $0.index = "1e3" },
        .refused("an index with a fraction") { $0.index = "1.0" },
        .refused("an index as text") { $0.index = #""7""# },
        .refused("an index of null") { $0.index = "null" },
        .refused("an index in an array") { $0.index = "[1]" },
    ]

    static let encodings: [StatusListTrap] = [
        .unusable("three bits") { $0.bits = "3" }, .unusable("no bits") { $0.bits = "0" },
        .unusable("sixteen bits") { $0.bits = "16" }, .unusable("bits below 0") { $0.bits = "-1" },
        .unusable("bits as text") { $0.bits = #""1""# }, .unusable("bits with a fraction") { $0.bits = "1.0" },
        .unusable("bits with an exponent") { $0.bits = "1e0" },
        .unusable("padding") { $0.list = "eNrbuRgAAhcBXQ==" },
        .unusable("the alphabet of base64") { $0.list = "eNrbuRgAAhcBX+" },
        .unusable("no list") { $0.list = "" },
        .unusable("raw deflate") { $0.list = "27kYAA" },
        .unusable("gzip") { $0.list = "H4sIAAAAAAACA9u5GABc9QE7AgAAAA" },
        .unusable("a wrong checksum") { $0.list = "eNrbuRgAAhcBXA" },
        .unusable("bytes behind the stream") { $0.list = "eNrbuRgAAhcBXQAA" },
        .unusable("a stream that ends early") { $0.list = "eNrbuRgAAhcB" },
        // FDICT is bit 5 of the second byte; the dictionary's name follows.
        .unusable("a preset dictionary") { $0.list = "ePkCFwFd27kYAAIXAV0" },
        .unusable("a bomb") { $0.list = bomb },
    ]

    static let documents: [StatusListTrap] = [
        .unusable("no type") { $0.type = nil }, .unusable("the type JWT") { $0.type = "JWT" },
        .unusable("the type of an access token") { $0.type = "at+jwt" },
        StatusListTrap("the type in capitals", nil) { $0.type = "StatusList+JWT" },
        StatusListTrap("the type as a media type", nil) { $0.type = "application/statuslist+jwt" },
        .unusable("another list of the issuer") { $0.subject = "https://auth.example/status/2" },
        .unusable("a list of the same URI but for its case") { $0.subject = "https://auth.example/Status/1" },
        .unusable("a list signed by somebody else") { $0.isStranger = true },
        .unusable("a page") { $0.body = Array("<html>".utf8) }, .unusable("nothing") { $0.body = [] },
        .unusable("bytes that are no text") { $0.body = [0xFF, 0xFE] },
    ]

    static let handles: [StatusListTrap] = [
        StatusListTrap("no status where none is needed", nil) { $0.status = "" },
        StatusListTrap("no status where one is needed", "claim_missing") {
            ($0.status, $0.isRequired) = ("", true)
        },
        .refused("a status of null") { $0.status = "null" }, .refused("an empty status") { $0.status = "{}" },
        .refused("a list that is none") { $0.status = #"{"status_list":7}"# },
        .refused("a list without a URI") { $0.status = #"{"status_list":{"idx":1}}"# },
        .refused("a list of another host") {
            $0.status = #"{"status_list":{"idx":1,"uri":"https://evil.example/status/1"}}"#
        },
        .refused("a list of another port") {
            $0.status = #"{"status_list":{"idx":1,"uri":"https://auth.example:8443/status/1"}}"#
        },
        .refused("a list of this machine") {
            $0.status = #"{"status_list":{"idx":1,"uri":"http://127.0.0.1/status/1"}}"#
        },
    ]

    /// 8 MiB of zeros out of 8 KiB: eight times what may be.
    static let bomb: String = StatusBits(count: 1 << 26).list ?? ""

    @Test("each trap", arguments: reading + indexes + encodings + documents + handles)
    func trap(trap: StatusListTrap) async throws {
        let issuer = try TestIssuer()
        let key = trap.isStranger ? try SigningKey.generate(.ed25519) : issuer.key
        let type = trap.type.map { #""typ":"\#($0)","# } ?? ""
        let document = try ForgedToken.signed(
            header: #"{\#(type)"alg":"Ed25519","kid":"\#(key.keyID)"}"#,
            payload: """
                {"sub":"\(trap.subject)","iat":\(TestIssuer.start),"exp":\(TestIssuer.start + 600),\
                "status_list":{"bits":\(trap.bits),"lst":"\(trap.list)"}}
                """,
            by: key
        )
        issuer.answer(
            StatusListsTests.path,
            with: .success(FetchedDocument(status: 200, body: trap.body ?? Array(document.utf8)))
        )
        let verifier = try issuer.verifier(requiresStatus: trap.isRequired)
        let status = trap.status ?? #"{"status_list":{"idx":\#(trap.index),"uri":"\#(issuer.listURI())"}}"#
        let token = try issuer.token { claims in
            guard !status.isEmpty else { return }
            do {
                claims.member("status", try JSONDocument(parsing: Array(status.utf8)).root)
            } catch {
                Issue.record(error)
            }
        }
        #expect(await TokenVerifierTests.code(verifier, token) == trap.code)
    }

    @Test("an access token is no list, and a list is no access token, whatever claims it has")
    func kinds() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token(status: issuer.handle(1))
        issuer.answer(
            StatusListsTests.path, with: .success(FetchedDocument(status: 200, body: Array(token.utf8))))
        #expect(await TokenVerifierTests.code(try issuer.verifier(), token) == "status_unavailable")
        let list = try issuer.token(type: .statusList)
        #expect(await TokenVerifierTests.code(try issuer.verifier(), list) == "type_mismatch")
    }

    @Test("a list signed by another issuer, whom this API trusts with its own tokens, is no list of this one")
    func otherTrustedIssuer() async throws {
        let setting = try TrustedIssuersTests.Setting()
        setting.first.publishList(key: setting.second.key)
        let token = try setting.first.token(status: setting.first.handle(1))
        #expect(await TokenVerifierTests.code(setting.verifier, token) == "status_unavailable")
    }

    @Test(
        "a time to live that makes no sense counts as the nearest that does",
        arguments: [
            ("0", 1), ("-5", 1), ("-9007199254740991", 1), ("0.2", 1), ("9007199254740991", 3_600), ("4e15", 3_600),
        ])
    func timeToLive(ttl: String, seconds: Int) async throws {
        let (issuer, token) = try Self.serving(members: #""ttl":\#(ttl),"exp":\#(TestIssuer.start + 90_000),"#)
        let verifier = try issuer.verifier()
        for (second, fetches) in [(0, 1), (seconds - 1, 1), (seconds, 2)] {
            let code = await TokenVerifierTests.code(verifier, token, at: TestIssuer.start + second)
            #expect(code == nil)
            #expect(issuer.count(StatusListsTests.path) == fetches, "after \(second) s")
        }
    }

    @Test("a list's own end counts, whatever HTTP says of its freshness, and whatever the list says of its ttl")
    func freshness() async throws {
        let (issuer, token) = try Self.serving(
            members: #""ttl":3600,"exp":\#(TestIssuer.start + 10),"#, cacheControl: "max-age=86400")
        let verifier = try issuer.verifier()
        for (second, code, fetches) in [(9, nil, 1), (10, nil, 2), (40, "status_unavailable", 3)] as [(Int, String?, Int)] {
            #expect(await TokenVerifierTests.code(verifier, token, at: TestIssuer.start + second) == code)
            #expect(issuer.count(StatusListsTests.path) == fetches, "after \(second) s")
        }
    }

    @Test(
        "nothing is asked about a token that is no good, however far its list is",
        arguments: [
            "http://169.254.169.254/latest", "https://auth.example/status/1",
        ])
    func order(uri: String) async throws {
        let issuer = try TestIssuer()
        let late = try issuer.token(
            issuedAt: TestIssuer.start - 10_000, status: StatusReference(index: 1, uri: uri))
        #expect(await TokenVerifierTests.code(try issuer.verifier(), late) == "expired")
        #expect(issuer.count(StatusListsTests.path) == 0)
    }

    /// An issuer whose list has these members besides, and a token with a place in it.
    private static func serving(
        members: String,
        cacheControl: String? = nil
    ) throws -> (TestIssuer, token: String) {
        let issuer = try TestIssuer()
        let document = try ForgedToken.signed(
            header: #"{"typ":"statuslist+jwt","alg":"Ed25519","kid":"\#(issuer.key.keyID)"}"#,
            payload: """
                {"sub":"\(issuer.listURI())","iat":\(TestIssuer.start),\(members)\
                "status_list":{"bits":1,"lst":"eNrbuRgAAhcBXQ"}}
                """,
            by: issuer.key
        )
        issuer.answer(
            StatusListsTests.path,
            with: .success(
                FetchedDocument(status: 200, body: Array(document.utf8), cacheControl: cacheControl))
        )
        return (issuer, try issuer.token(expiresIn: 100_000, status: issuer.handle(1)))
    }
}
