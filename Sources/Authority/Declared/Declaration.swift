// A declared set-up: accounts, APIs and clients as they are to be, read from JSON.

package import JOSE
package import OAuth
internal import Records

/// What a file declares. Secrets are not in it: it says where they are, and whoever reads the file has put them in.
package struct Declaration: Sendable {
    package var apis: [DeclaredAPI] = []
    package var accounts: [DeclaredAccount] = []
    package var clients: [DeclaredClient] = []

    package struct DeclaredAPI: Sendable {
        let identifier: String
        let name: String
        let scopes: [APIScope]
        let isDefault: Bool
        let lifetime: Int?
        let algorithm: String?
        let format: String
        /// The types of authorization details that it understands (RFC 9396).
        let detailTypes: [DetailType]
    }

    package struct DeclaredAccount: Sendable {
        package let username: Username
        /// A password for an account that is new; `nil` where it is not told.
        package let password: SecretPlace?
        let isAdministrator: Bool
        let profile: String
        let claims: String
        let scopes: [(api: String, scopes: [String])]
    }

    package struct DeclaredClient: Sendable {
        let id: String
        let metadata: ClientMetadata
        package let secret: SecretPlace?
        /// What it may do in its own name.
        let scopes: [(api: String, scopes: [String])]
        let guards: [String]
    }

    /// Reads a declaration. A member that is not known is refused: a misspelt one would otherwise be passed over.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_request` that names the entry and the member.
    package init(_ root: JSONValue) throws(OAuthRefusal) {
        try DeclaredEntry(root, "the declaration").allow(["apis", "accounts", "clients"])
        for (index, entry) in try DeclaredEntry.list(root["apis"], "apis").enumerated() {
            apis.append(try DeclaredAPI(DeclaredEntry(entry, "apis[\(index)]")))
        }
        let defaults = apis.filter(\.isDefault)
        guard defaults.count <= 1 else {
            throw OAuthRefusal(
                .invalidRequest,
                "apis: one API is the default, and here are \(defaults.map(\.identifier).joined(separator: " and "))"
            )
        }
        for (index, entry) in try DeclaredEntry.list(root["accounts"], "accounts").enumerated() {
            accounts.append(try DeclaredAccount(DeclaredEntry(entry, "accounts[\(index)]")))
        }
        for (index, entry) in try DeclaredEntry.list(root["clients"], "clients").enumerated() {
            clients.append(try DeclaredClient(DeclaredEntry(entry, "clients[\(index)]")))
        }
    }
}

extension Declaration.DeclaredAPI {
    fileprivate init(_ entry: DeclaredEntry) throws(OAuthRefusal) {
        try entry.allow([
            "identifier", "name", "scopes", "default", "lifetime", "algorithm", "format",
            "authorization_details_types",
        ])
        identifier = try entry.required("identifier")
        name = try entry.text("name") ?? identifier
        isDefault = try entry.flag("default")
        lifetime = try entry.number("lifetime")
        algorithm = try entry.text("algorithm")
        format = try entry.text("format") ?? "jwt"
        var scopes: [APIScope] = []
        for (index, value) in try DeclaredEntry.list(entry.value["scopes"], "\(entry.place).scopes")
            .enumerated()
        {
            if let name = value.string {
                scopes.append(APIScope(scope: name, sentence: name))
                continue
            }
            let scope = DeclaredEntry(value, "\(entry.place).scopes[\(index)]")
            try scope.allow(["scope", "sentence"])
            let name = try scope.required("scope")
            scopes.append(APIScope(scope: name, sentence: try scope.text("sentence") ?? name))
        }
        self.scopes = scopes
        detailTypes = try entry.detailTypes("authorization_details_types")
    }
}

extension Declaration.DeclaredAccount {
    fileprivate init(_ entry: DeclaredEntry) throws(OAuthRefusal) {
        try entry.allow([
            "username", "password_file", "password_env", "administrator", "profile", "claims", "scopes",
        ])
        username = try Username(entry.required("username"))
        password = try entry.secret("password")
        isAdministrator = try entry.flag("administrator")
        profile = try entry.object("profile", check: PersonClaims.check)
        claims = try entry.object("claims", check: OwnClaims.check)
        scopes = try entry.scopes("scopes")
    }
}

extension Declaration.DeclaredClient {
    fileprivate init(_ entry: DeclaredEntry) throws(OAuthRefusal) {
        id = try Clients.checkedIdentifier(entry.required("client_id"))
        try entry.allow(
            ["client_id", "client_secret_file", "client_secret_env", "scopes", "guards"]
                + ClientMetadata.members)
        do {
            metadata = try ClientMetadata(entry.value)
            try ClientRules.check(metadata)
        } catch {
            throw OAuthRefusal(error.code, "\(entry.place) (\(id)): \(error.sentence)")
        }
        secret = try entry.secret("client_secret")
        scopes = try entry.scopes("scopes")
        guards = try entry.texts("guards")
    }
}
