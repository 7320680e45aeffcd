// J32: JSON that lenient readers take.

import JOSE
import Support
import Testing

@Suite struct J32ParserDifferentials {
    static let endings: [[UInt8]] = [
        Array("/* c */".utf8), Array("x".utf8), Array("{}".utf8), [0], Array(#",{"a":1}"#.utf8),
    ]
    static let members: [[UInt8]] = [
        Array(#","a":1,"#.utf8), Array(#","a":'x'"#.utf8), Array(#","a":"\ud800""#.utf8),
        Array(#","a":NaN"#.utf8),
        Array(#","a":01"#.utf8), Array(#","a":"\x""#.utf8), Array(",\"a\":\"\n\"".utf8), Array(#",a:1"#.utf8),
        Array(",\"a\":\"".utf8) + [0xC0, 0x80] + Array("\"".utf8),
        Array(",\"a".utf8) + [0] + Array("\":1".utf8),
    ]

    @Test(arguments: endings)
    func isRefusedAfterTheObject(_ bytes: [UInt8]) throws {
        let target = try Target()
        try Self.expectJSONFault(target, Array(target.payload().utf8) + bytes)
    }

    @Test(arguments: members)
    func isRefusedInside(_ bytes: [UInt8]) throws {
        let target = try Target()
        try Self.expectJSONFault(target, Array(target.payload().utf8.dropLast()) + bytes + Array("}".utf8))
    }

    @Test func isRefusedBeforeTheObject() throws {
        let target = try Target()
        try Self.expectJSONFault(target, [0xEF, 0xBB, 0xBF] + Array(target.payload().utf8))
        try Self.expectJSONFault(
            target, target.payload().utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        try Self.expectJSONFault(target, Array("[]".utf8))
    }

    private static func expectJSONFault(_ target: Target, _ payload: [UInt8]) throws {
        let token = try ForgedToken.signed(
            header: Array(target.header.utf8), payload: payload, by: target.key)
        guard case .malformed(.json(part: "payload", _)) = target.refusal(of: token) else {
            Issue.record(
                "\(String(decoding: payload, as: UTF8.self)): \(String(describing: target.refusal(of: token)))"
            )
            return
        }
    }
}
