// tessera jwt without a server: what is signed, what is shown, and each exit code of verifying.

import Foundation
import JOSE
import Testing

@Suite struct JWTTests {
    /// A folder with a key pair as files, and a token that was issued at 1800000000 and lives for an hour.
    struct Desk {
        let scratch: Scratch
        let token: String

        var privateKey: String { scratch.path + "/private.jwk" }
        var publicKey: String { scratch.path + "/public.jwk" }
        var keySet: String { scratch.path + "/jwks.json" }

        static let claims =
            #"{"iss":"me","aud":["you","him"],"sub":"ana","client_id":"cli","jti":"j","scope":"notes:read"}"#

        static func with(_ body: (Desk) async throws -> Void) async throws {
            try await Scratch.with { scratch in
                let desk = Desk(scratch: scratch, token: "")
                let key = try JWK.generate(for: SignatureAlgorithm.es256).labelled(keyID: "k")
                try desk.write(key.exportPrivateJSON(), desk.privateKey)
                try desk.write(key.publicJSON, desk.publicKey)
                let set = "{\"keys\":[\(String(decoding: key.publicJSON, as: UTF8.self))]}"
                try desk.write(Array(set.utf8), desk.keySet)
                let sign = ["jwt", "sign", "--key", desk.privateKey, "--claims", "-", "--at", "1800000000"]
                let signed = try Command.run(sign + ["--expires", "1h"], input: claims)
                #expect(signed.status == 0, "\(signed.error)")
                #expect(signed.output.split(separator: "\n").count == 1)
                try await body(Desk(scratch: scratch, token: signed.output))
            }
        }

        func write(_ bytes: [UInt8], _ path: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let options: [String]
        let status: Int32
        /// Lines that the report has.
        let says: [String]

        init(_ name: String, _ options: [String], _ status: Int32, _ says: [String]) {
            testDescription = name
            self.options = options
            self.status = status
            self.says = says
        }
    }

    static let good = ["--issuer", "me", "--audience", "him", "--at", "1800000060"]

    static let rows: [Row] = [
        Row(
            "valid", good, 0,
            [
                "✓ format        JWS compact, 3 parts", "✓ algorithm     ES256 is allowed (ES256)",
                "✓ signature", "✓ issuer        me", "✓ audience      you him", "✓ type          at+jwt",
                "✓ time          expires in 59 min", "✓ claims", "· status        not asked: offline", "Valid",
            ]),
        Row(
            "audience", ["--issuer", "me", "--audience", "her", "--at", "1800000060"], 10,
            [
                "✓ issuer        me", "✗ audience      token is for you him; expected her",
                "✓ time          expires in 59 min", "Rejected: audience_mismatch",
            ]),
        Row(
            "every claim at once", ["--issuer", "x", "--audience", "her", "--at", "1800007200", "--type", "JWT"], 10,
            [
                "✓ signature", "✗ issuer        token is by me; expected x",
                "✗ audience      token is for you him; expected her",
                "✗ type          token is at+jwt; expected jwt",
                "✗ time          expired at 09:00:00 UTC (60 min ago)", "✓ claims", "Rejected: issuer_mismatch",
            ]),
        Row(
            "expired", ["--issuer", "me", "--audience", "you", "--at", "1800003630"], 11,
            ["✗ time          expired at 09:00:00 UTC (30 s ago)", "Rejected: expired"]),
        Row("in the leeway", ["--issuer", "me", "--audience", "you", "--at", "1800003629"], 0, ["Valid"]),
        Row(
            "without leeway", ["--issuer", "me", "--audience", "you", "--at", "1800003600", "--leeway", "0"], 11,
            ["Rejected: expired"]),
        Row(
            "not yet", ["--issuer", "me", "--audience", "you", "--at", "2027-01-15T07:00:00Z"], 11,
            ["✗ time          iat is 08:00:00 UTC (in 60 min), which is not yet", "Rejected: not_yet_valid"]),
        Row(
            "another algorithm", good + ["--algorithm", "Ed25519"], 12,
            ["private.jwk: the key is bound to ES256 and can't be used with Ed25519"]),
        Row(
            "algorithms without the token's", good + ["--algorithm", "Ed25519", "--algorithm", "PS256"], 12,
            ["✓ format        JWS compact, 3 parts", "✗ algorithm     alg ES256", "· issuer        not checked"]),
    ]

    @Test(arguments: rows)
    func eachCheckIsShown(_ row: Row) async throws {
        try await Desk.with { desk in
            let run = try Command.run(
                ["jwt", "verify", "--key", desk.privateKey] + row.options, input: desk.token)
            #expect(run.status == row.status, "\(run.output)\(run.error)")
            for line in row.says where !line.hasPrefix("private.jwk") {
                #expect(run.output.split(separator: "\n").contains { $0 == line }, "\(line) not in:\n\(run.output)")
            }
            for line in row.says where line.hasPrefix("private.jwk") { #expect(run.error.contains(line)) }
        }
    }

    @Test func keySetsAndJSON() async throws {
        try await Desk.with { desk in
            let verify = ["jwt", "verify", "--jwks", desk.keySet, "--json"]
            let run = try Command.run(
                verify + ["--issuer", "me", "--audience", "her", "--at", "1800000060"], input: desk.token)
            #expect(run.status == 10)
            let report = try JSONDocument.object(parsing: Array(run.output.utf8))
            #expect(report["valid"]?.bool == false)
            #expect(report["code"]?.string == "audience_mismatch")
            #expect(report["claims"]?["sub"]?.string == "ana")
            #expect(report["header"]?["kid"]?.string == "k")
            let audience = report["checks"]?.elements?.first { $0["check"]?.string == "audience" }
            #expect(audience?["ok"]?.bool == false)
            #expect(audience?["expected"]?.elements?.compactMap(\.string) == ["her"])
            #expect(audience?["received"]?.elements?.compactMap(\.string) == ["you", "him"])
            let valid = try Command.run(verify + Self.good, input: desk.token)
            #expect(valid.status == 0)
            #expect(try JSONDocument.object(parsing: Array(valid.output.utf8))["valid"]?.bool == true)
        }
    }

    @Test func forgeriesAreNamed() async throws {
        try await Desk.with { desk in
            let verify = ["jwt", "verify", "--jwks", desk.keySet] + Self.good
            let parts = desk.token.trimmingCharacters(in: .newlines).split(separator: ".").map(String.init)
            let other = String(parts[2].reversed().drop { $0 == "A" })
            let forged = try Command.run(verify, input: "\(parts[0]).\(parts[1]).\(String(repeating: "A", count: 86))")
            #expect(forged.status == 12)
            #expect(forged.output.contains("✗ signature"))
            #expect(forged.output.contains("Rejected: signature_invalid"))
            #expect(try Command.run(verify, input: "\(parts[0]).\(other)").status == 13)
            let stranger = try SigningKey.generate(.es256).signToken(type: .accessToken) { $0.member("iss", "me") }
            let unknown = try Command.run(verify, input: stranger)
            #expect(unknown.status == 12)
            #expect(unknown.output.contains("Rejected: key_unknown"))
            let encrypted = try Command.run(verify, input: Self.encrypted)
            #expect(encrypted.status == 13)
            #expect(encrypted.output.contains("✗ format        this is an encrypted token"))
        }
    }

    /// RFC 7516 §A.1's header, and parts that are none.
    static let encrypted = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA"
    static let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ."
    static let foreign = "eyJhbGciOiJFUzI1NksifQ.eyJpc3MiOiJodHRwOi8veDskKHJtKSJ9.AA"

    @Test func decodingNeedsNoVerdict() throws {
        let plain = try Command.run(["jwt", "decode", "-"], input: Self.unsigned)
        #expect(plain.status == 0)
        #expect(plain.output.hasPrefix("NOT VERIFIED — "))
        #expect(plain.output.contains("\nHeader      alg none\nSubject     ana\n"))
        let unknown = try Command.run(["jwt", "decode", "-"], input: Self.foreign)
        #expect(unknown.output.contains("Header      alg ES256K"))
        // What a stranger wrote does not become part of a command to copy.
        #expect(unknown.output.contains("--issuer URL "))
        let sealed = try Command.run(["jwt", "decode", "-"], input: Self.encrypted)
        #expect(sealed.status == 0)
        #expect(sealed.output.contains("Header      alg RSA-OAEP · enc A256GCM\nEncrypted   not shown"))
        let json = try Command.run(["jwt", "decode", "--json"], input: Self.encrypted)
        #expect(
            json.output
                == #"{"verified":false,"encrypted":true,"header":{"alg":"RSA-OAEP","enc":"A256GCM"}}"# + "\n")
    }

    @Test func explainingNamesWhatWouldBeRefused() throws {
        let run = try Command.run(["jwt", "explain", "-"], input: Self.unsigned)
        #expect(run.status == 0)
        #expect(run.output.contains("✗ alg none: it is not signed, so anyone can have written it (RFC 8725 §3.2)"))
        #expect(run.output.contains("✗ exp is missing: it would live for ever (RFC 9068 §2.2)"))
        #expect(run.output.contains("whom it is about (RFC 7519 §4.1.2)"))
        let old = try SigningKey.generate(.es256).signToken(type: .accessToken) { claims in
            for name in ["iss", "sub", "client_id", "jti"] { claims.member(name, "x") }
            claims.member("aud", "x")
            claims.member("iat", 1_800_000_000)
            claims.member("exp", 1_800_086_401)
        }
        let expired = try Command.run(["jwt", "explain", "--at", "1800086431", "-"], input: old)
        #expect(expired.output.contains("✗ it expired at 08:00:01 UTC (30 s ago) (RFC 7519 §4.1.4)"))
        #expect(expired.output.components(separatedBy: "✗").count == 2)
        #expect(expired.output.contains("! it lives for 24 hours"))
        let living = try Command.run(["jwt", "explain", "--at", "1800086430", "-"], input: old)
        #expect(!living.output.contains("✗"), "\(living.output)")
        let json = try Command.run(["jwt", "explain", "--json"], input: Self.encrypted)
        let report = try JSONDocument.object(parsing: Array(json.output.utf8))
        #expect(report["verified"]?.bool == false)
        #expect(report["refused"]?.elements?.compactMap { $0["code"]?.string } == ["token_malformed"])
    }

    static let refused: [(arguments: [String], input: String, status: Int32, says: String)] = [
        (["sign", "--key", "-", "--claims", "-"], "{}", 64, "both"),
        (["sign", "--key", "/nowhere", "--claims", "-"], "{}", 1, "/nowhere"),
        (["sign", "--key", "KEY", "--claims", "-"], "[]", 13, "JSON object"),
        (["sign", "--key", "KEY", "--claims", "-", "--expires", "1h"], #"{"exp":1}"#, 64, "exp already"),
        (["sign", "--key", "KEY", "--claims", "-", "--algorithm", "none"], "{}", 64, "none is no signature"),
        (["sign", "--key", "KEY", "--claims", "-", "--algorithm", "PS256"], "{}", 12, "bound to ES256"),
        (["sign", "--key", "PUBLIC", "--claims", "-"], "{}", 12, "no private half"),
        (["verify", "--issuer", "a", "--audience", "b", "--key", "KEY", "--jwks", "KEY"], "x", 64, "together"),
        (["verify", "--issuer", "a", "--audience", "b", "--at", "1"], "x", 64, "--at"),
        (["verify", "--issuer", "a", "--audience", "b", "--key", "KEY", "--at", "soon"], "x", 64, "no moment"),
        (["verify", "--issuer", "a", "--audience", "b", "--jwks", "PUBLIC"], "x", 12, "key set"),
    ]

    @Test(arguments: refused)
    func isRefused(_ row: (arguments: [String], input: String, status: Int32, says: String)) async throws {
        try await Desk.with { desk in
            let arguments = row.arguments.map {
                $0 == "KEY" ? desk.privateKey : $0 == "PUBLIC" ? desk.publicKey : $0
            }
            let run = try Command.run(["jwt"] + arguments, input: row.input)
            #expect(run.status == row.status, "\(run.error)")
            #expect(run.error.contains(row.says), "\(run.error)")
            #expect(run.output.isEmpty)
        }
    }
}
