// What is to be right about an issuer's metadata, rule by rule, and what to do where it is not.

internal import Fetching
internal import JOSE
internal import OAuth

enum MetadataChecks {
    /// The well-known places.
    ///
    /// - Returns: the document of the first place that has one.
    static func places(_ tries: [MetadataTry], of issuer: Issuer, to report: inout StepReport)
        -> ServerDocument?
    {
        let found = tries.compactMap(\.document).first
        for attempt in tries {
            let path = String(attempt.url.dropFirst(issuer.origin.count))
            switch attempt.found {
            case .document: report.add("metadata", .ok, "\(path): found, and the issuer is exact")
            case .other(let named):
                report.add(
                    "metadata", .failed, "\(path): \(attempt.says); expected \(issuer)",
                    fix: named.isEmpty
                        ? "add the member issuer"
                        : "use the issuer exactly as the server writes it: \(named.excerptForTerminal)")
            default:
                report.add(
                    "metadata", found == nil ? .failed : .caution, "\(path): \(attempt.says)",
                    fix: found == nil
                        ? "is this the issuer, byte for byte?" : "clients that look only there find nothing")
            }
        }
        return found
    }

    /// Everything that a client needs, and the keys.
    static func all(_ document: ServerDocument, to report: inout StepReport, by wire: Wire) async {
        endpoints(document, to: &report)
        pkce(document, to: &report)
        flows(document, to: &report)
        await keys(document, to: &report, by: wire)
    }

    private static func endpoints(_ document: ServerDocument, to report: inout StepReport) {
        let issuer = document.issuer
        for (name, value) in document.object.members ?? []
        where name.hasSuffix("_endpoint") || name.hasSuffix("_uri") {
            guard let url = value.string, !issuer.mayName(url.prefixBeforeQuery) else { continue }
            report.add(
                "endpoints", .failed,
                "\(name) is \(url.excerptForTerminal), which is neither https nor on this machine",
                fix: "serve it over https; behind a proxy, tell the server its public URL")
        }
        let needed = ["token_endpoint", "authorization_endpoint"].filter { document.text($0) == nil }
        let grants = document.words("grant_types_supported") ?? ["authorization_code", "implicit"]
        let needsPage = grants.contains("authorization_code")
        let missing = needed.filter { $0 != "authorization_endpoint" || needsPage }
        report.check(
            "endpoints", missing.isEmpty, "token_endpoint\(needsPage ? ", authorization_endpoint" : "")",
            otherwise: "missing: \(missing.joined(separator: ", "))", fix: "RFC 8414 §2 asks for them")
    }

    /// PKCE with S256, without which clients of MCP must not go on.
    static func pkce(_ document: ServerDocument, to report: inout StepReport) {
        let methods = document.words("code_challenge_methods_supported") ?? []
        report.check(
            "PKCE", methods.contains("S256"), "S256",
            otherwise: methods.isEmpty
                ? "code_challenge_methods_supported is missing" : "only \(methods.joined(separator: " "))",
            fix: "offer S256 and say so in code_challenge_methods_supported (RFC 8414 §2, RFC 9700 §2.1.1)")
        if methods.contains("plain") {
            report.add(
                "PKCE", .caution, "plain is offered too, which protects nothing", fix: "take S256 alone")
        }
        report.check(
            "mix-up", document.flag("authorization_response_iss_parameter_supported"),
            "answers name their issuer (RFC 9207)",
            otherwise: "answers do not name their issuer", .caution,
            fix: "send iss in every authorization response, and say so (RFC 9207 §3)")
    }

    private static func flows(_ document: ServerDocument, to report: inout StepReport) {
        let grants = document.words("grant_types_supported") ?? ["authorization_code", "implicit"]
        report.add("grants", .ok, grants.joined(separator: " "))
        for name in ["implicit", "password"] where grants.contains(name) {
            report.add(
                "grants", .caution, "\(name) is offered, which OAuth 2.1 has removed",
                fix: document.object["grant_types_supported"] == nil
                    ? "say grant_types_supported: left out it means authorization_code and implicit"
                    : "leave it out")
        }
        let methods = document.words("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
        report.add("clients", .ok, methods.joined(separator: " "))
        if grants.contains("authorization_code"), !methods.contains("none") {
            report.add(
                "clients", .caution, "public clients are not mentioned", fix: "list none, if they are taken")
        }
        if let scopes = document.words("scopes_supported") {
            report.add("scopes", .ok, scopes.joined(separator: " "))
        }
    }

    private static func keys(_ document: ServerDocument, to report: inout StepReport, by wire: Wire) async {
        guard let url = document.text("jwks_uri"), document.issuer.mayName(url.prefixBeforeQuery) else {
            report.add(
                "keys", .caution, "there is no jwks_uri that can be used",
                fix: "without it no API can verify tokens by itself")
            return
        }
        do {
            let answer = try await wire.get(url)
            guard answer.status == 200 else {
                report.add(
                    "keys", .failed, "jwks_uri answered with status \(answer.status)",
                    fix: "serve the key set at \(url)")
                return
            }
            let set = try JWKSet(parsing: answer.body, algorithms: SignatureAlgorithm.asymmetric)
            let names = set.keys.map { "\($0.jwk.keyID ?? "no kid") (\($0.algorithm.name))" }.joined(
                separator: ", ")
            report.check(
                "keys", !set.keys.isEmpty, names, otherwise: "jwks_uri has no key that can be used",
                fix: "tessera jwk check says why of each key")
        } catch let fault as FetchFault {
            report.add("keys", .failed, fault.sentence, fix: "serve the key set where jwks_uri says")
        } catch let error as JOSEError {
            report.add(
                "keys", .failed, "jwks_uri is no key set: \(error.sentence)",
                fix: "serve a JSON Web Key Set there")
        } catch {
            report.add("keys", .failed, "jwks_uri can't be read: \(error)")
        }
    }
}
