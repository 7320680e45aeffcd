// A34: a header that says which certificate the client showed, from whoever likes to write one.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import HummingbirdTokens
import JOSE
import OAuth
import Support
import Testing
import TokenVerifier

@Suite("A34 client certificate header")
struct A34ClientCertificateHeader {
    static let certificate: [UInt8] = Array("a certificate in DER, as far as a hash can tell".utf8)
    static let field = ":YSBjZXJ0aWZpY2F0ZSBpbiBERVIsIGFzIGZhciBhcyBhIGhhc2ggY2FuIHRlbGw=:"

    private func send(
        _ fields: [(String, String)],
        _ certificate: ClientCertificate<TokenRequestContext>
    ) async throws -> (status: Int, code: String?) {
        let issuer = try TestIssuer()
        let token = try issuer.token(issuedAt: WallClock.seconds()) { claims in
            Confirmation(certificateThumbprint: Confirmation.thumbprint(ofCertificate: Self.certificate))
                .write(to: &claims)
        }
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        for (name, value) in fields {
            headers.append(HTTPField(name: HTTPField.Name(name) ?? .accept, value: value))
        }
        let router = Router(context: TokenRequestContext.self)
        router.add(
            middleware: TokenMiddleware(verifier: try issuer.verifier(), origin: nil, certificate: certificate))
        router.get("me") { _, context in try context.requireToken().subject }
        return try await Application(router: router).test(.router) { [headers] client in
            let answer = try await client.executeRequest(uri: "/me", method: .get, headers: headers, body: nil)
            let problem = try? JSONDocument.object(parsing: Array(answer.body.readableBytesView))
            return (answer.status.code, problem?["code"]?.string)
        }
    }

    /// Trusts whoever knows what only the proxy knows.
    private static let behindProxy = ClientCertificate<TokenRequestContext>.header { request, _ in
        request.headers[.via] == "our-proxy"
    }
    private static let proxy = ("Via", "our-proxy")

    @Test(
        "a certificate in a header is not looked at, whatever the header is called",
        arguments: [
            "Client-Cert", "Client-Cert-Chain", "X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "X-Client-Cert",
            "SSL_CLIENT_CERT", "X-ARR-ClientCert",
        ]
    )
    func notAsked(name: String) async throws {
        for source in [.none, .from { _, _ in nil }, Self.behindProxy] {
            let answer = try await send([(name, Self.field)], source)
            #expect(answer.status == 401)
            #expect(answer.code == "certificate_mismatch")
        }
    }

    @Test("from the trusted proxy it counts, when there is one and it is what RFC 9440 says")
    func proxied() async throws {
        #expect(try await send([Self.proxy, ("Client-Cert", Self.field)], Self.behindProxy).status == 200)
        #expect(try await send([Self.proxy], Self.behindProxy).code == "certificate_mismatch")
        #expect(try await send([Self.proxy, ("X-Client-Cert", Self.field)], Self.behindProxy).code == "certificate_mismatch")
        #expect(try await send([Self.proxy, ("Client-Cert", ":AAAA:")], Self.behindProxy).code == "certificate_mismatch")
    }

    @Test("a second one, which the client sent and the proxy let through, refuses the request")
    func second() async throws {
        for fields in [[Self.field, ":AAAA:"], [":AAAA:", Self.field], [Self.field, Self.field]] {
            let answer = try await send([Self.proxy] + fields.map { ("Client-Cert", $0) }, Self.behindProxy)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }

    @Test(
        "other spellings are refused, not guessed at",
        arguments: [
            "", ":", "::", "AAAA", ":AAAA", "AAAA:", ":AAA:", ":AAA=", ":AA==:, :AA==:", ":A===:", ":====:", ":AB==:",
            ":AA-_:", ":AA AA:", ":AAAA:;a=b", "\"AAAA\"", ":éééé:", ":" + String(repeating: "A", count: 20_000) + ":",
            "-----BEGIN CERTIFICATE-----",
        ]
    )
    func spellings(value: String) async throws {
        let answer = try await send([Self.proxy, ("Client-Cert", value)], Self.behindProxy)
        #expect(answer.status == 400)
        #expect(answer.code == "invalid_request")
    }
}
