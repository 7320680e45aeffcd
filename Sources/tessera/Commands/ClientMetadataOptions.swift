// What a client is registered with, as the command line says it: the kinds of clients, and each thing by itself.

internal import ArgumentParser
internal import Authority
internal import JOSE
internal import OAuth

/// What sort of program a client is; each kind stands for what its metadata must say together.
enum ClientKind: String, CaseIterable, ExpressibleByArgument {
    case service, web, browser, native, device

    var metadata: ClientMetadata {
        var metadata = ClientMetadata()
        let (code, refresh) = (GrantType.authorizationCode.rawValue, GrantType.refreshToken.rawValue)
        switch self {
        case .service: metadata.grantTypes = [GrantType.clientCredentials.rawValue]
        case .web:
            metadata.grantTypes = [code, refresh]
            metadata.applicationType = "web"
        case .browser, .native:
            metadata.grantTypes = [code, refresh]
            metadata.applicationType = self == .native ? "native" : "web"
            metadata.authentication = ClientAuthentication.none.rawValue
        case .device:
            metadata.grantTypes = [GrantType.deviceCode.rawValue, refresh]
            metadata.applicationType = "native"
            metadata.authentication = ClientAuthentication.none.rawValue
        }
        return metadata
    }
}

/// What `client create` and `client set` say of a client beside its kind.
struct ClientMetadataOptions: ParsableArguments {
    @Option(help: "A grant type; may be repeated. Replaces those that it has.") var grantType: [String] = []
    @Option(help: "A scope that it may ask people for; may be repeated. (default: all)") var mayAsk:
        [String] = []
    @Option(help: "A type of authorization details that it may ask for; may be repeated. (default: all)")
    var detailsType: [String] = []
    @Option(help: "The API that is meant where a request of this client names none.") var defaultApi: String?
    @Option(help: "How it proves itself: none, client_secret_basic, client_secret_post, private_key_jwt.")
    var authentication: String?
    @Option(help: "A file with its public keys, a JSON Web Key Set; - for stdin.") var jwks: String?
    @Option(help: "PKCE is required; optional for older software, which then must send a nonce.") var pkce:
        String?
    @Option(help: "What signs its ID tokens. (default: RS256)") var idTokenAlgorithm: String?
    @Flag(inversion: .prefixedNo, help: "People are not asked whether it may: it is of this house.")
    var firstParty: Bool?
    @Flag(inversion: .prefixedNo, help: "Its access tokens are bound to a key of its own (DPoP).")
    var keyBound: Bool?

    /// Makes metadata as it was said; what was not said stays.
    ///
    /// - Parameter keys: what stands in the file of ``jwks``.
    func change(_ metadata: inout ClientMetadata, keys: JSONValue?) {
        if !grantType.isEmpty { metadata.grantTypes = grantType }
        if !mayAsk.isEmpty { metadata.scope = mayAsk.joined(separator: " ") }
        if !detailsType.isEmpty { metadata.detailTypes = detailsType }
        if let defaultApi { metadata.defaultAPI = defaultApi }
        if let authentication { metadata.authentication = authentication }
        if let keys {
            metadata.keys = keys
            if authentication == nil { metadata.authentication = ClientAuthentication.privateKeyJWT.rawValue }
        }
        if let pkce { metadata.pkce = pkce }
        if let idTokenAlgorithm { metadata.idTokenAlgorithm = idTokenAlgorithm }
        if let firstParty { metadata.isFirstParty = firstParty }
        if let keyBound { metadata.isKeyBound = keyBound }
        let types = metadata.grantTypes ?? [GrantType.authorizationCode.rawValue]
        let hasCode = types.contains { $0.hasBytes(of: GrantType.authorizationCode.rawValue) }
        metadata.responseTypes = hasCode ? ["code"] : []
    }

    /// The key set of the file that was named.
    func keys() throws -> JSONValue? {
        guard let jwks else { return nil }
        do {
            return try JSONDocument.object(
                parsing: Array(Secrets.read(jwks).utf8), limits: JSONLimits(length: 65_536, depth: 8))
        } catch let fault as JSONFault {
            throw Failure(.usage, "\(jwks) is no JSON Web Key Set: \(fault.sentence)")
        }
    }
}
