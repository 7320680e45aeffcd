// J48: reading a token taken for verifying it. What comes from an unchecked object says so in its name.

import Foundation
import JOSE
import Testing

@Suite struct J48DecodeAsVerify {
    /// Everything public on the types of unchecked objects. A new name in the sources must be weighed here.
    static let doors: [(file: String, names: Set<String>)] = [
        ("Tokens/UnverifiedToken.swift", ["header", "init", "unverifiedClaims", "checkAlgorithm", "verified"]),
        ("Signing/CompactJWS.swift", ["header", "init", "payload(verifiedWith", "unverifiedPayload", "sign"]),
        ("Signing/JSONJWS.swift", ["signatures", "init", "payload(verifiedWith", "unverifiedPayload"]),
        ("Signing/UnencodedJWS.swift", ["signatures", "init", "payload(verifiedWith", "unverifiedPayload"]),
    ]

    private static func source(_ file: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/JOSE")
        return try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }

    @Test(arguments: doors.indices)
    func everyDoorIsNamed(_ row: Int) throws {
        let (file, names) = Self.doors[row]
        let member = /^ {4}public (?:static )?(?:let|var|func )? ?(?<name>\w+)(?<first>\(\s*\w+)?/
            .anchorsMatchLineEndings()
        let found = try Self.source(file).matches(of: member).map { match in
            // A payload that is verified says with what; nothing else may be called so.
            match.output.name == "payload" ? "payload\(match.output.first ?? "")" : String(match.output.name)
        }
        let others = Set(found).filter { !["enum", "struct"].contains($0) }
            .map { $0.replacing(/\s/, with: "") }
        #expect(Set(others) == names, "\(file)")
    }

    /// One behind the signature of the token, one behind that of its issuer's answer about it.
    @Test func aVerifiedTokenIsMadeBehindASignature() throws {
        #expect(!(try Self.source("Tokens/VerifiedToken.swift")).contains("public init"))
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        let makers = try paths.filter { path in
            try String(contentsOf: folder.appending(path: path), encoding: .utf8).contains("VerifiedToken(header:")
        }
        #expect(makers.sorted() == ["JOSE/Tokens/IntrospectionAnswer.swift", "JOSE/Tokens/UnverifiedToken.swift"])
    }

    @Test func whatIsReadUncheckedIsCalledSo() throws {
        let key = try SigningKey.generate(.es256)
        let token = try key.signToken(type: .accessToken) { $0.member("sub", "me") }
        let forged = token.dropLast(86) + String(repeating: "A", count: 86)
        let unverified = try UnverifiedToken(parsing: String(forged))
        #expect(try unverified.unverifiedClaims().subject == "me")
        let policy = TokenPolicy(issuer: "i", audience: "a", type: .accessToken, algorithms: [.es256])
        #expect(throws: TokenRejection.signatureInvalid) {
            try unverified.verified(with: key.verificationKey, policy: policy, at: 0)
        }
    }
}
