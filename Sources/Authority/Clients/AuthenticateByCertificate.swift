// Checking a client by the certificate of its connection (RFC 8705 §2).

internal import JOSE
internal import OAuth

extension Clients {
    /// Checks which client is asking, by its certificate.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_client`, the same as for every other proof that is wrong.
    func authenticate(id: String, certificate: ShownCertificate, at now: Int) async throws -> ClientCaller {
        guard let client = try await registered(id, at: now) else { throw OAuthRefusal.unproven() }
        let isProven: Bool
        switch client.authentication {
        // A public client may show one so that its tokens are bound to it (§4).
        case .none: return ClientCaller(client: client, isProven: false)
        case .tlsClientAuth:
            let isNamed = Clients.isNamed(certificate, as: client)
            isProven = await certificate.isVouchedFor() && isNamed
        case .selfSignedTLS:
            try await checkRegistered(certificate, of: client, at: now)
            isProven = true
        // Who is registered for something else must not be taken for this (RFC 9700 §2.5).
        case .secretBasic, .secretPost, .privateKeyJWT: isProven = false
        }
        guard isProven else { throw OAuthRefusal.unproven() }
        return ClientCaller(client: client, isProven: true)
    }

    private static func isNamed(_ certificate: ShownCertificate, as client: RegisteredClient) -> Bool {
        do {
            return try CertificateNames(der: certificate.der).match(client.metadata)
        } catch {
            return false
        }
    }

    /// Whether it is one of the client's own: nobody vouches for it but its registration, or what the client publishes (§2.2).
    private func checkRegistered(
        _ certificate: ShownCertificate,
        of client: RegisteredClient,
        at now: Int
    ) async throws {
        guard let keys = assertions?.keys else { throw OAuthRefusal.unproven() }
        try await keys.find(of: client, at: now) { set throws(OAuthRefusal) in
            let found: JSONValue
            do throws(JSONFault) {
                found = try JSONDocument.object(
                    parsing: set, limits: JSONLimits(length: ClientKeys.longest, depth: 16))
            } catch {
                throw OAuthRefusal.unproven("the client's keys can't be read: \(error.sentence)")
            }
            guard (found["keys"]?.elements ?? []).contains(where: { Clients.isOf(certificate, $0) }) else {
                throw OAuthRefusal.unproven("the client has no such certificate")
            }
        }
    }

    /// Whether a registered key is that of a certificate. One that came with its own certificate is good in that one alone.
    private static func isOf(_ certificate: ShownCertificate, _ key: JSONValue) -> Bool {
        do {
            let shown = try JWK(der: certificate.der).thumbprint
            guard try JWK(parsing: Array(key.text.utf8)).thumbprint.hasBytes(of: shown) else { return false }
        } catch {
            return false
        }
        guard let chain = key["x5c"] else { return true }
        guard let leaf = chain.elements?.first?.string else { return false }
        return Base64.decode(unpadded: leaf.utf8.prefix { $0 != UInt8(ascii: "=") }) == certificate.der
    }
}
