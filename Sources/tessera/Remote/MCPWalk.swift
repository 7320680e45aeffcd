// The way of an agent to an MCP server, step by step, each held against what the standard asks (MCP 2026-07-28).

internal import Fetching
internal import JOSE
internal import OAuth

/// Walks from a protected resource's 401 through its metadata to a call with a token.
struct MCPWalk {
    /// The revision of MCP's authorization that is asked for.
    static let revision = "2026-07-28"

    let url: String
    let wire: Wire
    /// The id of a registered client, or the URL of a client's document; `nil` to look at the documents alone.
    let clientID: String?
    /// Scopes to ask for; empty for those that the challenge or the metadata names.
    let scopes: [String]
    private(set) var report = StepReport()
    /// The method that the server answers with 401.
    private var method = "POST"
    private var challenge: ReadChallenge?
    private var resource: ResourceDocument?
    private(set) var server: ServerDocument?

    init(_ url: String, clientID: String?, scopes: [String], by wire: Wire) {
        (self.url, self.clientID, self.scopes, self.wire) = (url, clientID, scopes, wire)
    }

    /// The identifier of the resource, for the requests to the authorization server.
    var identifier: String { resource?.resource ?? url }

    /// What a sign-in asks for: the scopes of the challenge go before those of the metadata.
    var wish: LoginWish {
        let named =
            challenge?["scope"].map { $0.split(separator: " ").map(String.init) } ?? resource?.scopes ?? []
        return LoginWish(scopes: scopes.isEmpty ? named : scopes, resource: identifier)
    }

    /// Looks at everything that can be looked at without a token. It ends at the first step that leads no further.
    mutating func documents() async {
        guard await askWithoutToken(), await readResource(), await readServers(), let server else { return }
        MetadataChecks.pkce(server, to: &report)
        checkClient(server)
    }

    private mutating func askWithoutToken() async -> Bool {
        do {
            var answer = try await call(token: nil)
            if answer.status != 401, method == "POST" {
                // Not everything that is guarded takes a message of MCP.
                method = "GET"
                answer = try await call(token: nil)
            }
            guard answer.status == 401 else {
                report.add(
                    "no token", .failed, "\(url) answered with status \(answer.status); expected 401",
                    fix: answer.status < 300
                        ? "guard it: everybody may call it now" : "is this the URL of the MCP server?")
                return false
            }
            challenge = ReadChallenge.of(answer).first { $0["resource_metadata"] != nil }
            let others = ReadChallenge.of(answer)
            if let place = challenge?["resource_metadata"] {
                report.add("no token", .ok, "401 with resource_metadata=\"\(place.excerptForTerminal)\"")
            } else {
                challenge = others.first { $0.isBearer || $0.isDPoP }
                report.add(
                    "no token", .caution,
                    challenge == nil
                        ? "401 without a challenge" : "401 with a challenge that names no resource_metadata",
                    fix: "send WWW-Authenticate: Bearer resource_metadata=\"URL\" (RFC 9728 §5.1)")
            }
            return true
        } catch {
            report.add(
                "no token", .failed, Failure(error).sentence,
                fix: "is the server running, and is the URL right?")
            return false
        }
    }

    private mutating func readResource() async -> Bool {
        let named = challenge?["resource_metadata"]
        let places = named.map { [$0] } ?? ProtectedResourceMetadata.places(of: url)
        var faults: [String] = []
        for place in places {
            do {
                resource = try await ResourceDocument.fetch(place, by: wire)
                break
            } catch {
                faults.append(error.sentence)
            }
        }
        guard let resource else {
            report.add(
                "resource metadata", .failed, faults.joined(separator: "; "),
                fix:
                    "serve it at \(ProtectedResourceMetadata.places(of: url).first ?? "its well-known place") (RFC 9728 §3)"
            )
            return false
        }
        report.add("resource metadata", .ok, resource.url.excerptForTerminal)
        let told = resource.resource ?? ""
        switch resource.fit(to: url) {
        case .same: report.add("resource", .ok, "\(told.excerptForTerminal) is the URL that was asked")
        case .above:
            report.add(
                "resource", .caution, "\(told.excerptForTerminal) is above the URL that was asked",
                fix:
                    "clients that follow RFC 9728 §3.3 to the letter want the same URL; check \(told.excerptForTerminal) itself"
            )
        case .other:
            report.add(
                "resource", .failed,
                told.isEmpty
                    ? "the metadata names no resource"
                    : "the metadata is of \(told.excerptForTerminal); expected \(url)",
                fix:
                    "set resource to \(url): clients must not use metadata of another resource (RFC 9728 §3.3)"
            )
            return false
        }
        return true
    }

    private mutating func readServers() async -> Bool {
        guard let first = resource?.issuers.first else {
            report.add(
                "authorization server", .failed, "the metadata names none",
                fix: "list the issuer in authorization_servers (RFC 9728 §2)")
            return false
        }
        let more = (resource?.issuers.count ?? 1) - 1
        report.add(
            "authorization server", .ok,
            first.excerptForTerminal + (more > 0 ? ", the first of \(more + 1)" : ""))
        do {
            let issuer = try ServerDocument.issuer(first)
            let tries = await MetadataTry.all(of: issuer, by: wire)
            server = MetadataChecks.places(tries, of: issuer, to: &report)
        } catch {
            report.add(
                "authorization server", .failed, error.sentence,
                fix: "name an https URL, as the server writes it")
        }
        guard let server else { return false }
        let missing = ["authorization_endpoint", "token_endpoint"].filter { name in
            !(server.text(name).map { server.issuer.mayName($0.prefixBeforeQuery) } ?? false)
        }
        report.check(
            "endpoints", missing.isEmpty, "authorization_endpoint, token_endpoint",
            otherwise: "missing or not https: \(missing.joined(separator: ", "))",
            fix: "RFC 8414 §2 asks for them")
        return missing.isEmpty
    }

    /// Whether a client can be known there at all, in the way that is tried.
    private mutating func checkClient(_ server: ServerDocument) {
        let takesDocuments = server.flag("client_id_metadata_document_supported")
        let registers = server.text("registration_endpoint") != nil
        if let clientID {
            // On this machine a document stands at http as well.
            guard ["https://", "http://"].contains(where: { clientID.utf8.starts(with: $0.utf8) }) else {
                report.add("client", .ok, "\(clientID) is registered there, as you say")
                return
            }
            report.check(
                "client", takesDocuments, "the document at \(clientID)",
                otherwise:
                    "\(clientID) is a document's URL, and client_id_metadata_document_supported is not true",
                fix: "let the server take client id metadata documents, or register a client and give its id")
            return
        }
        var ways = takesDocuments ? ["client id metadata documents"] : []
        if registers { ways.append("dynamic registration") }
        report.check(
            "client", !ways.isEmpty, ways.joined(separator: ", "),
            otherwise:
                "neither client id metadata documents nor registration: only clients that are registered by hand",
            .caution,
            fix: "set client_id_metadata_document_supported, or tell people how to register a client")
    }

    /// Whether a token that came is for this resource, and does its work.
    mutating func use(_ token: String, type: String, proofKey: SigningKey?) async {
        let audiences = ReceivedTokens.audiences(of: token)
        if ReceivedTokens.claims(of: token) == nil {
            report.add(
                "audience", .skipped, "the token is opaque: the call shows whether it is for this resource")
        } else if audiences.contains(where: { $0.hasBytes(of: identifier) }) {
            report.add("audience", .ok, "the token is for \(identifier.excerptForTerminal)")
        } else {
            let named = audiences.isEmpty ? "nobody" : audiences.joined(separator: " ").excerptForTerminal
            report.add(
                "audience", .failed, "the token is for \(named); expected \(identifier.excerptForTerminal)",
                fix: "the authorization server must honour the parameter resource (RFC 8707 §2)")
            report.add(
                "call", .skipped, "the token was not sent: whoever gets it could use it where it belongs")
            return
        }
        do {
            var answer = try await call(token: (token, type), proofKey: proofKey)
            if let nonce = answer.values("DPoP-Nonce").first, answer.status == 401, proofKey != nil {
                answer = try await call(token: (token, type), proofKey: proofKey, nonce: nonce)
            }
            guard answer.status != 401, answer.status != 403, answer.status < 500 else {
                let said = ReadChallenge.of(answer).first { $0["error"] != nil }
                let why = [said?["error"], said?["error_description"]].compactMap { $0 }.joined(
                    separator: ": ")
                report.add(
                    "call", .failed,
                    "\(method) with the token: status \(answer.status)"
                        + (why.isEmpty ? "" : ", \(why.excerptForTerminal)"),
                    fix: answer.status == 403
                        ? "ask for the scope that it needs: --scope"
                        : "the resource must take tokens of \(server?.issuer.value ?? "this issuer") for \(identifier.excerptForTerminal)"
                )
                return
            }
            report.add("call", .ok, "\(method) with the token: status \(answer.status)")
        } catch {
            report.add("call", .failed, Failure(error).sentence)
        }
    }

    /// Adds a step that is not a check of this walk's own: the sign-in.
    mutating func note(_ name: String, _ verdict: Step.Verdict, _ says: String, fix: String? = nil) {
        report.add(name, verdict, says, fix: fix)
    }

    private func call(
        token: (text: String, type: String)?,
        proofKey: SigningKey? = nil,
        nonce: String? = nil
    ) async throws -> IncomingAnswer {
        var fields: [(name: String, value: String)] = [
            ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", MCPWalk.revision),
        ]
        if let token { fields.append(("Authorization", "\(token.type) \(token.text)")) }
        if let token, let proofKey {
            let proof = try RemoteClient.proof(
                method, url, token: token.text, nonce: nonce, at: wire.now(), by: proofKey)
            fields.append(("DPoP", proof))
        }
        guard method == "POST" else { return try await wire.send(OutgoingRequest(method, url, fields)) }
        fields.append(("Content-Type", "application/json"))
        let message = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\(MCPWalk.revision)",\
            "capabilities":{},"clientInfo":{"name":"tessera","version":"\(Version.text)"}}}
            """
        return try await wire.send(OutgoingRequest(method, url, fields, body: Array(message.utf8)))
    }
}
