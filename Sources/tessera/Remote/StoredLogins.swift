// The sign-ins that this user keeps: a file of their own, read and written under a lock.

private import Glibc
internal import JOSE

/// A sign-in at one issuer with one client. Printing it shows no token.
struct StoredLogin: Sendable, CustomStringConvertible {
    let issuer: String
    let clientID: String
    var refreshToken: String?
    /// What was allowed, joined by spaces.
    var scope: String?
    /// The API that was asked for.
    var resource: String?
    /// The file with the key that the tokens are bound to.
    var proofKeyFile: String?
    /// Whether the client proved itself with a secret.
    var hasSecret = false
    /// Access tokens that may still be good, the newest last.
    var tokens: [Token] = []

    struct Token: Sendable {
        /// The API that it was asked for; `nil` where none was named.
        let resource: String?
        let text: String
        let type: String
        let expiresAt: Int?

        /// Whether it was asked for so: for this API, or, for `nil`, for none that was named.
        func isAsked(for wanted: String?) -> Bool {
            guard let wanted else { return resource == nil }
            return resource?.hasBytes(of: wanted)
                ?? ReceivedTokens.audiences(of: text).contains { $0.hasBytes(of: wanted) }
        }
    }

    var description: String { "StoredLogin(\(issuer), \(clientID))" }

    /// The token for an API that is good for some time yet.
    ///
    /// - Parameter resource: `nil` for the one that was named at sign-in; for none where none was.
    func token(for resource: String?, until time: Int) -> Token? {
        let wanted = resource ?? self.resource
        return tokens.last { $0.isAsked(for: wanted) && ($0.expiresAt.map { time < $0 } ?? true) }
    }

    /// Keeps new tokens in the place of those that they follow.
    ///
    /// - Parameter resource: the API that they were asked for; `nil` where none was named.
    mutating func keep(_ received: ReceivedTokens, for resource: String?) {
        tokens.removeAll { token in
            token.resource.map { old in resource.map { old.hasBytes(of: $0) } ?? false } ?? (resource == nil)
        }
        tokens.append(
            Token(
                resource: resource, text: received.accessToken, type: received.type,
                expiresAt: received.expiresAt)
        )
        if let refresh = received.refreshToken { refreshToken = refresh }
        if let scope = received.scope { self.scope = scope }
    }
}

/// The file with all of them.
struct StoredLogins {
    private(set) var all: [StoredLogin]
    private let path: String

    /// Where the file is: in the folder for what a user's programs keep (XDG Base Directory).
    private static func folder() throws(Failure) -> String {
        func variable(_ name: String) -> String? {
            // A path that is not absolute is invalid there and passed over.
            Secrets.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        if let folder = variable("XDG_CONFIG_HOME") { return folder + "/tessera" }
        guard let home = variable("HOME") else {
            throw Failure(
                .configuration,
                "neither XDG_CONFIG_HOME nor HOME is an absolute path, so there is no place for sign-ins")
        }
        return home + "/.config/tessera"
    }

    /// Works on the sign-ins while no other process does: two refreshes at once would be taken for a theft.
    static func locked<Result>(_ work: (inout StoredLogins) async throws -> Result) async throws -> Result {
        let folder = try folder()
        try makeFolder(folder)
        let lock = open(folder + "/logins.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, lockf(lock, F_LOCK, 0) == 0 else {
            throw Failure(.configuration, "\(folder) can't be written (\(String(cString: strerror(errno))))")
        }
        defer { close(lock) }
        var logins = try StoredLogins(folder + "/logins.json")
        return try await work(&logins)
    }

    private static func makeFolder(_ path: String) throws(Failure) {
        var place = ""
        for part in path.split(separator: "/") {
            place += "/" + part
            guard mkdir(place, 0o700) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES else {
                break
            }
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw Failure(
                .configuration, "the folder \(path) can't be made or written; set XDG_CONFIG_HOME to another")
        }
    }

    private init(_ path: String) throws {
        self.path = path
        guard access(path, F_OK) == 0 else {
            all = []
            return
        }
        do {
            let object = try JSONDocument.object(
                parsing: Array(Secrets.read(path, upTo: 4_194_304).utf8),
                limits: JSONLimits(length: 4_194_304, depth: 8))
            all = (object["logins"]?.elements ?? []).compactMap(StoredLogin.init)
        } catch let fault as JSONFault {
            throw Failure(
                .configuration, "\(path) can't be read: \(fault.sentence); remove it and sign in again")
        }
    }

    /// The sign-in at an issuer; `nil` when there is none.
    ///
    /// - Parameters:
    ///   - issuer: `nil` for the only one there is.
    ///   - client: `nil` for the one that was used last.
    /// - Throws: ``Failure`` when several issuers could be meant.
    func find(_ issuer: String?, client: String?) throws(Failure) -> StoredLogin? {
        let found = all.filter { login in
            (issuer.map { login.issuer.hasBytes(of: $0) } ?? true)
                && (client.map { login.clientID.hasBytes(of: $0) } ?? true)
        }
        if issuer == nil, let first = found.first,
            found.contains(where: { !$0.issuer.hasBytes(of: first.issuer) })
        {
            let names = found.map(\.issuer).joined(separator: " ")
            throw Failure(.usage, "you are signed in at several issuers; say which is meant: \(names)")
        }
        return found.last
    }

    /// Puts a sign-in in the place of the one with the same issuer and client, and writes the file.
    mutating func keep(_ login: StoredLogin) throws {
        all.removeAll { $0.issuer.hasBytes(of: login.issuer) && $0.clientID.hasBytes(of: login.clientID) }
        all.append(login)
        try write()
    }

    /// Forgets sign-ins.
    ///
    /// - Returns: those that were forgotten.
    mutating func forget(_ issuer: String?, client: String?) throws -> [StoredLogin] {
        let meant = all.filter { login in
            (issuer.map { login.issuer.hasBytes(of: $0) } ?? true)
                && (client.map { login.clientID.hasBytes(of: $0) } ?? true)
        }
        all.removeAll { login in
            meant.contains {
                $0.issuer.hasBytes(of: login.issuer) && $0.clientID.hasBytes(of: login.clientID)
            }
        }
        try write()
        return meant
    }

    private func write() throws {
        let text = JSONWriter.object { json in
            json.array("logins", all) { json, login in login.write(to: &json) }
        }
        try PrivateFile.replace(path, with: String(decoding: text, as: UTF8.self) + "\n")
    }
}

extension StoredLogin {
    fileprivate init?(_ object: JSONValue) {
        guard let issuer = object["issuer"]?.string, let client = object["client_id"]?.string else {
            return nil
        }
        (self.issuer, clientID) = (issuer, client)
        refreshToken = object["refresh_token"]?.string
        scope = object["scope"]?.string
        resource = object["resource"]?.string
        proofKeyFile = object["dpop_key_file"]?.string
        hasSecret = object["client_secret"]?.string?.hasBytes(of: "needed") ?? false
        tokens = (object["tokens"]?.elements ?? []).compactMap { token in
            token["access_token"]?.string.map {
                Token(
                    resource: token["resource"]?.string, text: $0,
                    type: token["token_type"]?.string ?? "Bearer",
                    expiresAt: token["expires_at"]?.integer)
            }
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("issuer", issuer)
        json.member("client_id", clientID)
        if let refreshToken { json.member("refresh_token", refreshToken) }
        if let scope { json.member("scope", scope) }
        if let resource { json.member("resource", resource) }
        if let proofKeyFile { json.member("dpop_key_file", proofKeyFile) }
        if hasSecret { json.member("client_secret", "needed") }
        json.array("tokens", tokens) { json, token in
            if let resource = token.resource { json.member("resource", resource) }
            json.member("access_token", token.text)
            json.member("token_type", token.type)
            if let expiry = token.expiresAt { json.member("expires_at", expiry) }
        }
    }
}
