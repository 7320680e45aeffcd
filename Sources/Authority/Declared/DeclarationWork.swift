// The work of one declaration in its transaction: each entry against the row that is there.

internal import JOSE
internal import OAuth
internal import Records
internal import SQL

struct DeclarationWork {
    let prunes: Bool
    let now: Int
    let db: any SQLTransaction
    private(set) var changes: [DeclaredChange] = []

    init(prunes: Bool, now: Int, db: any SQLTransaction) {
        self.prunes = prunes
        self.now = now
        self.db = db
    }

    private mutating func note(_ kind: DeclaredChange.Kind, _ what: String, _ detail: String = "") {
        changes.append(DeclaredChange(kind: kind, what: what, detail: detail))
    }

    // MARK: APIs

    mutating func apply(_ declared: Declaration.DeclaredAPI) throws {
        let what = "api \(declared.identifier)"
        let wanted = API(
            identifier: declared.identifier, name: declared.name, scopes: declared.scopes, createdAt: now,
            lifetime: declared.lifetime, algorithm: declared.algorithm, format: declared.format
        ).with(detailTypes: try DetailType.text(declared.detailTypes))
        try APIs.check(wanted)
        guard let found = try API.find(identifier: declared.identifier, in: db) else {
            try API.insert(wanted, in: db)
            note(.made, what)
            if try declared.isDefault || API.findDefault(in: db) == nil {
                _ = try API.makeDefault(identifier: declared.identifier, at: now, in: db)
            }
            return
        }
        var details: [String] = []
        if !found.name.hasBytes(of: wanted.name) { details.append("name") }
        if found.lifetime != wanted.lifetime { details.append("lifetime") }
        if found.algorithm != wanted.algorithm { details.append("algorithm") }
        if found.format != wanted.format { details.append("format") }
        let kept = prunes ? [] : try DetailType.list(of: found)
        let types = try DetailType.text(DetailType.joined(kept, with: declared.detailTypes))
        if !found.detailTypes.hasBytes(of: types) { details.append("authorization details types") }
        if !details.isEmpty { _ = try API.update(wanted.with(detailTypes: types), in: db) }
        for scope in declared.scopes
        where !found.scopes.contains(where: {
            $0.scope.hasBytes(of: scope.scope) && $0.sentence.hasBytes(of: scope.sentence)
        }) {
            try API.add(scope, to: found.identifier, in: db)
            details.append("scope \(scope.scope)")
        }
        if prunes {
            for scope in found.scopes
            where !declared.scopes.contains(where: { $0.scope.hasBytes(of: scope.scope) }) {
                _ = try WithdrawScope.from(api: found.identifier, scope.scope, at: now, in: db)
                details.append("scope \(scope.scope) removed")
            }
        }
        if declared.isDefault, found.defaultAt == nil {
            _ = try API.makeDefault(identifier: found.identifier, at: now, in: db)
            details.append("default")
        }
        if !details.isEmpty { note(.changed, what, details.joined(separator: ", ")) }
    }

    // MARK: accounts

    mutating func apply(_ declared: Declaration.DeclaredAccount, hash: String?) throws {
        let what = "account \(declared.username.name)"
        var details: [String] = []
        let account: Account
        if let found = try Account.find(username: declared.username.name, in: db) {
            account = found
            if found.disabledAt != nil {
                try Account.enable(id: found.id, in: db)
                details.append("enabled")
            }
            if !found.profile.hasBytes(of: declared.profile) || !found.claims.hasBytes(of: declared.claims) {
                try Account.setClaims(
                    id: found.id, profile: declared.profile, claims: declared.claims, in: db)
                details.append("profile or claims")
            }
            if (found.adminAt != nil) != declared.isAdministrator {
                try Account.setAdministrator(
                    id: found.id, since: declared.isAdministrator ? now : nil, in: db)
                details.append(declared.isAdministrator ? "administrator" : "administrator no more")
            }
        } else {
            account = Account(
                id: RandomSecret.identifier("usr"),
                username: declared.username.name,
                passwordHash: hash ?? "",
                createdAt: now,
                passwordChangedAt: now,
                adminAt: declared.isAdministrator ? now : nil,
                profile: declared.profile,
                claims: declared.claims
            )
            try Account.insert(account, in: db)
        }
        for (api, scopes) in try meant(declared.scopes) {
            let found = try APIs.find(api, with: scopes, in: db)
            let held = try AccountScopes.of(account: account.id, api: found.identifier, in: db)
            let missing = scopes.filter { scope in !held.contains { $0.hasBytes(of: scope) } }
            try AccountScopes.grant(missing, to: account.id, of: found.identifier, in: db)
            details += missing.map { "holds \($0)" }
            guard prunes else { continue }
            for scope in held where !scopes.contains(where: { $0.hasBytes(of: scope) }) {
                try WithdrawScope.from(account: account.id, scope, of: found.identifier, at: now, in: db)
                details.append("holds \(scope) no more")
            }
        }
        if hash != nil {
            note(.made, what)
        } else if !details.isEmpty {
            note(.changed, what, details.joined(separator: ", "))
        }
    }

    /// What is declared to be held, by API: with pruning also nothing, of every API that the entry does not name.
    private func meant(_ declared: [(api: String, scopes: [String])]) throws -> [(
        api: String, scopes: [String]
    )] {
        guard prunes else { return declared }
        let others = try API.all(in: db).map(\.identifier).filter { api in
            !declared.contains { $0.api.hasBytes(of: api) }
        }
        return declared + others.map { ($0, []) }
    }

    // MARK: clients

    mutating func apply(_ declared: Declaration.DeclaredClient, secret: String?) throws {
        let what = "client \(declared.id)"
        var details: [String] = []
        let name = try ShownName.checked(declared.metadata.name ?? declared.id, of: "a client's")
        let found = try Client.find(id: declared.id, in: db)
        if let found {
            let stored = try ClientMetadata(parsing: found.metadata).text
            if !stored.hasBytes(of: declared.metadata.text) || !found.name.hasBytes(of: name) {
                _ = try Client.update(id: found.id, name: name, metadata: declared.metadata.text, in: db)
                details.append("metadata")
            }
            if found.disabledAt != nil {
                try Client.enable(id: found.id, in: db)
                details.append("enabled")
            }
        } else {
            try Client.insert(
                Client(id: declared.id, name: name, createdAt: now, metadata: declared.metadata.text), in: db)
        }
        details += try keep(secret, of: declared)
        for (api, scopes) in try meant(declared.scopes) {
            let known = try APIs.find(api, with: scopes, in: db)
            let held = try ClientScopes.of(client: declared.id, api: known.identifier, in: db)
            let missing = scopes.filter { scope in !held.contains { $0.hasBytes(of: scope) } }
            try ClientScopes.grant(missing, to: declared.id, of: known.identifier, in: db)
            details += missing.map { "holds \($0)" }
            let extra = held.filter { scope in !scopes.contains { $0.hasBytes(of: scope) } }
            guard prunes else { continue }
            _ = try WithdrawScope.from(client: declared.id, extra, of: known.identifier, at: now, in: db)
            details += extra.map { "holds \($0) no more" }
        }
        let guarded = try ClientGuards.apis(of: declared.id, in: db)
        for api in declared.guards where !guarded.contains(where: { $0.hasBytes(of: api) }) {
            try ClientGuards.add(
                client: declared.id, api: APIs.find(api, with: [], in: db).identifier, in: db)
            details.append("guards \(api)")
        }
        if prunes {
            for api in guarded where !declared.guards.contains(where: { $0.hasBytes(of: api) }) {
                _ = try ClientGuards.remove(client: declared.id, api: api, in: db)
                details.append("guards \(api) no more")
            }
        }
        if found == nil {
            note(.made, what)
        } else if !details.isEmpty {
            note(.changed, what, details.joined(separator: ", "))
        }
    }

    /// Lets a secret be good that is not yet, and with pruning every other one no more.
    private func keep(_ secret: String?, of declared: Declaration.DeclaredClient) throws -> [String] {
        let live = try ClientSecret.live(of: declared.id, at: now, in: db)
        let client = try RegisteredClient(
            Client(id: declared.id, name: declared.id, createdAt: now, metadata: declared.metadata.text))
        guard client.authentication.isSecret else {
            let count = try Clients.expireSecrets(of: declared.id, at: now, in: db)
            return count == 0 ? [] : ["secrets expired"]
        }
        guard let secret else {
            guard !live.isEmpty else {
                throw OAuthRefusal(
                    .invalidRequest,
                    "the client \(declared.id) has no secret yet: say where it is, with client_secret_file or "
                        + "client_secret_env")
            }
            return []
        }
        guard secret.utf8.count >= Clients.shortestSecret else {
            throw OAuthRefusal(
                .invalidRequest,
                "the secret of the client \(declared.id) has \(secret.utf8.count) bytes; it needs "
                    + "\(Clients.shortestSecret) or more, drawn at random: openssl rand -base64 32")
        }
        guard secret.utf8.count <= Clients.longestSecret else {
            throw OAuthRefusal(
                .invalidRequest,
                "the secret of the client \(declared.id) has \(secret.utf8.count) bytes; it has at most "
                    + "\(Clients.longestSecret)")
        }
        let hash = SecretDigest.of(secret)
        var details: [String] = []
        if !live.contains(where: { $0.hash == hash }) {
            try ClientSecret.insert(ClientSecret(client: declared.id, hash: hash, createdAt: now), in: db)
            details.append("secret")
        }
        guard prunes else { return details }
        for other in live where other.hash != hash && other.expiresAt == nil {
            _ = try ClientSecret.expire(client: declared.id, hash: other.hash, at: now, in: db)
            details.append("another secret expired")
        }
        return details
    }

    // MARK: what is not declared

    mutating func prune(_ declaration: Declaration) throws {
        for account in try Account.all(in: db)
        where account.disabledAt == nil
            && !declaration.accounts.contains(where: { $0.username.name.hasBytes(of: account.username) })
        {
            _ = try Account.disable(id: account.id, at: now, in: db)
            _ = try MassRevocation(RevocationOrder(account: account.id), at: now, in: db).apply(
                at: now, in: db)
            note(.removed, "account \(account.username)", "disabled")
        }
        for client in try Client.all(in: db)
        where client.disabledAt == nil && client.origin == .administrator
            && !declaration.clients.contains(where: { $0.id.hasBytes(of: client.id) })
        {
            _ = try Client.disable(id: client.id, at: now, in: db)
            _ = try MassRevocation(RevocationOrder(client: client.id), at: now, in: db).apply(at: now, in: db)
            note(.removed, "client \(client.id)", "disabled")
        }
    }
}
