// tessera jwk: where private halves go, and what each key is said to be fit for.

import Foundation
import JOSE
import Testing

@Suite struct JWKTests {
    /// Makes a key into a file.
    static func new(_ algorithm: String, _ path: String, _ more: [String] = []) throws -> Command {
        try Command.run(["jwk", "new", "--algorithm", algorithm, "--output", path] + more)
    }

    @Test(arguments: ["ES256", "ES512", "Ed25519", "RS256", "HS384", "ML-DSA-65", "ECDH-ES", "A256KW", "dir"])
    func thePrivateHalfGoesToItsFileAlone(_ algorithm: String) async throws {
        try await Scratch.with { scratch in
            let path = scratch.path + "/k.jwk"
            let run = try Self.new(algorithm, path)
            #expect(run.status == 0, "\(run.error)")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let key = try JWK(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path))))
            #expect(key.isPrivate)
            #expect(key.algorithm == algorithm)
            let shown = try JSONDocument.object(parsing: Array(run.output.utf8))
            #expect(shown["kid"]?.string == key.keyID)
            for name in ["d", "p", "q", "dp", "dq", "qi", "k", "priv"] { #expect(shown[name] == nil) }
            // Another run does not touch it.
            let again = try Self.new(algorithm, path)
            #expect(again.status == 6)
            #expect(try JWK(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path)))) == key)
            let check = try Command.run(["jwk", "check", path])
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test func keysTurnIntoPEMAndBack() async throws {
        try await Scratch.with { scratch in
            let (path, pem, back) = (scratch.path + "/k.jwk", scratch.path + "/k.pem", scratch.path + "/b.jwk")
            #expect(try Self.new("ES256", path).status == 0)
            let name = try Command.run(["jwk", "thumbprint", path]).output
            #expect(try Command.run(["jwk", "convert", path, "--private"]).status == 64)
            #expect(try Command.run(["jwk", "convert", path, "--private", "--output", pem]).status == 0)
            #expect(try String(contentsOfFile: pem, encoding: .utf8).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            let convert = ["jwk", "convert", pem, "--private", "--output", back, "--algorithm", "ES256"]
            #expect(try Command.run(convert).status == 0)
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: back)) == Data(contentsOf: URL(fileURLWithPath: path)))
            let shown = try Command.run(["jwk", "convert", path])
            #expect(shown.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
            #expect(try Command.run(["jwk", "public", "--pem", pem]).output == shown.output)
            let public1 = try Command.run(["jwk", "convert", "-"], input: shown.output)
            #expect(try JWK(parsing: Array(public1.output.utf8)).isPrivate == false)
            #expect(try Command.run(["jwk", "thumbprint", "-"], input: shown.output).output == name)
            let uri = try Command.run(["jwk", "thumbprint", "--uri", "-"], input: shown.output).output
            #expect(uri == "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + name)
        }
    }

    @Test func aSetHasPublicHalvesOnly() async throws {
        try await Scratch.with { scratch in
            let (one, two) = (scratch.path + "/1.jwk", scratch.path + "/2.pem")
            #expect(try Self.new("Ed25519", one).status == 0)
            #expect(try Self.new("ES384", two, ["--pem"]).status == 0)
            let set = try Command.run(["jwk", "set", one, two])
            #expect(set.status == 0, "\(set.error)")
            let read = try JWKSet(parsing: Array(set.output.utf8), algorithms: SignatureAlgorithm.asymmetric)
            #expect(read.keys.map(\.algorithm) == [.ed25519, .es384])
            #expect(read.keys.allSatisfy { $0.keyID == $0.jwk.thumbprint })
            #expect(!set.output.contains("\"d\""))
            let twice = try Command.run(["jwk", "set", one, one])
            #expect(twice.status == 12)
            #expect(twice.error.contains("twice"))
            let secret = scratch.path + "/s.jwk"
            #expect(try Self.new("HS256", secret).status == 0)
            let refused = try Command.run(["jwk", "set", one, secret])
            #expect(refused.status == 12)
            #expect(refused.error.contains("shared secret"))
            #expect(refused.output.isEmpty)
        }
    }

    static let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    static let checks: [(key: String, status: Int32, says: String)] = [
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","alg":"EdDSA","kid":"a"}"#, 0, "✓ a OKP Ed25519 EdDSA: verify EdDSA"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#, 0, "✓ OKP Ed25519: verify Ed25519, verify EdDSA"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","alg":"ES256"}"#, 12, "unfit: the key's type or curve does not fit ES256"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","use":"enc","alg":"EdDSA"}"#, 12, "unfit: the key is for use enc"),
        (#"{"kty":"oct","k":"AAAA","alg":"HS256"}"#, 12, "unfit: the key is too weak: a secret of 32 bytes or more is needed"),
        (
            #"{"kty":"oct","k":"AAAA","alg":"PBES2-HS256+A128KW"}"#, 12,
            "unfit: the key is for a password; use the call that takes one"
        ),
        (
            #"{"kty":"oct","k":"AAAA","alg":"RSA1_5"}"#, 12,
            "unfit: the key is for the algorithm RSA1_5, which is not one that fits here"
        ),
        (
            #"{"keys":[{"kty":"new","kid":"n"},{"kty":"OKP","crv":"Ed25519","x":"\#(x)","alg":"EdDSA"}]}"#, 12,
            "✗ 1. n not a key: unfit: the key type new is not known\n✓ 2. OKP Ed25519 EdDSA: verify EdDSA"
        ),
        (
            #"{"keys":[{"kty":"oct","k":"AAAA","alg":"HS256"}]}"#, 12,
            "✗ 1. oct HS256: unfit: the key is a shared secret and has no public half"
        ),
    ]

    @Test(arguments: checks)
    func whatAKeyIsFitForIsSaid(_ row: (key: String, status: Int32, says: String)) throws {
        let run = try Command.run(["jwk", "check", "-"], input: row.key)
        #expect(run.status == row.status, "\(run.output)\(run.error)")
        #expect(run.output.contains(row.says), "\(run.output)")
        let json = try Command.run(["jwk", "check", "--json", "-"], input: row.key)
        #expect(json.status == row.status)
        for line in json.output.split(separator: "\n") { _ = try JSONDocument.object(parsing: Array(line.utf8)) }
    }

    static let refused: [(arguments: [String], input: String, status: Int32, says: String)] = [
        (["new", "--algorithm", "ES256"], "", 64, "--output"),
        (["new", "--algorithm", "none", "--output", "-"], "", 64, "none is no algorithm"),
        (["new", "--algorithm", "RS256", "--bits", "1024", "--output", "-"], "", 64, "2048"),
        (["new", "--algorithm", "ECDH-ES", "--curve", "Ed25519", "--output", "-"], "", 64, "Ed25519"),
        (["new", "--algorithm", "PBES2-HS256+A128KW", "--output", "-"], "", 64, "password"),
        (["new", "--algorithm", "dir", "--content", "none", "--output", "-"], "", 64, "none encrypts no content"),
        (["public", "-"], "{}", 12, "kty"),
        (["public", "-"], #"{"kty":"oct","k":"AAAA"}"#, 12, "shared secret"),
        (["public", "-"], "hello", 12, "neither a JSON Web Key"),
        (["convert", "-"], "-----BEGIN CERTIFICATE REQUEST-----\n", 12, "END of CERTIFICATE REQUEST"),
        (["convert", "-", "--private", "--output", "-"], #"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#, 12, "private half"),
        (["check", "/nowhere"], "", 1, "/nowhere"),
        (["set"], "", 64, "files"),
    ]

    @Test(arguments: refused)
    func isRefused(_ row: (arguments: [String], input: String, status: Int32, says: String)) throws {
        let run = try Command.run(["jwk"] + row.arguments, input: row.input)
        #expect(run.status == row.status, "\(run.error)")
        #expect(run.error.contains(row.says), "\(run.error)")
        #expect(run.output.isEmpty)
    }
}
