// A33: a stolen token that is bound to a key: every way to use it without the key, at the door of an API.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("A33 DPoP")
struct A33DPoP {
    static let origin = "https://api.example"

    /// What the attacker has: a token that is bound to the victim's key, and proofs that were seen on their way.
    private struct Loot {
        let issuer: TestIssuer
        let victim: TestSender
        let token: String
        let now = WallClock.seconds()

        init() throws {
            issuer = try TestIssuer()
            victim = try TestSender()
            token = try victim.token(of: issuer, issuedAt: now)
        }

        /// A proof that the victim made.
        func proof(
            _ method: String = "GET", _ url: String = origin + "/me", token: String? = nil, nonce: String? = nil,
            ago: Int = 0
        ) throws -> String {
            try victim.proof(method, url, token: token ?? self.token, nonce: nonce, at: now - ago)
        }

        /// A proof with one part that is not the victim's, signed by a key.
        func forged(
            _ header: String, claims: String? = nil, by key: SigningKey
        ) throws -> String {
            let ath = try JSONDocument.object(
                parsing: Base64URL.decode(String(try proof().split(separator: ".")[1])))["ath"]?.string
            let own = #"{"jti":"x","htm":"GET","htu":"\#(origin)/me","iat":\#(now),"ath":"\#(ath ?? "")"}"#
            return try ForgedToken.signed(header: header, payload: claims ?? own, by: key)
        }

        func send(
            _ fields: [(String, String)], constraint: SenderConstraint = .bearerAllowed
        ) async throws -> (status: Int, code: String?, challenge: String) {
            var headers = HTTPFields()
            for (name, value) in fields {
                headers.append(HTTPField(name: HTTPField.Name(name) ?? .accept, value: value))
            }
            let router = Router(context: TokenRequestContext.self)
            let verifier = try issuer.verifier(senderConstraint: constraint)
            router.add(middleware: TokenMiddleware(verifier: verifier, origin: try .fixed(origin)))
            router.get("me") { _, context in try context.requireToken().subject }
            return try await Application(router: router).test(.router) { [headers] client in
                let answer = try await client.executeRequest(uri: "/me", method: .get, headers: headers, body: nil)
                let problem = try? JSONDocument.object(parsing: Array(answer.body.readableBytesView))
                return (
                    answer.status.code, problem?["code"]?.string,
                    answer.headers[values: .wwwAuthenticate].joined(separator: " / ")
                )
            }
        }
    }

    @Test("the victim's own request passes: what follows fails for what it says")
    func honest() async throws {
        let loot = try Loot()
        let answer = try await loot.send([("Authorization", "DPoP \(loot.token)"), ("DPoP", try loot.proof())])
        #expect(answer.status == 200)
    }

    @Test("replay: a proof that was used")
    func replay() async throws {
        let loot = try Loot()
        let verifier = try loot.issuer.verifier()
        let presented = TokenPresentation.dpop(proofs: [try loot.proof()], method: "GET", url: Self.origin + "/me")
        _ = try await verifier.verify(loot.token, presented: presented)
        for _ in 0..<3 {
            await #expect(throws: TokenRejection.proofReplayed) {
                try await verifier.verify(loot.token, presented: presented)
            }
        }
    }

    @Test("replay: the same proof under the other signature that is as good (J16)")
    func malleated() async throws {
        let loot = try Loot()
        let verifier = try loot.issuer.verifier()
        let proof = try loot.proof()
        let twin = try J16Malleability.twin(of: proof)
        #expect(twin != proof)
        func send(_ proof: String) async throws {
            let presented = TokenPresentation.dpop(proofs: [proof], method: "GET", url: Self.origin + "/me")
            _ = try await verifier.verify(loot.token, presented: presented)
        }
        try await send(twin)
        await #expect(throws: TokenRejection.proofReplayed) { try await send(proof) }
    }

    @Test("proofs for other requests, other tokens, other times")
    func elsewhere() async throws {
        let loot = try Loot()
        let rows: [(String, String)] = [
            ("htm", try loot.proof("POST")), ("htm in small letters", try loot.proof("get")),
            ("htu, another path", try loot.proof("GET", Self.origin + "/me/2")),
            ("htu, another host", try loot.proof("GET", "https://evil.example/me")),
            ("htu, another scheme", try loot.proof("GET", "http://api.example/me")),
            ("htu, another port", try loot.proof("GET", "https://api.example:444/me")),
            ("htu, our host in its path", try loot.proof("GET", "https://evil.example/https://api.example/me")),
            ("htu, our host as its user", try loot.proof("GET", "https://api.example@evil.example/me")),
            ("htu, our host as its beginning", try loot.proof("GET", "https://api.example.evil.example/me")),
            ("ath, another token", try loot.proof(token: "another")),
            ("no ath", try loot.victim.proof("GET", Self.origin + "/me", token: nil, at: loot.now)),
            ("long ago", try loot.proof(ago: 1_000)), ("ahead", try loot.proof(ago: -1_000)),
        ]
        for (name, proof) in rows {
            let answer = try await loot.send([("Authorization", "DPoP \(loot.token)"), ("DPoP", proof)])
            #expect(answer.status == 401, "\(name)")
            #expect(answer.code == "proof_invalid", "\(name)")
            #expect(answer.challenge.contains(#"error="invalid_dpop_proof""#), "\(name)")
        }
    }

    @Test("proofs that the attacker makes: alg, jwk, typ, signature")
    func forged() async throws {
        let loot = try Loot()
        let thief = try SigningKey.generate(.es256)
        let (own, whole) = (
            String(decoding: thief.verificationKey.jwk.publicJSON, as: UTF8.self),
            String(decoding: thief.exportPrivateJWK(), as: UTF8.self)
        )
        let victims = String(decoding: loot.victim.key.verificationKey.jwk.publicJSON, as: UTF8.self)
        let secret = try SigningKey(secret: Array(victims.utf8), algorithm: .hs256, keyID: "x")
        let rows: [(String, String, String)] = [
            ("his own key", try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","jwk":\#(own)}"#, by: thief), "invalid_token"),
            (
                "the victim's key, his signature",
                try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","jwk":\#(victims)}"#, by: thief), "invalid_dpop_proof"
            ),
            (
                "two keys", try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","jwk":\#(own),"jwk":\#(victims)}"#, by: thief),
                "invalid_dpop_proof"
            ),
            (
                "a private key", try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","jwk":\#(whole)}"#, by: thief),
                "invalid_dpop_proof"
            ),
            (
                "alg none",
                ForgedToken.unsigned(
                    header: #"{"typ":"dpop+jwt","alg":"none","jwk":\#(victims)}"#, payload: "{}"), "invalid_dpop_proof"
            ),
            (
                "the public key as a secret",
                try loot.forged(#"{"typ":"dpop+jwt","alg":"HS256","jwk":\#(victims)}"#, by: secret), "invalid_dpop_proof"
            ),
            (
                "a secret of his own",
                try loot.forged(
                    #"{"typ":"dpop+jwt","alg":"HS256","jwk":{"kty":"oct","k":"\#(Base64URL.encode(victims.utf8))"}}"#,
                    by: secret), "invalid_dpop_proof"
            ),
            (
                "no jwk but a kid",
                try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","kid":"\#(loot.victim.key.keyID)"}"#, by: thief),
                "invalid_dpop_proof"
            ),
            (
                "a jku", try loot.forged(#"{"typ":"dpop+jwt","alg":"ES256","jku":"https://evil.example/"}"#, by: thief),
                "invalid_dpop_proof"
            ),
            ("another kind of token", loot.token, "invalid_dpop_proof"),
            (
                "no typ", try loot.forged(#"{"alg":"ES256","jwk":\#(victims)}"#, by: loot.victim.key), "invalid_dpop_proof"
            ),
        ]
        for (name, proof, error) in rows {
            let answer = try await loot.send([("Authorization", "DPoP \(loot.token)"), ("DPoP", proof)])
            #expect(answer.status == 401, "\(name)")
            #expect(answer.code == "proof_invalid", "\(name)")
            #expect(answer.challenge.contains("error=\"\(error)\""), "\(name): \(answer.challenge)")
        }
    }

    @Test("two headers, in one field or in two, and the good one first or last")
    func twoHeaders() async throws {
        let loot = try Loot()
        let (good, bad) = (try loot.proof(), try TestSender().proof("GET", Self.origin + "/me", token: loot.token, at: loot.now))
        for proofs in [[good, bad], [bad, good], [good, good], ["\(good), \(bad)"], ["\(good),"], [good, ""], ["", good]] {
            let fields = [("Authorization", "DPoP \(loot.token)")] + proofs.map { ("DPoP", $0) }
            let answer = try await loot.send(fields)
            #expect(answer.status == 401)
            #expect(answer.code == "proof_invalid")
        }
        let both = try await loot.send([
            ("Authorization", "DPoP \(loot.token)"), ("Authorization", "Bearer \(loot.token)"), ("DPoP", good),
        ])
        #expect(both.status == 400)
    }

    @Test("downgrade: the token as anybody's")
    func downgrade() async throws {
        let loot = try Loot()
        let rows: [[(String, String)]] = [
            [("Authorization", "Bearer \(loot.token)")],
            [("Authorization", "Bearer \(loot.token)"), ("DPoP", try loot.proof())],
            [("Authorization", "DPoP \(loot.token)")],
        ]
        for fields in rows {
            let answer = try await loot.send(fields)
            #expect(answer.status == 401)
            #expect(answer.code == "proof_missing")
        }
        // And a token that is bound to nothing does not come as one that is.
        let free = try loot.issuer.token(issuedAt: loot.now)
        let answer = try await loot.send([("Authorization", "DPoP \(free)"), ("DPoP", try loot.proof(token: free))])
        #expect(answer.code == "proof_invalid")
        #expect(answer.challenge.contains(#"error="invalid_token""#))
    }

    @Test("nonce: none, a made-up one, and one of another server")
    func nonce() async throws {
        let loot = try Loot()
        let constraint = SenderConstraint(isRequired: false, nonces: DPoPNonces())
        for nonce in [nil, "x", DPoPNonces().nonce(at: loot.now)] {
            let answer = try await loot.send(
                [("Authorization", "DPoP \(loot.token)"), ("DPoP", try loot.proof(nonce: nonce))],
                constraint: constraint)
            #expect(answer.status == 401)
            #expect(answer.code == "nonce_required")
            #expect(answer.challenge.contains(#"error="use_dpop_nonce""#))
        }
    }

    @Test("the Host of the request is the attacker's to choose, and does not count")
    func host() async throws {
        let loot = try Loot()
        let proof = try loot.proof("GET", "https://evil.example/me")
        for field in ["Host", "X-Forwarded-Host", "Forwarded"] {
            let answer = try await loot.send([
                ("Authorization", "DPoP \(loot.token)"), ("DPoP", proof), (field, "evil.example"),
            ])
            #expect(answer.code == "proof_invalid")
        }
    }
}
