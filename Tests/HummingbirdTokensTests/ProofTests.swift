// Tokens that are bound to a key or a certificate at the door: who passes, and what the challenges say.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("Proofs at the door")
struct ProofTests {
    static let origin = "https://api.example"
    static let dpop = HTTPField.Name("DPoP")!
    static let nonce = HTTPField.Name("DPoP-Nonce")!
    static let names = "ES256 Ed25519 EdDSA ES384 ES512 PS256 PS384 PS512"

    private func api(
        _ issuer: TestIssuer,
        _ constraint: SenderConstraint = .bearerAllowed,
        origin: RequestOrigin? = try! .fixed(origin),
        certificate: ClientCertificate<TokenRequestContext> = .none
    ) throws -> some ApplicationProtocol {
        try guardedAPI(
            TokenMiddleware(
                verifier: issuer.verifier(senderConstraint: constraint), origin: origin, certificate: certificate))
    }

    @Test("a bound token and its proof pass; the scheme is written as one likes", arguments: ["DPoP", "dpop", "DPOP "])
    func passes(scheme: String) async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        try await api(issuer).test(.router) { client in
            for url in ["/me", "/me?page=2&access=1"] {
                let proof = try sender.proof("GET", Self.origin + url, token: token, at: today)
                let (answer, text) = try await client.ask(
                    url, .get, [(.authorization, "\(scheme) \(token)"), (Self.dpop, proof)])
                #expect(answer.status == 200)
                #expect(text == "usr_1")
            }
        }
    }

    @Test("each refusal, with the challenges of both schemes and what was wrong in the one that was used")
    func refusals() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let bound = try sender.token(of: issuer, issuedAt: today)
        let free = try issuer.fresh()
        let good = try sender.proof("GET", Self.origin + "/me", token: bound, at: today)
        let stolen = try TestSender().proof("GET", Self.origin + "/me", token: bound, at: today)
        let rows: [(String, [(HTTPField.Name, String)], Int, String, bearer: String?, dpop: String?)] = [
            ("nothing", [], 401, "token_missing", nil, nil),
            ("bound, Bearer", [(.authorization, "Bearer \(bound)")], 401, "proof_missing", "invalid_token", nil),
            (
                "bound, Bearer and a proof", [(.authorization, "Bearer \(bound)"), (Self.dpop, good)], 401,
                "proof_missing", "invalid_token", nil
            ),
            ("free, DPoP", [(.authorization, "DPoP \(free)"), (Self.dpop, good)], 401, "proof_invalid", nil, "invalid_token"),
            ("no proof", [(.authorization, "DPoP \(bound)")], 401, "proof_missing", nil, "invalid_dpop_proof"),
            (
                "two proofs", [(.authorization, "DPoP \(bound)"), (Self.dpop, good), (Self.dpop, good)], 401,
                "proof_invalid", nil, "invalid_dpop_proof"
            ),
            (
                "two proofs in one field", [(.authorization, "DPoP \(bound)"), (Self.dpop, "\(good), \(good)")], 401,
                "proof_invalid", nil, "invalid_dpop_proof"
            ),
            (
                "another's key", [(.authorization, "DPoP \(bound)"), (Self.dpop, stolen)], 401, "proof_invalid", nil,
                "invalid_token"
            ),
            ("no token", [(.authorization, "DPoP bound"), (Self.dpop, good)], 401, "token_malformed", nil, "invalid_token"),
            (
                "two schemes", [(.authorization, "DPoP \(bound)"), (.authorization, "Bearer \(bound)"), (Self.dpop, good)],
                400, "invalid_request", "invalid_request", nil
            ),
        ]
        try await api(issuer).test(.router) { client in
            for (name, fields, status, code, bearer, dpop) in rows {
                var headers = HTTPFields()
                for (name, value) in fields { headers.append(HTTPField(name: name, value: value)) }
                let response = try await client.executeRequest(uri: "/me", method: .get, headers: headers, body: nil)
                let answer = Answer(response)
                #expect(answer.status == status, "\(name)")
                #expect(answer.code == code, "\(name)")
                let challenges = response.headers[values: .wwwAuthenticate]
                try #require(challenges.count == 2, "\(name)")
                #expect(challenges[0].hasPrefix(#"Bearer realm="https://api.example""#))
                #expect(challenges[1].hasPrefix(#"DPoP realm="https://api.example", algs="\#(Self.names)""#))
                for (challenge, error) in [(challenges[0], bearer), (challenges[1], dpop)] {
                    if let error {
                        #expect(challenge.contains("error=\"\(error)\""), "\(name): \(challenge)")
                    } else {
                        #expect(!challenge.contains("error"), "\(name): \(challenge)")
                    }
                }
            }
        }
    }

    @Test("used twice, and made for another request")
    func requests() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        let bearer = (HTTPField.Name.authorization, "DPoP \(token)")
        try await api(issuer).test(.router) { client in
            let proof = try sender.proof("GET", Self.origin + "/me", token: token, at: today)
            #expect(try await client.ask("/me", .get, [bearer, (Self.dpop, proof)]).answer.status == 200)
            let again = try await client.ask("/me", .get, [bearer, (Self.dpop, proof)]).answer
            #expect(again.code == "proof_replayed")
            for (method, url) in [("POST", "/me"), ("get", "/me"), ("GET", "/notes"), ("GET", "/me/"), ("GET", "/ME")] {
                let other = try sender.proof(method, Self.origin + url, token: token, at: today)
                #expect(try await client.ask("/me", .get, [bearer, (Self.dpop, other)]).answer.code == "proof_invalid")
            }
            for host in ["https://evil.example", "http://api.example", "https://api.example:8443"] {
                let other = try sender.proof("GET", host + "/me", token: token, at: today)
                #expect(try await client.ask("/me", .get, [bearer, (Self.dpop, other)]).answer.code == "proof_invalid")
            }
        }
    }

    @Test(
        "a path with dot segments is no URL that a proof is for: the router takes it as it is",
        arguments: ["/notes/../me", "/./me", "/notes/%2e%2E/me", "/%2e/me", "/.%2e/me", "/me/..", "/me/."]
    )
    func dots(path: String) async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        try await api(issuer).test(.router) { client in
            for url in [Self.origin + path, Self.origin + "/me", Self.origin + "/"] {
                let proof = try sender.proof("GET", url, token: token, at: today)
                let (answer, _) = try await client.ask(
                    path, .get, [(.authorization, "DPoP \(token)"), (Self.dpop, proof)])
                #expect(answer.code == "proof_invalid")
            }
        }
    }

    @Test("nonces come with challenges and with answers, and a proof with one passes")
    func nonces() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        try await api(issuer, SenderConstraint(isRequired: false, nonces: DPoPNonces())).test(.router) { client in
            func send(_ nonce: String?) async throws -> TestResponse {
                let proof = try sender.proof("GET", Self.origin + "/me", token: token, nonce: nonce, at: today)
                return try await client.executeRequest(
                    uri: "/me", method: .get, headers: [.authorization: "DPoP \(token)", Self.dpop: proof], body: nil)
            }
            let first = try await send(nil)
            #expect(first.status == .unauthorized)
            #expect(Answer(first).code == "nonce_required")
            #expect(first.headers[values: .wwwAuthenticate].last?.contains(#"error="use_dpop_nonce""#) ?? false)
            #expect(first.headers[.cacheControl] == "no-store")
            let second = try await send(first.headers[Self.nonce])
            #expect(second.status == .ok)
            #expect(second.headers[Self.nonce] != nil)
        }
    }

    @Test("without an origin no proof can be checked: the scheme is not known, and a bound token is refused")
    func noOrigin() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        let proof = try sender.proof("GET", Self.origin + "/me", token: token, at: today)
        try await api(issuer, origin: nil).test(.router) { client in
            let (answer, _) = try await client.ask("/me", .get, [(.authorization, "DPoP \(token)"), (Self.dpop, proof)])
            #expect(answer.code == "token_missing")
            #expect(answer.challenge == #"Bearer realm="https://api.example""#)
            #expect(try await client.ask("/me", token: token).answer.code == "proof_missing")
        }
    }

    @Test("where a bond is required, only DPoP is offered, and a bearer token is told why not")
    func required() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.fresh()
        try await api(issuer, .required).test(.router) { client in
            let missing = try await client.ask("/me").answer
            #expect(missing.challenge == #"DPoP realm="https://api.example", algs="\#(Self.names)""#)
            let (answer, _) = try await client.ask("/me", token: token)
            #expect(answer.code == "claim_missing")
            #expect(answer.challenge?.hasPrefix("DPoP realm=") ?? false)
            #expect(answer.challenge?.contains(#"error="invalid_token""#) ?? false)
        }
    }

    @Test(
        "an origin is a scheme and a host, and perhaps a path",
        arguments: [
            "", "api.example", "http://api.example", "https://", "https://api.example/?a", "https://api.example/#",
            "https://user@api.example", "ftp://api.example",
        ]
    )
    func noOrigins(text: String) {
        #expect(throws: OAuthRefusal.self) { try RequestOrigin.fixed(text) }
        #expect(throws: OAuthRefusal.self) {
            try TokenMiddleware(issuer: "https://auth.example", audience: "x", origin: text)
        }
    }

    @Test("behind a proxy that cuts off a path, the origin has it")
    func path() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        try await api(issuer, origin: .fixed("https://api.example/v1/")).test(.router) { client in
            let proof = try sender.proof("GET", "https://api.example/v1/me", token: token, at: today)
            let (answer, _) = try await client.ask("/me", .get, [(.authorization, "DPoP \(token)"), (Self.dpop, proof)])
            #expect(answer.status == 200)
        }
    }

    @Test("the Host of a request counts only where it is asked for")
    func host() async throws {
        let (issuer, sender) = (try TestIssuer(), try TestSender())
        let token = try sender.token(of: issuer, issuedAt: today)
        for (origin, status) in [(try RequestOrigin.fixed(Self.origin), 401), (.host(scheme: "https"), 200)] {
            try await api(issuer, origin: origin).test(.router) { client in
                let proof = try sender.proof("GET", "https://localhost/me", token: token, at: today)
                let (answer, _) = try await client.ask(
                    "/me", .get, [(.authorization, "DPoP \(token)"), (Self.dpop, proof)])
                #expect(answer.status == status)
            }
        }
    }

    @Test("a token that is bound to a certificate, and the certificate of the connection")
    func certificates() async throws {
        let issuer = try TestIssuer()
        let certificate: [UInt8] = [1, 2, 3]
        let token = try issuer.token(issuedAt: today) { claims in
            Confirmation(certificateThumbprint: Confirmation.thumbprint(ofCertificate: certificate)).write(to: &claims)
        }
        for (shown, code) in [(certificate, nil), ([1, 2], "certificate_mismatch"), (nil, "certificate_mismatch")]
            as [([UInt8]?, String?)]
        {
            try await api(issuer, certificate: .from { _, _ in shown }).test(.router) { client in
                let (answer, _) = try await client.ask("/me", token: token)
                #expect(answer.code == code)
                #expect(answer.status == (code == nil ? 200 : 401))
            }
        }
        try await api(issuer, .required, certificate: .from { _, _ in certificate }).test(.router) { client in
            let (passed, missing) = (try await client.ask("/me", token: token), try await client.ask("/me"))
            #expect(passed.answer.status == 200)
            #expect(missing.answer.challenge?.hasPrefix("Bearer ") ?? false)
        }
    }

    @Test("the log has the code and a fingerprint, and nothing of a token or a proof")
    func logged() async throws {
        let (issuer, sender, log) = (try TestIssuer(), try TestSender(), RecordedLog())
        let token = try sender.token(of: issuer, issuedAt: today)
        let proof = try sender.proof("PUT", Self.origin + "/me", token: token, at: today)
        let router = Router(context: TokenRequestContext.self)
        router.add(middleware: TokenMiddleware(verifier: try issuer.verifier(), origin: try .fixed(Self.origin)))
        router.get("me") { _, _ in "me" }
        try await Application(router: router, logger: log.logger).test(.router) { client in
            for (fields, code) in [
                ([(HTTPField.Name.authorization, "DPoP \(token)"), (Self.dpop, proof)], "proof_invalid"),
                ([(.authorization, "Bearer \(token)")], "proof_missing"), ([], "token_missing"),
            ] {
                let (answer, _) = try await client.ask("/me", .get, fields)
                #expect(answer.code == code)
            }
        }
        let lines = log.lines.filter { $0.contains("token refused") }
        #expect(lines.count == 3)
        #expect(lines.filter { $0.contains("fingerprint=\(TokenFingerprint(of: token))") }.count == 2)
        for secret in [token, proof].flatMap({ $0.split(separator: ".").dropFirst() }) {
            #expect(!log.text.contains(secret))
        }
    }
}
