// How tokens name their handle: one spelling to read back, and nothing of others taken for ours.

import JOSE
import OAuth
import Records
import Testing

@testable import Authority

@Suite("How tokens name their handle")
struct SpellHandleTests {
    private static let handle = StatusHandle(list: 7, index: 1_234)

    @Test("what is written is read again")
    func thereAndBack() throws {
        let issuer = try Issuer("https://id.example/sub")
        #expect(StatusHandle(tokenIdentifier: Self.handle.tokenIdentifier()) == Self.handle)
        #expect(Self.handle.tokenIdentifier("abc") == "7.1234.abc")
        let status = issuer.status(of: Self.handle)
        #expect(status.uri == "https://id.example/sub/status/7" && status.index == 1_234)
        #expect(issuer.handle(of: status) == Self.handle)
    }

    @Test(
        "what is no jti of ours names no handle",
        arguments: [
            "", "7", "7.1234", "7.1234.", ".1234.a", "7..a", "7.1234.a.b", "-7.1234.a", "+7.1234.a", "7.-1.a", "7. 1.a",
            "7.1048576.a", "1000000000000.1.a", "7.1000000000000.a", "x.1.a", "7.1e3.a", "٧.1.a",
        ]
    )
    func others(text: String) {
        #expect(StatusHandle(tokenIdentifier: text) == nil)
    }

    @Test(
        "a status of another issuer, or of no list, names no handle",
        arguments: [
            "https://id.example/status/7", "https://id.example/sub/status/", "https://id.example/sub/status/x",
            "https://id.example/sub/status/7/", "https://id.example/sub/status/7?x", "https://id.example.evil/sub/status/7",
            "https://id.example/sub/status/+7", "https://id.example/sub/status/-7",
        ]
    )
    func otherStatus(uri: String) throws {
        let issuer = try Issuer("https://id.example/sub")
        #expect(issuer.handle(of: StatusReference(index: 1, uri: uri)) == nil)
    }
}
