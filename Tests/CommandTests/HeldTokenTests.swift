// A token of a sign-in goes to the API that it was issued for, and to no other, whatever that API says of itself.

import Foundation
import JOSE
import Testing

@Suite struct HeldTokenTests {
    /// The file of sign-ins, as `login` leaves it.
    private func keep(_ login: String, in scratch: Scratch) throws -> [String: String] {
        let folder = scratch.path + "/config"
        try FileManager.default.createDirectory(
            atPath: folder + "/tessera", withIntermediateDirectories: true)
        let text = #"{"logins":[\#(login)]}"#
        try text.write(toFile: folder + "/tessera/logins.json", atomically: true, encoding: .utf8)
        return ["XDG_CONFIG_HOME": folder]
    }

    /// How often the API of a server was called with a token.
    private func calls(_ origin: String) async throws -> Int {
        let told = try await ScriptedServer.ask(origin, "/calls")
        return try JSONDocument.object(parsing: Array(told.utf8))["calls"]?.elements?.count ?? -1
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var flaws = ServerFlaws()
        /// The API that the person named at sign-in, as a path.
        var named: String?
        /// Whether it is sent.
        let isSent: Bool

        init(_ name: String, isSent: Bool, named: String? = nil, _ change: (inout ServerFlaws) -> Void = { _ in }) {
            (testDescription, self.isSent, self.named) = (name, isSent, named)
            flaws.isRenewable = true
            change(&flaws)
        }
    }

    static let rows = [
        Row("the issuer makes a token for this API", isSent: true),
        Row("the issuer knows no resource, and its token is for another API", isSent: false) {
            $0.audience = "https://bank.example"
        },
        Row("the same, though the person named this API", isSent: false, named: "/mcp") {
            $0.audience = "https://bank.example"
        },
        Row("a token that says nothing, and the person named no API", isSent: false) { $0.isOpaque = true },
        Row("a token that says nothing, and the person named this API", isSent: true, named: "/mcp") {
            $0.isOpaque = true
        },
        Row("a token that says nothing, and the person named another API", isSent: false, named: "/bank") {
            $0.isOpaque = true
        },
        Row("the API speaks for the whole host from a place of its own", isSent: false) {
            ($0.resource, $0.metadataPath) = ("", "/tenant/metadata")
        },
    ]

    @Test(arguments: rows)
    func aTokenGoesOnlyWhereItBelongs(_ row: Row) async throws {
        try await Scratch.with { scratch in
            try await ScriptedServer.with(row.flaws) { origin in
                let resource = row.named.map { #","resource":"\#(origin)\#($0)""# } ?? ""
                let home = try keep(
                    #"{"issuer":"\#(origin)","client_id":"agent","refresh_token":"r"\#(resource),"tokens":[]}"#,
                    in: scratch)
                let request = ["request", "POST", origin + "/mcp", "--data", "{}"]
                // The second time what was renewed lies there.
                for _ in 0..<2 {
                    let run = try await Command.apart(request, environment: home)
                    #expect((run.status == 0) == row.isSent, "\(run.error)")
                }
                #expect(try await calls(origin) == (row.isSent ? 2 : 0))
            }
        }
    }

    @Test func withoutAnAPINoTokenOfOneIsPrinted() async throws {
        var flaws = ServerFlaws()
        (flaws.audience, flaws.isRenewable) = ("https://general.example", true)
        try await Scratch.with { scratch in
            try await ScriptedServer.with(flaws) { origin in
                let home = try keep(
                    #"{"issuer":"\#(origin)","client_id":"agent","refresh_token":"r","tokens":["#
                        + #"{"access_token":"of-the-bank","token_type":"Bearer","resource":"https://bank.example"}]}"#,
                    in: scratch)
                let plain = try await Command.apart(["get-token"], environment: home)
                #expect(plain.status == 0 && plain.output.hasPrefix("eyJ"), "\(plain.output)\(plain.error)")
                let bank = ["get-token", "--resource", "https://bank.example"]
                #expect(try await Command.apart(bank, environment: home).output == "of-the-bank\n")
                // What came for none that was named is no token for whatever is named next.
                let other = try await Command.apart(
                    ["get-token", "--resource", "https://other.example"], environment: home)
                #expect(other.status == 4 && other.error.contains("https://general.example"), "\(other.error)")
            }
        }
    }

    @Test func aTokenOfUnknownLifeIsRenewedInTheEnd() async throws {
        var flaws = ServerFlaws()
        (flaws.isOpaque, flaws.isRenewable) = (true, true)
        try await Scratch.with { scratch in
            try await ScriptedServer.with(flaws) { origin in
                let home = try keep(
                    #"{"issuer":"\#(origin)","client_id":"agent","refresh_token":"r","tokens":[]}"#, in: scratch)
                let first = try await Command.apart(["get-token", "--json"], environment: home)
                let expiry = try JSONDocument.object(parsing: Array(first.output.utf8))["expires_at"]?.integer
                #expect(expiry.map { $0 <= Int(Date().timeIntervalSince1970) + 3_600 } ?? false, "\(first.output)")
            }
        }
    }

    @Test func aDeviceWaitsThroughWhatPasses() async throws {
        var flaws = ServerFlaws()
        flaws.audience = "https://api.example"
        flaws.hurdles = [(400, "authorization_pending"), (503, "temporarily_unavailable")]
        try await Scratch.with { scratch in
            try await ScriptedServer.with(flaws) { origin in
                let home = ["XDG_CONFIG_HOME": scratch.path + "/config"]
                let login = ["login", origin, "--client-id", "tv", "--device", "--resource", "https://api.example"]
                let run = try await Command.apart(login, environment: home)
                #expect(run.status == 0, "\(run.error)")
                #expect(run.error.contains("BCDF-GHJK") && run.error.contains(origin + "/type-it"), "\(run.error)")
                #expect(try await Command.apart(["get-token"], environment: home).status == 0)
            }
        }
        flaws.hurdles = [(400, "access_denied")]
        try await ScriptedServer.with(flaws) { origin in
            let run = try await Command.apart(["login", origin, "--client-id", "tv", "--device", "--print"])
            #expect(run.status == 2, "\(run.error)")
        }
    }
}
