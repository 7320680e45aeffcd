// The authority that grows: an account, some clients, two APIs, and the verbs that a run needs of it.

import Authority
import JOSE
import OAuth
import Records
import SQL

struct House: Sendable {
    let authority: Authority
    private let database: any SQLDatabase
    private let apis: [String]
    private let clients: [ClientCaller]
    private let caller: Caller

    /// The longest life of what is issued here, in seconds: that of a named token.
    static let longest = 30 * 86_400

    init(_ database: any SQLDatabase, apis: [String], at now: Int) async throws {
        self.database = database
        self.apis = apis
        let master = try MasterKey(bytes: RandomSecret.bytes(MasterKey.length))
        authority = Authority(
            issuer: try Issuer("https://auth.example"),
            database: database,
            keys: try await SigningKeys.open(database, sealedWith: master, algorithm: .es256, at: now)
        )
        for api in apis {
            _ = try await authority.apis.create(
                identifier: api, name: api, scopes: [APIScope(scope: "read", sentence: "Read")], at: now)
        }
        let username = try Username("ana")
        let account = try await authority.accounts.create(username, password: Password("a password for one"), at: now)
        for api in apis { _ = try await authority.apis.grant(nil, of: api, to: account) }
        caller = try await authority.accounts.vouch(for: username)
        var clients: [ClientCaller] = []
        for number in 0..<4 {
            let (client, secret) = try await authority.clients.create(name: "Client \(number)", at: now)
            for api in apis { _ = try await authority.clients.grant(nil, of: api, to: client.id) }
            clients.append(try await authority.clients.authenticate(id: client.id, secret: secret, at: now))
        }
        self.clients = clients
    }

    /// Issues the token of that number: of fifty one by login, one with a name, the rest to clients.
    ///
    /// - Returns: the handle that it carries, read from the token.
    func issue(_ number: Int, at now: Int) async throws -> StatusHandle {
        let api = apis[number / 50 % apis.count]
        let text: String
        switch number % 50 {
        case 0:
            text = try await authority.tokens.issue(TokenRequest(audience: api), to: caller, at: now).token
        case 1:
            let request = TokenRequest(audience: api, name: "token \(number)", expiresIn: House.longest)
            text = try await authority.tokens.issue(request, to: caller, at: now).token
        default:
            let request = ClientTokenRequest(audience: api)
            text = try await authority.tokens.issue(request, to: clients[number % clients.count], at: now).accessToken
        }
        guard let status = try StatusReference(in: UnverifiedToken(parsing: text).unverifiedClaims()),
            let list = status.uri.split(separator: "/").last.flatMap({ Int($0) })
        else { throw TokenRejection.revoked }
        return StatusHandle(list: list, index: status.index)
    }

    /// Reserves a list of its own to its end.
    func reserveList(expiringAt expiry: Int, at now: Int) async throws -> StatusRange {
        let (client, api) = (clients[0].id, apis[0])
        return try await database.write { db in
            try IndexBlocks.reserve(
                count: StatusLists.size, client: client, api: api, expiringAt: expiry, at: now, in: db
            ).range
        }
    }

    /// A second at which all tokens of a list live: those who expire first do so in the hour after it.
    func middle(of list: Int) async throws -> Int {
        let record = try await database.read { try StatusLists.find(number: list, in: $0) }
        return (record?.hour ?? 0) - 3_600
    }

    /// Takes back the token of a handle by its `jti`, of which only the handle counts.
    func revokeByIdentifier(_ handle: StatusHandle, at now: Int) async throws {
        let request = RevocationRequest(jti: "\(handle.list).\(handle.index).growth")
        let count = try await Tokens.takeBack(request, in: database, at: now)
        guard count.sessions + count.tokens + count.indexes == 1 else { throw TokenRejection.revoked }
    }

    /// Takes back single indexes, some hundreds in a transaction.
    func revoke(_ handles: [StatusHandle], at now: Int) async throws {
        for first in stride(from: 0, to: handles.count, by: 500) {
            let batch = Array(handles[first..<min(first + 500, handles.count)])
            _ = try await database.write { try StatusChanges.append(handles: batch, at: now, in: $0) }
        }
    }

    /// The document of a list: its bits as a verifier reads them, and its bytes plain and compressed.
    func document(of list: Int, at now: Int) async throws -> (bits: StatusBits, plain: Int, zipped: Int) {
        await authority.feed.wake()
        let text = try await authority.statusLists.document(of: list, at: now).text
        let token = try StatusListToken(
            verifying: text,
            uri: authority.issuer.url("/status/\(list)"),
            keys: authority.keys.published,
            leeway: 0,
            at: now
        )
        return (token.bits, text.utf8.count, Gzip.compress(Array(text.utf8))?.count ?? .max)
    }
}
