// The options of encryption: tessera serve --tls-certificate FILE --tls-key FILE, and what goes with them.

internal import ArgumentParser
internal import Listening

struct TLSOptions: ParsableArguments {
    @Option(
        help:
            "Encrypt here: the certificate's chain in PEM, the server's own first. (default: $TESSERA_TLS_CERTIFICATE)"
    )
    var tlsCertificate: String?

    @Option(help: "The private key of the certificate, in PEM. (default: $TESSERA_TLS_KEY)") var tlsKey:
        String?

    @Option(
        help:
            "PORT or HOST:PORT where requests that are not encrypted are sent to the issuer, and nothing else."
    )
    var httpRedirect: String?

    @Flag(help: "Ask clients for a certificate (RFC 8705); those that have none connect as before.")
    var clientCertificates = false

    @Option(help: "Authorities in PEM that may vouch for the certificates of clients (tls_client_auth).")
    var clientAuthorities: String?

    /// Checks the options and reads the files.
    ///
    /// - Returns: `nil` where nothing is encrypted here.
    func settings(listen: ListenAddress, behindProxy: Bool, issuer: String?) throws -> TLSSettings? {
        let certificate = tlsCertificate ?? Secrets.environment("TESSERA_TLS_CERTIFICATE")
        let key = tlsKey ?? Secrets.environment("TESSERA_TLS_KEY")
        guard let certificate, let key else {
            guard certificate == nil, key == nil else {
                throw Failure(
                    .configuration, "--tls-certificate and --tls-key go together; give both files, or none")
            }
            guard httpRedirect == nil, !clientCertificates, clientAuthorities == nil else {
                throw Failure(
                    .configuration,
                    "--http-redirect and --client-certificates are for a server that encrypts; add --tls-certificate and --tls-key"
                )
            }
            return nil
        }
        if let issuer, !issuer.utf8.starts(with: "https://".utf8) {
            throw Failure(
                .configuration, "with --tls-certificate the issuer begins with https://; \(issuer) does not")
        }
        guard !clientCertificates || !behindProxy else {
            throw Failure(
                .configuration,
                "behind a proxy the certificate of a connection is the proxy's, never a client's; leave out "
                    + "--client-certificates or --behind-proxy")
        }
        guard clientAuthorities == nil || clientCertificates else {
            throw Failure(
                .configuration, "--client-authorities needs --client-certificates, which asks clients for one"
            )
        }
        let files = TLSFiles(certificate: certificate, key: key)
        return TLSSettings(
            certificate: try ServedCertificate(asksClients: clientCertificates) { try files.read() },
            takesCertificates: clientCertificates,
            authorities: try clientAuthorities.map { try ClientAuthorities(pem: TLSFiles.text(of: $0)) },
            redirect: try httpRedirect.map {
                try ListenAddress(
                    Int($0) == nil ? $0 : "\(listen.isIPv6 ? "[\(listen.host)]" : listen.host):\($0)")
            }
        )
    }
}
